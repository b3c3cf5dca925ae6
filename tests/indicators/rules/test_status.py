"""Which status is shown, now and before, against a table of what goes before what (rules.md 3, 18)."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.assessment import assess
from indicators.rules.facts import Facts, Point, Sheet
from indicators.rules.rating import rate
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Absence, Counting, Polarity, Status, ValueKind
from tests.indicators.rules.strategies import figures, polarities, rules, targets

sheets = st.builds(Sheet, st.sampled_from(ValueKind), polarities, st.booleans(), st.booleans())
points = st.builds(
    Point,
    st.none() | figures,
    st.none() | targets(),
    absence=st.sampled_from([None, None, *Absence]),
    approved=st.booleans(),
    handed_in=st.booleans(),
    judged=st.sampled_from([None, *Status]),
    year_before=st.none() | figures,
    not_rated=st.booleans(),
    due=st.booleans(),
)


def _by_table(sheet: Sheet, point: Point, rule: Rule) -> Status:
    """Every rule that could decide with what it decides; the first that holds does."""
    is_rateable = not (sheet.is_contextual or sheet.is_data_only or point.not_rated)
    blank = point.value is None
    table = [
        (not point.approved and point.handed_in, "awaiting"),
        (not point.approved and point.due, "unknown"),
        (not point.approved, "not_due"),
        (point.absence is not None, str(point.absence)),
        (is_rateable and point.judged is not None, str(point.judged)),
        (blank and point.due, "unknown"),
        (blank, "not_due"),
        (sheet.is_contextual, "contextual"),
        (sheet.is_data_only, "data_only"),
        (point.not_rated, "not_rated"),
    ]
    for holds, status in table:
        if holds:
            return Status(status)
    return rate(point.value, point.target, rule, sheet.polarity, kind=sheet.kind, last_year=point.year_before).status


@given(sheets, points, rules())
def test_the_status_shown_is_that_of_the_table(sheet: Sheet, point: Point, rule: Rule) -> None:
    assert status_shown(sheet, point, rule) is _by_table(sheet, point, rule)


@given(sheets, points, points, rules(), rules())
def test_now_and_before_are_judged_by_the_same(
    sheet: Sheet, now: Point, then: Point, rule: Rule, earlier: Rule
) -> None:
    facts = Facts(
        **sheet._asdict(),
        counting=Counting.RATE,
        decimals=1,
        unit="",
        rule=rule,
        now=now,
        reported=replace(then, rule=earlier),
    )
    found = assess(facts)
    assert (found.status, found.previous_status) == (_by_table(sheet, now, rule), _by_table(sheet, then, earlier))


def test_what_was_judged_never_colours_what_is_not_rated() -> None:
    point, sheet = Point(Decimal(50), Target(Decimal(90)), judged=Status.RED), Sheet(ValueKind.NUMBER, Polarity.HIGH)
    assert status_shown(sheet, point, DEFAULT_RULE) is Status.RED
    assert status_shown(sheet._replace(is_data_only=True), point, DEFAULT_RULE) is Status.DATA_ONLY
    assert status_shown(sheet._replace(is_contextual=True), point, DEFAULT_RULE) is Status.CONTEXTUAL
    assert status_shown(sheet, replace(point, not_rated=True), DEFAULT_RULE) is Status.NOT_RATED
    assert status_shown(sheet, replace(point, absence=Absence.WITHHELD), DEFAULT_RULE) is Status.WITHHELD
