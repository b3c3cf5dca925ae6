"""Council on a page, counted by hand against tests/reporting/small_council.py."""

import csv
import io
import re
from base64 import b64decode
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.models import Indicator, IndicatorSet, Observation
from indicators.queries.quarters import latest_quarter
from indicators.rules.coverage import coverage_sentence, roll_up
from indicators.rules.vocabulary import Status
from reporting.dashboards import council as dashboard
from reporting.models import Cycle, Report, Run
from reporting.queries import released
from reporting.queries.coverage import coverage_of
from reporting.queries.figure_cautions import cautions, coverage_at_a_glance
from reporting.queries.figure_notes import beside
from reporting.queries.filter_choices import narrowings
from reporting.queries.measures_of_objectives import measures_serving
from reporting.queries.quarters import offered_quarters, read_quarter
from reporting.snapshots import checksum
from reporting.standing.finding import finding
from reporting.standing.tally import tally_of
from tests.conftest import NOW
from tests.factories import IndicatorFactory, LinkFactory, ObjectiveFactory, ObservationFactory, PlanFactory, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import Q1, SmallCouncil, add, at_two_sizes, text_of

pytestmark = pytest.mark.django_db
PATH = "/council/"
TODAY = date(2026, 10, 14)


@pytest.fixture
def client() -> Client:
    return sign_in(Role.COUNCILLOR)[0]


def page(client: Client, query: str = "") -> str:
    response = client.get(PATH + query)
    assert response.status_code == 200
    return text_of(response)


def test_the_headline_has_its_denominator_and_what_it_leaves_out(council: SmallCouncil, client: Client) -> None:
    text = page(client)
    assert "60% of rated measures are on target in July to September 2026 (Q2): 3 of 5." in text
    assert "Since the quarter before, 1 turned off target, 1 recovered." in text
    assert "60% on target: 3 of 5 rated. Not counted: 1 no figure yet, 1 data only, 1 awaiting sign-off" in text


def test_the_coverage_line_is_honest(council: SmallCouncil, client: Client) -> None:
    told = "Of 9 measures due, 6 in on time, 1 in late, 1 missing and 1 not available (The scales broke);"
    assert f"{told} 1 of what came in awaits sign-off. Among them, 1 is data only, by design." in page(client)


def test_why_there_is_no_figure_is_told_once_it_is_signed_off(council: SmallCouncil, client: Client) -> None:
    Observation.objects.filter(absence="not_available", period=Q2).update(state="submitted")
    text = page(client)
    assert "Of 9 measures due, 7 in on time, 1 in late and 1 missing; 2 of what came in await sign-off." in text
    assert "The scales broke" not in text
    found = measured(Indicator.objects.filter(pk__in=collected(Q2)), report_period=Q2)
    slow = coverage_of(found, beside(found), report_period=Q2)
    assert (slow.on_time, slow.not_available, slow.absence_reasons) == (7, 0, ())


def test_a_draft_is_missing_and_awaits_nothing(council: SmallCouncil, client: Client) -> None:
    Observation.objects.filter(indicator__ref="H5", period=Q2).update(state="draft")
    text = page(client)
    assert "Of 9 measures due, 5 in on time, 1 in late, 2 missing" in text
    assert "Not counted: 2 no figure yet, 1 data only and 1 not available" in text


def test_coverage_at_a_glance_is_the_coverage_of_the_full_measures(council: SmallCouncil) -> None:
    lagged = add(council, "W9", council.waste, before=95, now=96, lag=1)
    ObservationFactory(indicator=lagged, period=Q1.previous(), value=90)
    quick = glances(collected(Q2), report_period=Q2)
    full = measured(collected(Q2), report_period=Q2)
    noted = cautions({each.period for each in quick}, at=NOW)
    at_a_glance = coverage_at_a_glance(quick, noted, report_period=Q2)
    assert coverage_sentence(at_a_glance) == coverage_sentence(coverage_of(full, beside(full), report_period=Q2))
    assert [each.status for each in quick] == [each.assessment.status for each in full]


