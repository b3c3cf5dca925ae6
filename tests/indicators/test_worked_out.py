"""Measures that are entered oftener than they are reported: the longer figure follows from its parts (rules.md 7)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM, Actor
from accounts.models import Event, Notice, Watch
from accounts.roles import Role
from indicators.changes import approval
from indicators.changes.figures import propose_revision, save_figures
from indicators.changes.returns import approve_figures, open_return, submit_return
from indicators.judging.building_up import built_up, part_words
from indicators.judging.figure_entry import FigureEntry
from indicators.judging.figures_in_return import entered_figures
from indicators.models import Commentary, Indicator, Observation
from indicators.queries.returns import due_periods
from plans.periods import Period, parse_label
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, UserFactory, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.test_changes import AT, DATES

pytestmark = pytest.mark.django_db
MONTHS = [parse_label(label) for label in ("July 2026", "August 2026", "September 2026")]
LATER = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)


def monthly(**fields: object) -> Indicator:
    """Reported by the quarter, entered by the month, added up."""
    given = {"kind": "number", "counting": "flow", "collected": "M", "combining": "sum", "decimals": 0}
    return IndicatorFactory(**{**given, **fields})


def officer() -> Actor:
    return Actor(user=UserFactory())


def entry(said: object) -> FigureEntry:
    if isinstance(said, FigureEntry):
        return said
    if isinstance(said, tuple):
        return FigureEntry(numerator=Decimal(said[0]), denominator=Decimal(said[1]))
    return FigureEntry(value=Decimal(str(said)))


def handed_in(measure: Indicator, **said: object) -> list[Observation]:
    """Figures of these months, entered and submitted in the return of the quarter."""
    in_return = open_return(by=SYSTEM, at=AT, service=measure.service, period=Q2, dates=DATES)
    rows = {row.period.label.split()[0].lower(): row for row in in_return.figures.all()}
    entries = {rows[month].pk: (rows[month].version, entry(value)) for month, value in said.items()}
    by = officer()
    save_figures(by=by, at=AT, entries=entries)
    submit_return(by=by, at=AT, in_return=in_return, observation_ids=list(entries))
    return [Observation.objects.get(pk=pk) for pk in entries]


def signed_off(measure: Indicator, **said: object) -> None:
    rows = handed_in(measure, **said)
    approve_figures(by=officer(), at=AT, in_return=rows[0].in_return, observation_ids=[row.pk for row in rows])


def revised(measure: Indicator, period: Period, value: object) -> None:
    stored = Observation.objects.standing().get(indicator=measure, period=period)
    proposed = propose_revision(by=officer(), at=AT, observation=stored, entry=entry(value), reason="A late case.")
    approve_figures(by=officer(), at=LATER, in_return=stored.in_return, observation_ids=[proposed.pk])


def quarter(measure: Indicator, period: Period = Q2) -> Observation | None:
    return Observation.objects.standing().filter(indicator=measure, period=period).first()


@pytest.mark.parametrize(
    ("frequency", "collected", "combining", "lag", "basis", "report", "expected"),
    [
        ("Q", "M", "sum", 0, "F", "2026/27 Q2", ["July 2026", "August 2026", "September 2026"]),
        ("Q", "M", "sum", 1, "F", "2026/27 Q2", ["April 2026", "May 2026", "June 2026"]),
        ("Y", "Q", "sum", 0, "F", "2026/27 Q2", ["2026/27 Q2"]),
        ("Y", "M", "last", 0, "F", "2026/27 Q4", ["January 2027", "February 2027", "March 2027"]),
        ("Y", "Q", "entered", 0, "F", "2026/27 Q4", ["2026/27 Q4", "2026/27"]),
        ("Y", "T", "sum", 0, "A", "2026/27 Q3", ["Autumn term 2026/27"]),
        ("Y", "T", "sum", 0, "A", "2026/27 Q4", []),
        ("T", "", "", 0, "A", "2027/28 Q2", ["Summer term 2026/27"]),
    ],
)
def test_the_finer_periods_are_asked_for(frequency, collected, combining, lag, basis, report, expected) -> None:
    measure = IndicatorFactory.build(
        service=None, owner=None, frequency=frequency, collected=collected, combining=combining, lag=lag,
        year_basis=basis,
    )  # fmt: skip
    assert [period.label for period in due_periods(measure, parse_label(report))] == expected


def test_weeks_are_asked_for_by_the_quarter_in_which_they_end() -> None:
    measure = IndicatorFactory.build(service=None, owner=None, frequency="Q", collected="W", combining="sum")
    found = due_periods(measure, Q2)
    assert (len(found), found[0].label, found[-1].label) == (
        13,
        "week ending 5 July 2026",
        "week ending 27 September 2026",
    )


def test_the_quarter_follows_from_its_months_once_all_are_signed_off() -> None:
    measure = monthly()
    signed_off(measure, july=12, august=14)
    assert quarter(measure) is None
    signed_off(measure, september=15)
    made = quarter(measure)
    assert (made.value, made.state, made.is_worked_out, made.revision) == (41, "approved", True, 1)
    assert made.evidence == "Worked out from 3 of 3 months, added up"
    event = Event.objects.get(action="worked out")
    assert event.changes == {"2026/27 Q2": [None, "41"]}
    assert (event.page_type, event.page_id) == ("indicators.indicator", str(measure.pk))


def test_nothing_is_written_twice() -> None:
    measure = monthly()
    rows = handed_in(measure, july=12, august=14, september=15)
    for _ in range(2):
        approve_figures(by=officer(), at=AT, in_return=rows[0].in_return, observation_ids=[row.pk for row in rows])
    assert Observation.objects.filter(indicator=measure, period=Q2).count() == 1
    assert Event.objects.filter(action="worked out").count() == 1


def test_a_revised_month_makes_a_new_revision_and_the_old_one_is_kept() -> None:
    measure = monthly()
    signed_off(measure, july=12, august=14, september=15)
    revised(measure, MONTHS[0], 13)
    rows = Observation.objects.filter(indicator=measure, period=Q2).order_by("revision")
    assert [(row.value, row.state, row.is_current, row.standing) for row in rows] == [
        (41, "superseded", False, "final"),
        (42, "approved", True, "revised"),
    ]
    assert rows[1].revision_reason == "Figures that it is made of were revised."


def test_a_revision_that_changes_nothing_of_the_quarter_leaves_it() -> None:
    measure = monthly(combining="last", counting="snapshot")
    signed_off(measure, july=12, august=14, september=15)
    revised(measure, MONTHS[0], 13)
    assert (quarter(measure).value, quarter(measure).revision) == (15, 1)


def test_a_quarter_that_somebody_restated_stands() -> None:
    measure = monthly()
    signed_off(measure, july=12, august=14, september=15)
    revised(measure, Q2, 44)
    assert not quarter(measure).is_worked_out
    revised(measure, MONTHS[0], 13)
    assert quarter(measure).value == 44


def test_numerators_and_denominators_are_added_up_apart() -> None:
    measure = monthly(
        kind="percentage", counting="rate", combining="parts", has_parts=True, numerator="in time", denominator="all"
    )
    signed_off(measure, july=(45, 60), august=(28, 40), september=(66, 100))
    made = quarter(measure)
    assert (made.value, made.numerator, made.denominator) == (Decimal("69.5"), 139, 200)


def test_a_month_without_a_figure_leaves_the_quarter_without_one_and_says_so() -> None:
    measure = monthly()
    signed_off(
        measure, july=12, august=FigureEntry(absence="not_available", absence_reason="System down"), september=15
    )
    made = quarter(measure)
    assert (made.value, made.absence) == (None, "not_available")
    assert made.absence_reason == "2 of 3 months: 27 so far; August 2026 not available."


def test_the_quarter_is_as_firm_as_its_months() -> None:
    measure = monthly()
    signed_off(measure, july=12, august=FigureEntry(value=Decimal(14), standing="provisional"), september=15)
    assert quarter(measure).standing == "provisional"


def test_the_commentary_of_the_newest_month_goes_along() -> None:
    measure = monthly()
    signed_off(
        measure,
        july=FigureEntry(value=Decimal(12), happened="Quiet."),
        august=14,
        september=FigureEntry(value=Decimal(15), happened="Many more calls.", outlook="Fewer."),
    )
    words = Commentary.objects.get(observation=quarter(measure))
    assert (words.happened, words.outlook) == ("Many more calls.", "Fewer.")
    revised(measure, MONTHS[0], 13)
    assert quarter(measure).commentary.happened == "Many more calls."


def test_a_figure_that_was_expected_for_the_quarter_is_filled_in() -> None:
    measure = monthly(collected="", combining="")
    open_return(by=SYSTEM, at=AT, service=measure.service, period=Q2, dates=DATES)
    Indicator.objects.filter(pk=measure.pk).update(collected="M", combining="sum")
    measure.refresh_from_db()
    signed_off(measure, july=12, august=14, september=15)
    rows = Observation.objects.filter(indicator=measure, period=Q2)
    assert [(row.value, row.state, row.version) for row in rows] == [(41, "approved", 2)]


def test_a_draft_of_the_quarter_is_not_overwritten() -> None:
    measure = monthly()
    ObservationFactory(indicator=measure, period=Q2, state="draft", value=Decimal(50), approved_at=None)
    signed_off(measure, july=12, august=14, september=15)
    assert (quarter(measure).value, quarter(measure).state) == (50, "draft")


def test_a_quarter_that_is_entered_itself_is_asked_for_and_not_made() -> None:
    measure = monthly(combining="entered", counting="rate")
    signed_off(measure, july=12, august=14, september=15)
    assert (quarter(measure).state, quarter(measure).value) == ("due", None)


def test_a_measure_that_began_within_the_quarter_is_made_of_the_months_that_it_has() -> None:
    measure = monthly(starts_on=MONTHS[1].start)
    signed_off(measure, august=14, september=15)
    assert (quarter(measure).value, quarter(measure).evidence) == (29, "Worked out from 2 of 2 months, added up")


def test_signing_off_asks_two_statements_more_where_nothing_is_made_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for follows in (True, False):
        figure = ObservationFactory(period=Q2, state="submitted", value=Decimal(1), approved_at=None)
        if not follows:
            monkeypatch.setattr(approval, "follow", lambda **_: [])
        with CaptureQueriesContext(connection) as queries:
            approve_figures(by=officer(), at=AT, in_return=None, observation_ids=[figure.pk])
        asked.append(len(queries))
    assert asked[0] == asked[1] + 2  # whether there are formulas, and whether a measure is entered oftener


@pytest.mark.parametrize("measures", [1, 8])
def test_the_same_statements_for_any_number_of_measures(measures: int) -> None:
    service = UnitFactory()
    made = [monthly(service=service) for _ in range(measures)]
    rows = [
        ObservationFactory(indicator=each, period=month, state="submitted", value=Decimal(2), approved_at=None)
        for each in made
        for month in MONTHS
    ]
    with CaptureQueriesContext(connection) as queries:
        approve_figures(by=officer(), at=AT, in_return=None, observation_ids=[row.pk for row in rows])
    assert {quarter(each).value for each in made} == {6}
    assert len(queries) <= 32


def texts_beside(measure: Indicator, **said: object) -> list[str]:
    """What the return tells beside each figure of it."""
    in_return = open_return(by=SYSTEM, at=AT, service=measure.service, period=Q2, dates=DATES)
    rows = {row.period.label.split()[0].lower(): row for row in in_return.figures.all()}
    entries = {rows[month].pk: (rows[month].version, entry(value)) for month, value in said.items()}
    save_figures(by=officer(), at=AT, entries=entries)
    found = built_up(entered_figures(Q(in_return=in_return)))
    return list(found.values())


def test_the_return_shows_the_quarter_building_up() -> None:
    assert texts_beside(monthly()) == ["2026/27 Q2, 0 of 3 months: nothing yet."]
    assert texts_beside(monthly(), july=12, august=14) == ["2026/27 Q2, 2 of 3 months: 26 so far."]
    assert texts_beside(monthly(), july=12, august=14, september=15) == ["2026/27 Q2: 12 + 14 + 15 = 41."]


def test_the_year_to_date_is_told_with_what_it_lacks() -> None:
    measure = monthly()
    for month, value in (("April 2026", 10), ("May 2026", 11)):
        ObservationFactory(indicator=measure, period=parse_label(month), value=Decimal(value))
    assert texts_beside(measure, july=12) == ["2026/27 Q2, 1 of 3 months: 12 so far. Year to date (3 of 6 months): 33."]


def test_what_is_not_put_together_is_not_shown_building_up() -> None:
    assert texts_beside(monthly(combining="entered", counting="rate"), july=12) == [""]
    assert texts_beside(monthly(combining="last", counting="snapshot"), july=12, august=14) == [
        "2026/27 Q2, 2 of 3 months: 14 so far."
    ]


def test_a_return_of_measures_that_are_reported_as_entered_asks_no_more() -> None:
    measure = IndicatorFactory()
    in_return = open_return(by=SYSTEM, at=AT, service=measure.service, period=Q2, dates=DATES)
    figures = entered_figures(Q(in_return=in_return))
    with CaptureQueriesContext(connection) as queries:
        assert built_up(figures) == {}
    assert not queries.captured_queries


def test_a_month_says_that_it_is_not_what_is_judged() -> None:
    measure = monthly()
    in_return = open_return(by=SYSTEM, at=AT, service=measure.service, period=Q2, dates=DATES)
    assert {part_words(each) for each in entered_figures(Q(in_return=in_return))} == {
        "It goes into 2026/27 Q2, which is what is judged"
    }
    other = ObservationFactory(period=Q2)
    assert [part_words(each) for each in entered_figures(Q(pk=other.pk))] == [""]


def test_who_watches_is_told_of_the_quarter_too() -> None:
    measure, person = monthly(), sign_in(Role.COUNCILLOR)[1].user
    Watch.objects.create(user=person, about="measure", about_id=measure.pk, since=AT)
    signed_off(measure, july=12, august=14, september=15)
    told = " ".join(Notice.objects.filter(to=person).values_list("words", flat=True))
    assert "2026/27 Q2" in told
