"""The pages of a service and of a priority: the council's page narrowed."""

import csv
import io
from collections import OrderedDict
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from foundation import snapshot_cache
from foundation.sparkline import sparkline
from foundation.words import excerpt
from indicators.judging.measure_row import series, stands
from indicators.judging.scorecard import measured
from indicators.models import Commentary, Indicator, IndicatorSet, Observation, SeriesBreak
from plans.models import Milestone
from reporting.models import Cycle
from tests.conftest import NOW
from tests.factories import LinkFactory, MilestoneFactory, ObjectiveFactory, PlanFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory
from tests.reporting.small_council import Q1, SmallCouncil, add, at_two_sizes, say, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.COUNCILLOR)[0]


@pytest.fixture
def housing(council: SmallCouncil) -> str:
    return reverse("reporting:service", args=[council.housing.pk])


def test_a_service_says_how_it_is_doing(housing: str, reader: Client) -> None:
    text = text_of(reader.get(housing))
    assert "67% of rated measures are on target in July to September 2026 (Q2): 2 of 3." in text
    assert "Of 5 measures due, 4 in on time and 1 missing; 1 of what came in awaits sign-off." in text
    assert "Not counted: 1 no figure yet and 1 awaiting sign-off." in text
    assert "1 of 1 is overdue." in text
    assert "Open the hostel" in text


def test_what_stands_out_says_why_and_what_is_done(council: SmallCouncil, housing: str, reader: Client) -> None:
    response = reader.get(housing)
    rows = {row.ref: row for row in response.context["page"].bad.rows}
    assert list(rows) == ["H2", "H4"]
    assert (rows["H2"].why, rows["H2"].said) == ("Off target. No recovery action is on record.", "A system failed")
    assert rows["H4"].why == "The figure is missing, and late."
    assert [row.ref for row in response.context["page"].good.rows] == ["H3"]


def test_a_trend_over_three_periods_is_an_exception(council: SmallCouncil, reader: Client) -> None:
    worsening = add(council, "W5", council.waste, before=93, now=92)
    for steps, value in ((2, 95), (1, 94)):
        Observation.objects.create(indicator=worsening, period=Q1.previous(steps), value=value, state="approved")
    path = reverse("reporting:service", args=[council.waste.pk])
    rows = {row.ref: row.why for row in reader.get(path).context["page"].bad.rows}
    assert rows["W5"] == "Worse for three periods running."


def test_measures_are_rows_with_their_figures(housing: str, reader: Client) -> None:
    rows = {row.ref: row for row in reader.get(housing).context["rows"]}
    assert (rows["H1"].value, rows["H1"].target, rows["H1"].status["word"]) == ("95.0%", "90.0%", "On target")
    assert rows["H1"].direction["word"] == "Better"
    assert rows["H1"].url == f"/measures/H1/?period={Q2.key}"
    assert (rows["H4"].value, rows["H4"].status["word"]) == ("no figure", "No figure yet")
    assert [line[:6] for line in rows["H1"].spark["lines"]] == ["107.5,"]


def test_unapproved_figures_are_only_for_those_who_may_see_them(council: SmallCouncil, housing: str) -> None:
    say(council, "H5", Q2, why="Still being checked")
    for role, unit, sees in (
        (Role.DATA_OFFICER, council.housing, True),
        (Role.AUDITOR, council.root, True),
        (Role.DATA_OFFICER, council.waste, False),
        (Role.COUNCILLOR, council.root, False),
    ):
        client, _ = sign_in(role, unit)
        response = client.get(housing)
        row = next(row for row in response.context["rows"] if row.ref == "H5")
        assert row.status["word"] == "Awaiting sign-off"
        assert (row.value, row.marks) == (("88.0%", "[draft]") if sees else ("no figure", ""))
        assert ("would be near target" in text_of(response)) is sees
        assert ("Still being checked" in text_of(response)) is False  # not an exception: told on its own page


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["H1", "H2", "H3", "H4", "H5"]),
        ("?status=green", ["H1", "H3"]),
        ("?key=1", ["H1"]),
        ("?sort=status", ["H2", "H4", "H5", "H1", "H3"]),
        ("?sort=-value", ["H1", "H3", "H2", "H4", "H5"]),
        ("?sort=value", ["H2", "H3", "H1", "H4", "H5"]),
        ("?sort=-name", ["H5", "H4", "H3", "H2", "H1"]),
        ("?sort=nonsense", ["H1", "H2", "H3", "H4", "H5"]),
    ],
)
def test_the_list_filters_and_sorts_in_its_address(housing: str, reader: Client, query: str, refs: list[str]) -> None:
    assert [row.ref for row in reader.get(housing + query).context["rows"]] == refs