def test_last_years_figure_of_a_yearly_measure_is_told_as_from_an_earlier_period(council: SmallCouncil) -> None:
    yearly = IndicatorFactory(service=council.waste, ref="W8", frequency="Y")
    ObservationFactory(indicator=yearly, period=Q1.previous().year, value=90)
    quick = glances(collected(Q2), report_period=Q2)
    found = coverage_at_a_glance(quick, cautions({each.period for each in quick}, at=NOW), report_period=Q2)
    assert found.lagged == 1
    assert coverage_sentence(found).endswith(" Among them, 1 is from an earlier period and 1 is data only, by design.")


def test_exceptions_that_are_not_shown_are_counted_and_listed_a_click_away(
    council: SmallCouncil, client: Client
) -> None:
    assert "are shown. List every" not in page(client)
    for number in range(dashboard.SHOWN_OFF + 1):
        add(council, f"X{number:02d}", council.waste, before=95, now=50)
    response = client.get(f"/council/?period={Q2.key}&service={council.waste.pk}")
    off = response.context["page"].off
    assert f"{dashboard.SHOWN_OFF} of {off.count} are shown." in text_of(response)
    lists = {each.label: client.get("/council/" + each.url).context["listed"] for each in off.lists}
    assert list(lists) == ["off target"]
    assert sum(map(len, lists.values())) == off.count > dashboard.SHOWN_OFF


def test_priorities_and_services_are_rows_with_their_counts(council: SmallCouncil) -> None:
    read = dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW)
    shown = dashboard.council_page(read, {})
    (priority,) = shown.priorities
    assert (priority.share, priority.of, priority.change) == ("60%", "3 of 5", "1 fewer on target")
    housing, waste = shown.services
    assert (housing.name, housing.met, housing.near, housing.off, housing.unrated) == (
        "Housing", "2", "0", "1", "2"
    )  # fmt: skip
    assert (waste.of, waste.near, waste.change, waste.moved) == ("1 of 2", "1", "1 fewer on target", "")
    assert (housing.overdue, waste.overdue) == (1, 0)


def test_what_changed_and_the_exceptions_name_the_rule(council: SmallCouncil) -> None:
    shown = dashboard.council_page(dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW), {})
    assert [row.ref for row in shown.turned.rows] == ["H2"]
    assert [row.ref for row in shown.recovered.rows] == ["H3"]
    assert [(row.line.ref, row.is_new) for row in shown.off.rows] == [("H2", True)]
    assert [(row.ref, row.reasons) for row in shown.late.rows] == [("H4", "The figure is missing, and late.")]
    assert [(row.ref, row.reasons) for row in shown.good.rows] == [("H3", "Back on target after being off target.")]


def test_what_newly_went_off_target_comes_first_with_why_and_its_history(council: SmallCouncil) -> None:
    add(council, "A1", council.waste, before=50, now=50)
    shown = dashboard.council_page(dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW), {})
    new, old = shown.off.rows
    assert (new.line.ref, new.is_new, new.why) == ("H2", True, "A system failed")
    assert (old.line.ref, old.is_new, old.why) == ("A1", False, "")
    assert new.spark["last"] is not None
    assert new.spark["lines"] != []


def test_every_measure_is_one_mark_with_its_sentence(council: SmallCouncil, client: Client) -> None:
    shown = dashboard.council_page(dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW), {})
    (row,) = shown.wall
    assert (row.group.name, row.group.of, row.group.off, row.rest_count) == ("Homes for all", "3 of 5", "1", 0)
    assert [tile.colour for tile in row.rated] == ["red", "amber", "green", "green", "green"]
    assert len(row.rated) + len(row.unrated) == len(council.measures)
    words = {tile.words.partition(":")[0]: tile for tile in (*row.rated, *row.unrated)}
    worse = words["Measure H2 (H2)"]
    assert worse.moved == "worse"
    assert "; it was on target the quarter before" in worse.words
    assert worse.words in page(client)


