"""One measure's page: where every number leads."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.actors import SYSTEM
from accounts.roles import Role
from indicators.changes.forecasts import say_forecast
from indicators.models import Commentary, Indicator, Observation, PeriodTarget, RatingRule, SeriesBreak
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.dashboards import measure as dashboard
from reporting.dashboards.thresholds import thresholds
from reporting.models import Cycle, Report, Run
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory, UserFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import Q1, SmallCouncil, grow, say, small_council, statements, text_of

pytestmark = pytest.mark.django_db
ABSENT = {"value": None, "absence": "not_available", "absence_reason": "Lost."}
VALUES = (88, 91, 86, 90, 92, 89, 91, 87, 90, 92, 95, 70)  # oldest first, the last in Q2


@pytest.fixture
def council() -> SmallCouncil:
    council = small_council()
    measure = council.measures["H2"]
    Indicator.objects.filter(pk=measure.pk).update(
        has_parts=True, numerator="calls answered", denominator="calls", purpose="People wait", definition="Calls."
    )
    earlier = [(Q2.previous(steps), value) for steps, value in enumerate(reversed(VALUES)) if steps > 1]
    Observation.objects.bulk_create(
        ObservationFactory.build(indicator=measure, period=period, value=value) for period, value in earlier
    )
    for period, _ in earlier:
        period_target(measure, period, 90)
    entered, approved = UserFactory(name="Ola Officer"), UserFactory(name="Ada Approver")
    Observation.objects.filter(indicator=measure, period=Q2).update(
        numerator=700,
        denominator=1000,
        entered_by=entered,
        entered_at=datetime(2026, 10, 5, 8, 30, tzinfo=UTC),
        approved_by=approved,
        approved_at=datetime(2026, 10, 9, 13, 0, tzinfo=UTC),
        evidence="Telephone log",
    )
    return council


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.COUNCILLOR)[0]


def read(ref: str, period: Period = Q2, role: Role = Role.COUNCILLOR) -> dashboard.MeasureRead:
    _, actor = sign_in(role)
    return dashboard.read_measure(Indicator.objects.get(ref=ref), period=period, by=actor)


def test_the_sentence_comes_first(council: SmallCouncil, reader: Client) -> None:
    text = text_of(reader.get("/measures/H2/"))
    assert (
        "70.0% in July to September 2026 (Q2), below the 90% target: off target; worse than the quarter before" in text
    )
    assert "Against the period before: Worse" in text
    assert "The run of figures is a change for the worse, beyond normal variation." in text


def test_the_chart_is_there_without_javascript_as_picture_words_and_table(
    council: SmallCouncil, reader: Client
) -> None:
    html = reader.get("/measures/H2/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    text = text_of(reader.get("/measures/H2/"))
    assert "line chart of 12 periods, 2023/24 Q3 to 2026/27 Q2" in text
    assert "The figures behind this chart" in text
    assert "Special-cause concern in 2026/27 Q2" in text


def test_the_interactive_chart_has_target_thresholds_and_limits(council: SmallCouncil, reader: Client) -> None:
    html = reader.get("/measures/H2/").content.decode()
    figure = json.loads(re.search(r'id="measure-chart-figure" type="application/json">(.*?)</script>', html)[1])
    names = [trace["name"] for trace in figure["data"]]
    assert names == ["Off target beyond", "Target", "Expected four times out of five", "Expected", "Actual"]
    assert set(figure["data"][0]["y"]) == {81.0}  # 10 % below 90
    assert figure["data"][-1]["y"][-1] == 70.0
    assert figure["layout"]["shapes"]


def test_what_a_figure_is_made_of(council: SmallCouncil, reader: Client) -> None:
    facts = dict(reader.get("/measures/H2/").context["made_of"])
    assert (facts["calls answered"], facts["calls"]) == ("700", "1,000")
    assert facts["Entered"] == "Ola Officer, 5 October 2026, 09:30"  # London, in summer
    assert facts["Approved"] == "Ada Approver, 9 October 2026, 14:00"
    assert facts["Why this status"].startswith("20 points (22.2%) below the target of 90%")
    assert facts["Where it comes from"] == "Telephone log"


def test_each_period_opens_its_own_history(council: SmallCouncil, reader: Client) -> None:
    response = reader.get("/measures/H2/?tab=table")
    rows = response.context["rows"]
    assert rows[0].url == f"/indicators/H2/figures/{Q2.key}/"
    assert [row.status["word"] for row in rows[:3]] == ["Off target", "On target", "On target"]
    assert response.context["as_table"] is True
    assert "Plotly" not in response.content.decode()


def test_each_period_is_judged_by_the_rule_in_force_then(council: SmallCouncil) -> None:
    measure = council.measures["H2"]
    RatingRuleFactory(indicator=measure, starts_on=date(2015, 4, 1), amber_cut=Decimal(30))
    RatingRuleFactory(indicator=measure, starts_on=Q2.start, amber_cut=Decimal(5))
    Observation.objects.filter(indicator=measure, period=Q1).update(value=70)
    rows = dashboard.period_rows(read("H2"))
    assert [row.status["key"] for row in rows[:2]] == [Status.RED, Status.AMBER]


def test_a_break_is_told_and_marked(council: SmallCouncil, reader: Client) -> None:
    SeriesBreak.objects.create(indicator=council.measures["H2"], period=Q1, note="New telephones")
    text = text_of(reader.get("/measures/H2/?tab=table"))
    assert "New definition from here: not comparable with earlier periods" in text
    assert "The definition changed before 2026/27 Q1" in text_of(reader.get("/measures/H2/"))
    assert "Too few comparable figures" in text_of(reader.get("/measures/H2/"))


@pytest.mark.parametrize(
    ("definition", "figure", "words"),
    [
        ({}, {"state": "submitted"}, "is told once it is signed off"),
        ({}, ABSENT, "There is no figure for this period to tell a real change"),
        ({"counting": "cumulative"}, {}, "A running total is held against the year before"),
        ({"is_seasonal": True}, {}, "A measure that follows the seasons is held against the year before"),
        ({"kind": "yes_no"}, {}, "Normal variation is told of numbers only"),
    ],
)
def test_why_nothing_is_said_of_normal_variation_is_told_as_it_is(
    council: SmallCouncil, reader: Client, definition: dict[str, object], figure: dict[str, object], words: str
) -> None:
    """There are twelve figures: they are not too few."""
    Indicator.objects.filter(ref="H2").update(**definition)
    Observation.objects.filter(indicator__ref="H2", period=Q2).update(**figure)
    text = text_of(reader.get("/measures/H2/"))
    assert words in text
    assert "Too few comparable figures" not in text


def test_how_the_year_is_expected_to_end_stands_beside_how_it_is(council: SmallCouncil, reader: Client) -> None:
    page = reader.get("/measures/H2/")
    told = page.context["outlook"]
    assert (told.title, told.now["word"], told.then["word"]) == (
        "How 2026/27 is expected to end", "Off target", told.then["word"],
    )  # fmt: skip
    assert re.fullmatch(
        r"If it goes on as it has, 2026/27 will end on about [\d.]+% against 90\.0%; four times out of five between "
        r"[\d.]+% and [\d.]+%\.",
        told.sentence,
    )
    assert re.fullmatch(r"Chance of missing the target: \d+ in 100\.", told.chance)
    assert f"{told.sentence} {told.chance}" in text_of(page)
    assert [each.label for each in told.ahead] == ["2026/27 Q3", "2026/27 Q4"]
    assert "Expected" in [each["name"] for each in page.context["chart"].figure["data"]]
    assert (told.say_url, told.said) == ("", [])


def test_a_year_that_is_over_is_told_as_it_ended_and_nothing_more_is_expected(
    council: SmallCouncil, reader: Client
) -> None:
    told = reader.get(f"/measures/H2/?period={Q2.previous(2).key}").context["outlook"]
    assert (told.title, told.sentence) == ("How 2025/26 ended", "2025/26 ended on 92.0% against 90.0%.")
    assert (told.chance, told.how, told.record, told.ahead) == ("", "", (), [])


def test_where_too_little_is_known_the_page_says_so(council: SmallCouncil) -> None:
    Observation.objects.filter(indicator__ref="H2").delete()
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = client.get("/measures/H2/")
    assert page.context["outlook"].then is None
    assert "Too little is known to work out how the year will end." in text_of(page)


def test_what_its_owner_expects_stands_beside_what_is_worked_out_the_latest_first(
    council: SmallCouncil, reader: Client
) -> None:
    measure = council.measures["H2"]
    for value, hour in ((85, 9), (91, 10)):
        say_forecast(
            by=SYSTEM, at=datetime(2026, 10, 12, hour, tzinfo=UTC), indicator=measure, year=Q2.year,
            value=Decimal(value), basis="Two telephones more.", confidence="medium",
        )  # fmt: skip
    page = reader.get("/measures/H2/")
    said = page.context["outlook"].said
    assert [(each.value, each.mark["word"]) for each in said] == [("91.0%", "On target"), ("85.0%", "Near target")]
    text = text_of(page)
    assert "Its owner expects 91.0% On target Two telephones more. The council, 12 October 2026, medium confidence" in (
        text
    )
    assert "Said before: 1" in text
    earlier = reader.get(f"/measures/H2/?period={Q2.previous(2).key}").context["outlook"]
    assert earlier.said == []


def test_commentary_tells_what_became_of_promises(council: SmallCouncil, reader: Client) -> None:
    said = reader.get("/measures/H2/").context["commentary"]
    assert [each.period for each in said] == [Q2.long_label, Q1.long_label]
    assert said[1].promise == "Promised by 30 September 2026. The date has passed; the measure is off target."
    assert said[0].boxes["why"] == "A system failed"


@pytest.mark.parametrize(
    ("due", "status", "words"),
    [
        (None, Status.RED, ""),
        (date(2026, 12, 1), Status.RED, "Promised by 1 December 2026: not yet due."),
        (date(2026, 9, 30), Status.GREEN, "The date has passed, and the measure is now on target."),
        (date(2026, 9, 30), Status.RED, "The date has passed; the measure is off target."),
        (date(2026, 9, 30), Status.UNKNOWN, "The date has passed; no figure shows yet what came of it."),
        (date(2026, 10, 1), Status.RED, "The date has passed; no figure shows yet what came of it."),
    ],
)
def test_promises_in_words(council: SmallCouncil, due: date | None, status: Status, words: str) -> None:
    told = dashboard.promise_words(due, status, read("H2").measured, today=date(2026, 10, 14))
    assert told.endswith(words)
    assert bool(told) == bool(due)


def test_what_was_reported_stands_beside_what_is_known_now(council: SmallCouncil, reader: Client) -> None:
    _report(council, {"H2": _said("91", "91.0%", "On target")})
    rows = reader.get("/measures/H2/").context["reported"]
    assert [(row.reported, row.now) for row in rows] == [("91.0%, on target", "70.0%, off target")]
    assert rows[0].reports[0].title == "Housing: quarterly monitoring report, for Management team"


def test_a_figure_that_was_not_available_is_said_to_be_so_once(council: SmallCouncil, reader: Client) -> None:
    _report(council, {"H2": _said(None, "not available", "Not available")})
    assert reader.get("/measures/H2/").context["reported"][0].reported == "not available"


def test_what_is_known_as_it_was_reported_says_so(council: SmallCouncil, reader: Client) -> None:
    _report(council, {"H2": _said("70.0000", "70.0%", "Off target"), "OTHER": {}})
    assert "As reported" in text_of(reader.get("/measures/H2/"))
    assert reader.get("/measures/H2/").context["reported"][0].now == ""
    assert reader.get("/measures/H1/").context["reported"] == []


def test_every_kind_of_report_that_held_it_is_listed_and_the_same_words_once(council: SmallCouncil) -> None:
    said = _said("91", "91.0%", "On target")
    _report(council, {"H2": said})
    other = {"kind": "exception", "unit": None, "title": "Exception report"}
    _report(council, {"H2": said}, **other)
    _report(council, {"H2": _said("90", "90.0%", "On target")}, **other, edition=2)
    _report(council, {"H1": said}, kind="themed", unit=None)
    councillor, partner = sign_in(Role.COUNCILLOR)[0], sign_in(Role.PARTNER, council.housing)[0]
    rows = councillor.get("/measures/H2/").context["reported"]
    assert [(row.reported, [each.title for each in row.reports]) for row in rows] == [
        ("90.0%, on target", ["Exception report, for Management team, edition 2"]),
        (
            "91.0%, on target",
            ["Exception report, for Management team", "Housing: quarterly monitoring report, for Management team"],
        ),
    ]
    (own,) = partner.get("/measures/H2/").context["reported"]
    assert len(own.reports) == 1  # a report of the whole council is not the partner's to read


def _said(value: str | None, words: str, status: str) -> dict[str, object]:
    return {"period": Q2.key, "value": value, "value_words": words, "target_words": "90.0%", "status_word": status}


def _report(council: SmallCouncil, facts: dict[str, object], **fields: object) -> None:
    cycle = Cycle.objects.get()
    about = {"kind": "service", "unit": council.housing, "title": "Housing: quarterly monitoring report", **fields}
    Report.objects.create(
        **about,
        cycle=cycle,
        run=Run.objects.create(cycle=cycle, requested_at=NOW, woken_at=NOW, state="done"),
        audience="management_team",
        state="released",
        document={},
        facts=facts,
        checksum="d" * 64,
        built_at=NOW,
        released_at=NOW,
    )


def test_the_thread_leads_upward(council: SmallCouncil, reader: Client) -> None:
    (path,) = reader.get("/measures/H2/").context["paths"]
    assert [(step.ref, step.level) for step in path] == [("P1", "Corporate plan"), ("O-H", "Service plan")]
    Indicator.objects.get(ref="H2").contributions.all().delete()
    assert "It serves no objective yet." in text_of(reader.get("/measures/H2/"))


@pytest.mark.parametrize(
    ("state", "told"),
    [("submitted", "Awaiting sign-off"), ("draft", "No figure yet"), ("sent_back", "No figure yet")],
)
def test_an_unapproved_figure_is_only_for_those_who_may_see_it(council: SmallCouncil, state: str, told: str) -> None:
    Observation.objects.filter(indicator=council.measures["H5"], period=Q2).update(state=state)
    say(council, "H5", Q2, why="Still being checked")
    for role, unit, sees in ((Role.APPROVER, council.housing, True), (Role.EMPLOYEE, council.housing, False)):
        client, _ = sign_in(role, unit)
        response = client.get("/measures/H5/")
        text = text_of(response)
        assert told in text
        assert ("Awaiting sign-off" in text) is (state == "submitted")
        assert ("88.0%" in text) is sees
        assert ("Still being checked" in text) is sees
        assert ("Would be near target once signed off" in text) is sees
        # Drawn hollow for its own service; to others it does not exist.
        assert response.context["chart"].figure["data"][-1]["y"][-1] == (88.0 if sees else None)
        assert ("hollow point at the end: a draft" in text) is sees


def test_the_history_tab_is_for_who_may_read_it(council: SmallCouncil, reader: Client) -> None:
    auditor, _ = sign_in(Role.AUDITOR, council.root)
    assert "Nothing has been changed here yet." in text_of(auditor.get("/measures/H2/?tab=history"))
    assert [tab["label"] for tab in auditor.get("/measures/H2/").context["tabs"]] == ["Chart", "Table", "History"]
    assert [tab["label"] for tab in reader.get("/measures/H2/").context["tabs"]] == ["Chart", "Table"]
    assert reader.get("/measures/H2/?tab=history").status_code == 403


def test_what_may_not_be_seen_is_like_what_does_not_exist(council: SmallCouncil) -> None:
    partner, _ = sign_in(Role.PARTNER, council.waste)
    assert partner.get("/measures/H2/").status_code == partner.get("/measures/NONE/").status_code == 404
    response = partner.get("/measures/W1/")
    assert response.status_code == 200
    assert [step.ref for step in response.context["paths"][0]] == ["O-W"]  # the council's plan is not theirs to read


def test_the_data_can_be_downloaded(council: SmallCouncil, reader: Client) -> None:
    Observation.objects.filter(indicator=council.measures["H2"], period=Q1).update(
        standing="revised", revision=2, revision_reason="Slip"
    )
    response = reader.get("/measures/H2/?download=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Result as a number"] for row in rows] == [str(value) for value in VALUES]
    assert rows[-1]["Status"] == "Off target"
    assert (rows[-2]["Standing"], rows[-2]["Revision"]) == ("[r]", "2")
    assert reader.get("/measures/H2/?download=xlsx").content[:2] == b"PK"


def test_an_earlier_quarter_can_be_shown(council: SmallCouncil, reader: Client) -> None:
    text = text_of(reader.get(f"/measures/H2/?period={Q1.key}"))
    assert "95.0% in April to June 2026 (Q1), above the 90% target" in text


def test_a_measure_without_any_figure_says_so(reader: Client) -> None:
    IndicatorFactory(ref="NEW", name="New measure")
    text = text_of(reader.get("/measures/NEW/"))
    assert "No figure yet for July to September 2026 (Q2), although it is due." in text
    assert "no figures to show yet" in text
    assert "Nothing has been written about this measure yet." in text


@pytest.mark.parametrize(("kind", "value"), [("date", 739000), ("yes_no", 1), ("grade", 1), ("duration", 3600)])
def test_every_kind_of_value_has_a_page(reader: Client, kind: str, value: int) -> None:
    measure = IndicatorFactory(ref="KIND", kind=kind, grades="Poor\nGood" if kind == "grade" else "")
    ObservationFactory(indicator=measure, value=value)
    period_target(measure, Q2, value)
    assert reader.get("/measures/KIND/").status_code == 200
    assert reader.get("/measures/KIND/?download=csv").status_code == 200


@pytest.mark.parametrize(
    ("definition", "rule", "target", "expected"),
    [
        ({}, {"amber_cut": Decimal(10)}, {"value": 90}, {"Off target beyond": 81.0}),
        ({"polarity": "low"}, {"amber_cut": Decimal(10)}, {"value": 90}, {"Off target beyond": 99.0}),
        ({}, {"basis": "points", "green_cut": 2, "amber_cut": 5}, {"value": 90},
         {"Near target beyond": 88.0, "Off target beyond": 85.0}),
        ({}, {"basis": "values"}, {"value": 90, "red_limit": 70}, {"Off target beyond": 70.0}),
        ({"polarity": "range"}, {}, {"low": 80, "high": 95}, {"Highest good value": 95.0}),
        ({"polarity": "plan"}, {}, {"value": 90}, {}),
        ({"kind": "yes_no"}, {}, {"value": 1}, {}),
        ({}, {"basis": "judgement"}, {"value": 90}, {}),
        ({}, {}, {"value": None}, {}),
    ],
)  # fmt: skip
def test_thresholds_are_where_the_status_changes(
    definition: dict[str, object], rule: dict[str, object], target: dict[str, object], expected: dict[str, float]
) -> None:
    measure = IndicatorFactory(ref="CUT", **definition)
    ObservationFactory(indicator=measure, value=1)
    RatingRuleFactory(indicator=measure, **rule)
    value = target.pop("value", None)
    period_target(measure, Q2, value, **target)
    found = read("CUT")
    lines = thresholds(found.measured, [each for each, _ in found.rules], found.measured.bands)
    assert {line["name"]: line["values"][-1] for line in lines} == expected


def test_statements_do_not_grow_with_the_council_or_with_years(council: SmallCouncil, reader: Client) -> None:
    before = statements(reader, "/measures/H2/")
    grow(council)
    measure = council.measures["H2"]
    for steps in range(len(VALUES), 20):
        ObservationFactory(indicator=measure, period=Q2.previous(steps), value=90)
    assert before == statements(reader, "/measures/H2/") <= 20
    assert PeriodTarget.objects.filter(indicator=measure).exists()
    assert not RatingRule.objects.exists()


def test_hostile_text_is_text(council: SmallCouncil, reader: Client) -> None:
    attack = "</script><script>alert(1)</script>"
    Indicator.objects.filter(ref="H2").update(name=attack, purpose=attack, numerator=attack, unit=attack[:40])
    Observation.objects.filter(indicator__ref="H2", period=Q2).update(evidence=attack)
    Commentary.objects.update(why=attack, action=attack)
    council.priority.title = attack
    council.priority.save()
    html = reader.get("/measures/H2/").content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 5