def test_what_is_chosen_is_no_scope_of_its_own(council: SmallCouncil, housing: str, reader: Client) -> None:
    """The share stays that of the service; what is listed says how many of how many, and why these."""
    chosen = IndicatorSet.objects.create(name="Statutory")
    chosen.indicators.set([council.measures["H1"]])
    text = text_of(reader.get(housing, {"set": chosen.pk, "status": "green"}))
    assert "67% of rated measures are on target" in text
    assert "1 of 5 measures shown, because of Set: Statutory and Status: On target" in text


def test_each_measure_by_quarter_is_as_it_was_reported(council: SmallCouncil, housing: str, reader: Client) -> None:
    """A green and a red measure stay apart, whatever most of them were."""
    assert "No report of its own has been released yet." in text_of(reader.get(housing, {"tab": "quarters"}))
    marks = {
        status: {"key": status, "word": word, "shape": "tick", "colour": status}
        for status, word in (("green", "On target"), ("red", "Off target"))
    }
    counts = [{**mark, "count": 1} for mark in marks.values()]
    facts = {
        ref: {"status": status, "status_word": marks[status]["word"]}
        for ref, status in (("H1", "green"), ("H2", "red"), ("W1", "red"))
    }
    ReportFactory(
        kind="service", state="released", unit=council.housing, document={"counts": counts}, facts=facts,
        released_at=NOW, cycle=Cycle.objects.get(), checksum="0" * 64,
    )  # fmt: skip
    Observation.objects.filter(period=Q2, value__isnull=False).update(value=1)  # what is known later changes nothing
    for _ in range(2):
        response = reader.get(housing, {"tab": "quarters"})
        heat = response.context["heat"]
        assert heat.columns == ["2026/27 Q2"]
        cells = {row.label: row.cells[0] and row.cells[0]["word"] for row in heat.rows}
        assert cells == {
            "Measure H1": "On target", "Measure H2": "Off target",
            "Measure H3": None, "Measure H4": None, "Measure H5": None,
        }  # fmt: skip
    assert heat.rows[0].url == f"/measures/H1/?period={Q2.key}"
    assert "Measure H2 Off target Measure H3 No entry" in text_of(response)
    chosen = reader.get(housing, {"tab": "quarters", "key": "1"})
    assert [row.label for row in chosen.context["heat"].rows] == ["Measure H1"]
    assert 'name="tab" value="quarters"' in chosen.content.decode()


def test_an_empty_list_says_what_to_do(housing: str, reader: Client) -> None:
    text = text_of(reader.get(housing + "?status=withheld"))
    assert "0 of 5 measures" in text
    assert "Clear all filters" in text


def test_a_measure_not_yet_begun_is_not_missing(council: SmallCouncil, housing: str, reader: Client) -> None:
    Indicator.objects.filter(ref="H4").update(starts_on=date(2026, 10, 1))
    text = text_of(reader.get(housing))
    assert "Of 4 measures due, 4 in on time; 1 of what came in awaits sign-off." in text
    assert "Measure H4" not in text


def test_downloads_hold_what_is_shown(housing: str, reader: Client) -> None:
    response = reader.get(housing + "?status=green&sort=-value&download=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == ["H1", "H3"]
    assert (rows[0]["Result"], rows[0]["Result as a number"], rows[0]["Direction"]) == ("95.0%", "95", "Better")
    assert rows[1]["Why it stands out"] == "Back on target after being off target."
    book = openpyxl.load_workbook(io.BytesIO(reader.get(housing + "?download=xlsx").content))
    sheet = book.active
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0] == "H2"]
    assert cells[0][6] == 70
    assert response["Content-Disposition"].startswith('attachment; filename="housing-2026-07-01QF.csv"')