def test_the_wall_counts_all_measures_whatever_the_filters(council: SmallCouncil) -> None:
    read = dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW)
    service = dashboard.council_page(read, {"service": str(council.waste.pk)})
    assert service.wall == dashboard.council_page(read, {}).wall
    add(council, "L1", council.waste, before=95, now=95).contributions.all().delete()
    read = dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW)
    names = lambda chosen: [row.group.name for row in dashboard.council_page(read, chosen).wall]  # noqa: E731
    assert names({}) == ["Homes for all", "Serving no priority"]
    assert names({"priority": "P1"}) == ["Homes for all"]


def test_a_wall_of_many_shows_key_measures_and_those_off_target(
    council: SmallCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "MOST_TILES", 8)
    Indicator.objects.filter(ref="W1").update(is_key=True)
    shown = dashboard.council_page(dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW), {})
    (row,) = shown.wall
    assert len(row.rated) + len(row.unrated) == 2 + 1  # key measures, and what is off target
    assert row.rest_count == len(council.measures) - 3 == sum(each["count"] for each in row.rest)
    assert row.group.of == "3 of 5"


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ("", "No measure is collected."),
        ("u", "No measure is rated yet."),
        ("g", "The one rated measure is on target."),
        ("ggg", "Every rated measure is on target."),
        ("aR", "No rated measure is on target. One is off it, and is new."),
        ("ggr", "Two rated measures in three are on target. One is off it, and was before."),
        ("gN", "Half of the rated measures are on target. One is off it."),
        ("g" * 32 + "a" * 9 + "RRRrrr", "About two rated measures in three are on target. "
            "Six are off it, and three of those are new."),
        ("g" * 97 + "aaa", "More than nine rated measures in ten are on target. None is off it."),
        ("g" + "r" * 30, "Fewer than one rated measure in ten is on target. 30 are off it, none of them new."),
        ("g" * 29 + "R" * 71, "More than one rated measure in four is on target. 71 are off it, all of them new."),
    ],
)  # fmt: skip
def test_the_finding_is_said_as_somebody_would_say_it(statuses: str, said: str) -> None:
    stand = {
        "g": (Status.GREEN, Status.GREEN), "a": (Status.AMBER, Status.AMBER), "u": (Status.UNKNOWN, None),
        "r": (Status.RED, Status.RED), "R": (Status.RED, Status.GREEN), "N": (Status.RED, None),
    }  # fmt: skip
    assert finding(tally_of(stand[each] for each in statuses)) == said


@pytest.mark.parametrize(
    ("query", "count"), [("service", 4), ("priority", 9), ("set", 2), ("status", 9), ("nothing", 9)]
)
def test_filters_narrow_by_what_is_chosen(council: SmallCouncil, query: str, count: int) -> None:
    chosen_set = IndicatorSet.objects.create(name="Statutory")
    chosen_set.indicators.set([council.measures["H1"], council.measures["W1"]])
    add_unserved = IndicatorFactory(ref="ZZ", service=council.waste)
    ObservationFactory(indicator=add_unserved, state="due", value=None)
    chosen = {
        "service": {"service": str(council.waste.pk)},
        "priority": {"priority": "P1"},
        "set": {"set": str(chosen_set.pk)},
        "status": {"status": "red"},
        "nothing": {},
    }[query]
    read = dashboard.read_council(Q2, narrowings(today=TODAY), at=NOW)
    unserved = 1 if query in ("service", "status", "nothing") else 0
    assert len(read.narrowed(chosen)) == count + unserved


def test_a_status_lists_its_measures_and_leaves_the_summary_as_it_is(council: SmallCouncil, client: Client) -> None:
    response = client.get(PATH, {"status": "red"})
    text = text_of(response)
    assert [row.ref for row in response.context["listed"]] == ["H2"]
    assert "1 of 9 measures" in text
    assert "3 of 5 rated" in text
    assert "Remove filter Status: Off target" in text


def test_an_address_can_be_shared(council: SmallCouncil, client: Client) -> None:
    text = page(client, f"?period={Q1.key}&service={council.housing.pk}")
    assert "April to June 2026 (Q1)" in text
    assert "88% of rated measures are on target in April to June 2026 (Q1): 7 of 8." in text
    assert "5 of 9 measures shown, because of Service: Housing" in text