def test_a_priority_holds_what_serves_it(council: SmallCouncil, reader: Client) -> None:
    response = reader.get("/priorities/P1/")
    text = text_of(response)
    assert "60% of rated measures are on target in July to September 2026 (Q2): 3 of 5." in text
    assert [row.ref for row in response.context["rows"]] == sorted(council.measures)
    assert "Open the hostel" in text
    narrowed = reader.get("/priorities/P1/", {"service": council.waste.pk})
    assert [row.ref for row in narrowed.context["rows"]] == ["W1", "W2", "W3", "W4"]


def test_any_objective_has_the_same_page(council: SmallCouncil, reader: Client) -> None:
    assert len(reader.get("/priorities/O-W/").context["rows"]) == 4


def test_a_priority_that_nothing_serves_says_so(reader: Client) -> None:
    plan = PlanFactory()
    ObjectiveFactory(plan=plan, kind="priority", ref="P9", title="Lonely")
    text = text_of(reader.get("/priorities/P9/"))
    assert "No measures were collected in July to September 2026 (Q2)." in text
    assert "The plan has no milestones yet." in text


def test_the_council_page_and_the_service_page_agree(council: SmallCouncil, housing: str, reader: Client) -> None:
    council_row = next(row for row in reader.get("/council/").context["page"].services if row.name == "Housing")
    assert council_row.share == "67%"
    assert council_row.of == "2 of 3"
    assert "67% on target: 2 of 3 rated" in text_of(reader.get(housing))


def test_what_a_partner_may_not_see_is_like_what_does_not_exist(council: SmallCouncil, housing: str) -> None:
    partner_unit = UnitFactory(name="Health trust", kind="partner", parent=council.root)
    partner, _ = sign_in(Role.PARTNER, partner_unit)
    nothing = reverse("reporting:service", args=[999999])
    theirs = reverse("reporting:service", args=[partner_unit.pk])
    assert partner.get(housing).status_code == partner.get(nothing).status_code == 404
    assert partner.get("/priorities/P1/").status_code == partner.get("/priorities/NONE/").status_code == 404
    assert partner.get(theirs).status_code == 200


def test_a_partner_sees_its_own_share_of_an_objective_it_may_read(council: SmallCouncil) -> None:
    partner, _ = sign_in(Role.PARTNER, council.housing)
    Indicator.objects.get(ref="W1").contributions.update(objective=council.objectives[council.housing.pk])
    response = partner.get("/priorities/O-H/")
    assert [row.ref for row in response.context["rows"]] == ["H1", "H2", "H3", "H4", "H5"]


def test_a_partner_is_not_told_which_milestones_of_another_service_serve_its_objective(council: SmallCouncil) -> None:
    own, theirs = (council.objectives[unit.pk] for unit in (council.housing, council.waste))
    Milestone.objects.all().delete()
    LinkFactory(child=theirs, parent=own, is_primary=False)
    for objective, title in ((own, "Open the hostel"), (theirs, "Close the tip")):
        MilestoneFactory(objective=objective, title=title, owner__title=f"{title}: lead", narrative=f"{title}: so far")
    partner, councillor = (sign_in(role, council.housing)[0] for role in (Role.PARTNER, Role.COUNCILLOR))
    for client, told in ((partner, False), (councillor, True)):
        text = text_of(client.get(f"/priorities/{own.ref}/"))
        assert "Open the hostel: so far" in text
        assert ("Close the tip" in text) is told