@pytest.mark.parametrize("query", ["?period=nonsense", "?period=2030-04-01QF", "?service=x", "?status=purple&set=0"])
def test_an_address_that_makes_no_sense_shows_the_latest_quarter(
    council: SmallCouncil, client: Client, query: str
) -> None:
    assert "July to September 2026 (Q2): 3 of 5." in page(client, query)


def test_an_empty_council_says_so(client: Client) -> None:
    text = page(client)
    assert "No measures were collected in July to September 2026 (Q2)." in text
    assert "No priorities in this quarter" in text
    assert "No report by priority has been released yet." in text


def test_provisional_marks_travel_with_the_number(council: SmallCouncil, client: Client) -> None:
    response = client.get(PATH, {"service": council.waste.pk})
    assert next(row for row in response.context["listed"] if row.ref == "W4").marks == "[p]"


def test_what_is_shown_can_be_downloaded(council: SmallCouncil, client: Client) -> None:
    response = client.get(PATH, {"service": council.waste.pk, "download": "csv"})
    assert response["Content-Disposition"] == f'attachment; filename="council-{Q2.key}.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == ["W1", "W2", "W3", "W4"]
    assert rows[0]["Status"] == "Near target"
    assert rows[0]["Status the quarter before"] == "On target"
    assert rows[3]["Standing"] == "[p]"
    assert client.get(PATH, {"download": "xlsx"}).content[:2] == b"PK"


def test_hostile_names_are_text(council: SmallCouncil, client: Client) -> None:
    attack = "<script>alert(1)</script>\"'{{ 7|add:7 }}"
    Indicator.objects.filter(ref="H2").update(name=attack)
    council.housing.name = f"{attack} H"
    council.housing.save()
    council.priority.title = f"{attack} P"
    council.priority.save()
    html = client.get(PATH).content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    assert "14" not in re.findall(r"\{\{ 7\|add:7 \}\}|\b14 H\b", html)


def test_partners_and_strangers_do_not_see_the_council(council: SmallCouncil) -> None:
    partner, _ = sign_in(Role.PARTNER, council.housing)
    assert partner.get(PATH).status_code == 403
    assert Client().get(PATH).status_code == 302


def test_statements_do_not_grow_with_the_council(council: SmallCouncil, client: Client) -> None:
    before, after = at_two_sizes(client, PATH, council)
    assert before == after <= 19


def test_quarter_by_quarter_is_as_it_was_reported(council: SmallCouncil, client: Client) -> None:
    counts = [
        {"key": "green", "word": "On target", "shape": "tick", "colour": "green", "count": 3},
        {"key": "red", "word": "Off target", "shape": "triangle", "colour": "red", "count": 1},
        {"key": "awaiting", "word": "Awaiting sign-off", "shape": "question", "colour": "grey", "count": 2},
    ]
    _release(council, counts)
    Observation.objects.filter(period=Q2, value__isnull=False).update(value=1)  # what is known later changes nothing
    response = client.get(PATH)
    heat = response.context["page"].heat
    assert heat.columns == ["2026/27 Q2"]
    assert heat.rows[0].cells == [(counts, "75%: 3 of 4 rated")]
    assert "3 on target 1 off target 2 awaiting sign-off 75%: 3 of 4 rated" in text_of(response)
    assert heat.rows[0].url == f"/priorities/P1/?period={Q2.key}&tab=quarters"


def test_a_report_that_told_of_no_measure_has_no_cell(council: SmallCouncil, client: Client) -> None:
    _release(council, [])
    response = client.get(PATH)
    assert response.context["page"].heat.rows[0].cells == [None]
    assert "Homes for all No entry" in text_of(response)


def test_a_snapshot_is_read_once_by_a_process(council: SmallCouncil) -> None:
    _release(council, [])
    released._counts.clear()
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as statements:
            released.released_counts([council.priority.pk])
        assert len(statements) == expected