def test_a_partner_may_narrow_its_page_by_the_sets_of_its_own_measures_only(
    council: SmallCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, ref in (("Homes", "H1"), ("Bins", "W1")):
        IndicatorSet.objects.create(name=name).indicators.add(Indicator.objects.get(ref=ref))
    # The officer sees the drafts that the partner sees, and yet what is kept of one's page is not the other's.
    monkeypatch.setattr(snapshot_cache, "_answers", OrderedDict())
    monkeypatch.setattr(snapshot_cache, "database_state", lambda: "nothing was written")
    partner, officer = (sign_in(role, council.housing)[0] for role in (Role.PARTNER, Role.DATA_OFFICER))
    for client, told in ((officer, True), (partner, False), (officer, True)):
        text = client.get(reverse("reporting:service", args=[council.housing.pk])).content.decode()
        assert ">Homes</option>" in text
        assert (">Bins</option>" in text) is told


@pytest.mark.parametrize("path", ["housing", "priority"])
def test_statements_do_not_grow_with_measures(council: SmallCouncil, reader: Client, path: str) -> None:
    address = reverse("reporting:service", args=[council.housing.pk]) if path == "housing" else "/priorities/P1/"
    before, after = at_two_sizes(reader, address, council)
    assert before == after <= 19  # the last four: the month of its money and of its posts, its rule, its years


def test_hostile_text_is_text(council: SmallCouncil, housing: str, reader: Client) -> None:
    attack = "<img src=x onerror=alert(1)>"
    Indicator.objects.filter(ref="H2").update(name=attack)
    Commentary.objects.update(why=attack, action=attack)
    Milestone.objects.update(title=attack, narrative=attack)
    html = reader.get(housing).content.decode()
    assert "<img src=x" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 5


def test_the_small_chart_is_that_of_every_row_of_figures(council: SmallCouncil, housing: str, reader: Client) -> None:
    """With gaps, a new definition and a provisional figure, as reports draw it."""
    measure = council.measures["H1"]
    for steps, value in ((3, 80), (4, 85), (6, 90)):
        Observation.objects.create(indicator=measure, period=Q2.previous(steps), value=value, state="approved")
    SeriesBreak.objects.create(indicator=measure, period=Q2.previous(3), note="New")
    Observation.objects.filter(indicator=measure, period=Q2).update(standing="provisional")
    (found,) = measured(Indicator.objects.filter(pk=measure.pk), report_period=Q2, history=12)
    response = reader.get(housing)
    assert response.context["rows"][0].spark == sparkline(series(found))
    assert response.content.decode().count("app-spark__last--hollow") == 1


def test_excerpts_end_at_a_sentence() -> None:
    assert excerpt(" Short\ntext. ") == "Short text."
    long = "The first sentence is here and goes on for a while, as they do. " * 6
    assert excerpt(long).endswith("as they do …")
    assert len(excerpt("x" * 500)) <= 222
    assert excerpt("Seven of the applications needed outside advice", most=40) == "Seven of the applications needed …"


def test_a_seasonal_measure_is_compared_with_last_year(council: SmallCouncil, reader: Client) -> None:
    seasonal = add(council, "W6", council.waste, before=20, now=80, is_seasonal=True)
    Observation.objects.create(indicator=seasonal, period=Q2.last_year(), value=Decimal(70), state="approved")
    response = reader.get(reverse("reporting:service", args=[council.waste.pk]))
    row = next(row for row in response.context["rows"] if row.ref == "W6")
    assert (row.direction["word"], row.against) == ("Better", "than a year before")


@pytest.mark.parametrize(
    ("value", "target", "mark", "said"),
    [
        ("57.1%", "70.0%", "", "57.1% against 70.0%"),
        ("57.1%", "70.0%", "[p]", "57.1% [p] against 70.0%"),
        ("2.0", "no target", "", "2.0, no target"),
        ("no figure", "70.0%", "", "No figure yet against 70.0%"),
        ("no figure", "no target", "", "No figure yet"),
    ],
)
def test_a_figure_beside_its_target_reads_as_a_sentence(value, target, mark, said):
    assert stands(value, target, mark) == said


def test_a_priority_that_no_measure_serves_says_so_once(council: SmallCouncil, reader: Client) -> None:
    empty = ObjectiveFactory(plan=council.priority.plan, kind="priority", ref="P-EMPTY")
    text = text_of(reader.get(f"/priorities/{empty.ref}/"))
    assert "No measure serves this priority yet." in text
    assert "Take off a filter" not in text
    assert "Nothing is off target" not in text