def test_the_quarter_stands_after_those_that_were_reported(council: SmallCouncil, client: Client) -> None:
    assert client.get(PATH).context["page"].quarters is None
    counts = [{"key": "green", "word": "On target", "count": 3}, {"key": "awaiting", "word": "Awaiting", "count": 2}]
    earlier = Cycle.objects.create(**{**_dates_of(Cycle.objects.get()), "period": Q2.previous()})
    _release(council, counts, cycle=earlier, kind="exception", subject_type="", subject_id=0)
    response = client.get(PATH)
    page = response.context["page"]
    told = ", ".join(f"{each['count']}" for each in page.summary.counts)
    assert "2026/27 Q1 3 on target, 2 not rated; 2026/27 Q2 " in page.quarters.words, told
    assert f">{page.summary.share.removesuffix('%')}</text>" in page.quarters.svg, "the share that the page names"
    assert page.quarters.svg in _pictures(response)
    assert page.moved.svg in _pictures(response)


def _dates_of(cycle: Cycle) -> dict[str, object]:
    return {field.name: getattr(cycle, field.name) for field in Cycle._meta.fields if not field.primary_key}


def _pictures(response: HttpResponse) -> list[str]:
    found = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", response.content.decode())
    return [b64decode(each).decode() for each in found]


def _release(council: SmallCouncil, counts: list[dict[str, object]], **what: object) -> Report:
    about = {
        "cycle": Cycle.objects.earliest("pk"),
        "kind": "themed",
        "subject_type": "objective",
        "subject_id": council.priority.pk,
        **what,
    }
    document = {"counts": counts, "sections": []}
    run = Run.objects.create(cycle=about["cycle"], requested_at=NOW, woken_at=NOW, state="done")
    return Report.objects.create(
        **about,
        run=run,
        audience="management_team",
        title="Homes for all: progress report",
        state="released",
        document=document,
        checksum=checksum(document, {}),
        built_at=NOW,
        released_at=NOW,
    )


def test_serving_counts_each_measure_once_and_ends_in_circles(council: SmallCouncil) -> None:
    LinkFactory(child=council.priority, parent=council.objectives[council.housing.pk])
    expected = {each.pk for each in council.measures.values()}
    assert measures_serving([council.priority.pk]) == {council.priority.pk: expected}
    assert measures_serving([]) == {}


def test_only_priorities_of_running_approved_plans_are_offered(council: SmallCouncil) -> None:
    ObjectiveFactory(kind="priority", ref="DRAFT", plan=PlanFactory(state="draft", approved_on=None))
    ended = PlanFactory(starts_on=date(2020, 4, 1), ends_on=date(2021, 3, 31), approved_on=date(2020, 3, 1))
    ObjectiveFactory(kind="priority", ref="ENDED", plan=ended)
    found = narrowings(today=TODAY)
    assert [each.ref for each in found.priorities(Q2)] == ["P1"]
    assert [each.ref for each in found.priorities(Q2.previous(24))] == ["ENDED"]
    assert [each.name for each in found.services] == ["Housing", "Waste"]


def test_the_latest_quarter_is_over_and_has_figures(council: SmallCouncil) -> None:
    assert latest_quarter(TODAY) == narrowings(today=TODAY).latest == Q2
    Observation.objects.filter(period=Q2).delete()
    assert latest_quarter(TODAY) == narrowings(today=TODAY).latest == Q1
    Observation.objects.all().delete()
    assert latest_quarter(TODAY) == narrowings(today=TODAY).latest == Q2
    ObservationFactory(period=Q2.next())
    assert latest_quarter(TODAY) == narrowings(today=TODAY).latest == Q2  # not over yet


def test_quarters_are_read_from_their_keys() -> None:
    assert read_quarter(Q1.key, today=TODAY) == Q1
    assert read_quarter(Q2.next().key, today=TODAY) is None
    assert read_quarter("2026-07-01MF", today=TODAY) is None
    assert read_quarter("", today=TODAY) is None
    offered = offered_quarters(Q2, Q2.previous(40))
    assert (len(offered), offered[0], offered[-1]) == (13, Q2, Q2.previous(40))


def test_what_is_only_missing_is_late_once_the_days_of_grace_are_over(council: SmallCouncil) -> None:
    before = datetime(2026, 10, 8, 22, 59, 59, tzinfo=UTC)
    periods = {Q2}
    (glance,) = (each for each in glances(collected(Q2), report_period=Q2) if each.ref == "H4")
    assert cautions(periods, at=before).of(glance) is None
    late = cautions(periods, at=NOW).of(glance)
    assert late is not None
    assert late.is_overdue
    council.returns[council.housing.pk].extended_to = datetime(2026, 10, 30, tzinfo=UTC)
    council.returns[council.housing.pk].extension_reason = "Illness"
    council.returns[council.housing.pk].save()
    assert cautions(periods, at=NOW).of(glance) is None


def test_the_tally_is_the_engines_roll_up(council: SmallCouncil) -> None:
    found = glances(collected(Q2), report_period=Q2)
    tally = tally_of((each.status, each.was) for each in found)
    rolled = roll_up(each.status for each in found)
    assert (tally.roll_up().met, tally.roll_up().rated, dict(tally.counts)) == (rolled.met, rolled.rated, rolled.counts)


def test_each_line_leads_to_its_own_page(council: SmallCouncil, client: Client) -> None:
    html = client.get(PATH).content.decode()
    for name, args in (("priority", ["P1"]), ("service", [council.housing.pk]), ("measure", ["H2"])):
        assert f'href="{reverse(f"reporting:{name}", args=args)}?period={Q2.key}"' in html


def test_what_an_address_asks_that_is_not_there_is_said(council: SmallCouncil) -> None:
    reader, _ = sign_in(Role.COUNCILLOR)
    text = text_of(reader.get("/council/?period=2099-07-01QF&service=999999&status=zzz"))
    assert "under “Quarter” for something that is not there; showing 2026/27 Q2." in text
    assert "under “Service” for something that is not there; showing all services." in text
    assert "under “Status” for something that is not there; showing any status." in text
    assert "that is not there" not in text_of(reader.get(f"/council/?period={Q2.key}&status=red&service="))
    service = reader.get(reverse("reporting:service", args=[council.waste.pk]) + "?service=zzz&key=9")
    assert service.context["filters"]["unknown"].count("that is not there") == 1


def test_why_the_priorities_do_not_add_up_to_the_council_is_said(council: SmallCouncil) -> None:
    reader, _ = sign_in(Role.COUNCILLOR)
    assert reader.get("/council/").context["page"].beside == ""
    IndicatorFactory(ref="LOOSE")
    second = ObjectiveFactory(plan=council.priority.plan, kind="priority")
    LinkFactory(child=council.objectives[council.waste.pk], parent=second, is_primary=False)
    shown = reader.get("/council/")
    waste = len(measures_serving([second.pk])[second.pk])
    assert shown.context["page"].beside == (
        f"1 measure serves no priority; {waste} serve more than one, and are counted in each."
    )
    assert shown.context["page"].beside in text_of(shown)


def test_a_status_that_no_measure_has_says_so_and_how_to_go_on(council: SmallCouncil, client: Client) -> None:
    answer = client.get(f"{PATH}?status=withheld&period={Q2.key}")
    text = text_of(answer)
    assert "No measure has the status “Withheld” in July to September 2026 (Q2)" in text
    assert "Choose something else above, or clear the filters." in text
    html = answer.content.decode()
    assert f'<a class="govuk-link" href="?period={Q2.key}">Clear the filters</a>' in html
    assert "Download as" not in text
    service = Indicator.objects.filter(service__isnull=False).first().service_id
    assert "No measure matches these filters in" in page(client, f"?status=withheld&service={service}")
    for query in ("", f"?period={Q2.key}", "?status=red"):
        text = page(client, query)
        assert "No measure" not in text.replace("No measure turned", ""), query
        assert "Download as Excel" in text, query
