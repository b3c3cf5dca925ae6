"""Direction of travel (rules.md 4; requirement C10)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.facts import Facts, Point
from indicators.rules.results import NO_TRAVEL, Travel
from indicators.rules.rule import Target
from indicators.rules.trend import long_travel, short_travel, travel
from indicators.rules.vocabulary import Absence, Counting, Direction, Polarity, ValueKind
from tests.indicators.rules.given import SHARE

D = Decimal
BETTER, WORSE, SAME = Direction.BETTER, Direction.WORSE, Direction.SAME
HIGHER, LOWER, NONE = Direction.HIGHER, Direction.LOWER, Direction.NO_COMPARISON


def facts(**changes: object) -> Facts:
    given = {
        **SHARE,
        "now": Point(D(95), Target(D(90))),
        "previous": Point(D(94)),
        "last_year": Point(D(96)),
    }
    return Facts(**{**given, **changes})


@pytest.mark.parametrize(
    ("value", "earlier", "polarity", "direction"),
    [
        ("5", "4", Polarity.HIGH, BETTER), ("4", "5", Polarity.HIGH, WORSE), ("5", "5", Polarity.HIGH, SAME),
        ("5", "4", Polarity.LOW, WORSE), ("4", "5", Polarity.LOW, BETTER), ("5", "5", Polarity.LOW, SAME),
        ("5", "4", Polarity.NONE, HIGHER), ("4", "5", Polarity.NONE, LOWER), ("5", "5", Polarity.NONE, SAME),
        ("-4", "-5", Polarity.HIGH, BETTER), ("5.0000001", "5", Polarity.HIGH, BETTER),
    ],
)  # fmt: skip
def test_better_follows_the_polarity(value: str, earlier: str, polarity: Polarity, direction: Direction) -> None:
    assert travel(D(value), D(earlier), polarity) == Travel(direction, D(value) - D(earlier))


@pytest.mark.parametrize(("value", "direction"), [("10.5", SAME), ("9.5", SAME), ("10.51", BETTER), ("9.49", WORSE)])
def test_up_to_the_tolerance_is_the_same(value: str, direction: Direction) -> None:
    assert travel(D(value), D(10), Polarity.HIGH, tolerance=D("0.5")).direction is direction


@pytest.mark.parametrize(
    ("value", "earlier", "direction"),
    [
        ("4", "-6", BETTER), ("-8", "6", WORSE), ("5", "-5", SAME), ("1", "4", SAME), ("7", "-7", SAME),
        ("6", "-7", BETTER),
    ],
)  # fmt: skip
def test_in_range_nearer_is_better(value: str, earlier: str, direction: Direction) -> None:
    band = Target(low=D(-5), high=D(5))
    assert travel(D(value), D(earlier), Polarity.RANGE, aim=band) == Travel(direction, D(value) - D(earlier))


def test_where_the_plan_is_best_nearer_is_better() -> None:
    assert travel(D(11), D(8), Polarity.PLAN, aim=Target(D(10))).direction is BETTER
    assert travel(D(12), D(8), Polarity.PLAN, aim=Target(D(10))).direction is SAME


def test_without_an_aim_a_two_sided_measure_only_rises_or_falls() -> None:
    assert travel(D(11), D(8), Polarity.PLAN).direction is HIGHER
    assert travel(D(7), D(8), Polarity.RANGE, aim=Target(D(9))).direction is LOWER
    assert travel(D(8), D(8), Polarity.RANGE).direction is SAME


@pytest.mark.parametrize(("value", "earlier"), [(None, D(1)), (D(1), None), (None, None)])
def test_no_earlier_value_is_no_comparison_never_the_same(value: Decimal | None, earlier: Decimal | None) -> None:
    assert travel(value, earlier, Polarity.HIGH) == NO_TRAVEL


numbers = st.decimals(-(10**6), 10**6, places=3, allow_nan=False, allow_infinity=False)


@given(numbers, numbers, st.sampled_from([Polarity.HIGH, Polarity.LOW]), numbers.map(abs))
def test_there_and_back_are_opposite(one: Decimal, other: Decimal, polarity: Polarity, tolerance: Decimal) -> None:
    there = travel(one, other, polarity, tolerance=tolerance)
    back = travel(other, one, polarity, tolerance=tolerance)
    assert back.direction is {BETTER: WORSE, WORSE: BETTER, SAME: SAME}[there.direction]


def test_short_is_against_the_previous_period_and_long_against_last_year() -> None:
    assert short_travel(facts()) == Travel(BETTER, D(1))
    assert long_travel(facts()) == Travel(WORSE, D(-1))


@pytest.mark.parametrize("changes", [{"counting": Counting.CUMULATIVE}, {"seasonal": True}])
def test_running_totals_and_seasonal_measures_compare_with_last_year_only(changes: dict[str, object]) -> None:
    assert short_travel(facts(**changes)) == NO_TRAVEL
    assert long_travel(facts(**changes)).direction is WORSE


def test_no_comparison_crosses_a_break() -> None:
    assert short_travel(facts(previous_comparable=False)) == NO_TRAVEL
    assert long_travel(facts(last_year_comparable=False)) == NO_TRAVEL


def test_without_an_earlier_figure_there_is_no_comparison() -> None:
    assert short_travel(facts(previous=None)) == NO_TRAVEL
    assert long_travel(facts(last_year=Point(None))) == NO_TRAVEL
    assert short_travel(facts(previous=Point(D(94), absence=Absence.WITHHELD))) == NO_TRAVEL


def test_a_signed_off_figure_is_not_held_against_one_that_is_not() -> None:
    earlier = Point(D(94), approved=False)
    assert short_travel(facts(previous=earlier)) == NO_TRAVEL
    assert short_travel(facts(now=Point(D(95), approved=False))) == NO_TRAVEL


@pytest.mark.parametrize("flag", ["is_data_only", "is_contextual"])
def test_data_only_and_contextual_measures_are_only_higher_or_lower(flag: str) -> None:
    assert short_travel(facts(**{flag: True})).direction is HIGHER
    assert long_travel(facts(**{flag: True})).direction is LOWER


def test_dates_compare_by_how_late_each_was() -> None:
    now, then = Point(D(739_805), Target(D(739_800))), Point(D(739_437), Target(D(739_435)))
    late = facts(kind=ValueKind.DATE, now=now, last_year=then)
    assert long_travel(late) == Travel(WORSE, D(3))
    assert long_travel(facts(kind=ValueKind.DATE, now=now, last_year=Point(D(739_437)))) == NO_TRAVEL
    assert short_travel(facts(kind=ValueKind.DATE, now=now, previous=Point(None, then.target))) == NO_TRAVEL
    in_words = Point(D(739_437), Target(text="summer"))
    assert long_travel(facts(kind=ValueKind.DATE, now=now, last_year=in_words)) == NO_TRAVEL


def test_answers_compare_by_what_is_wanted() -> None:
    def answer(now: int, then: int, wanted: int | None) -> Direction:
        target = None if wanted is None else Target(D(wanted))
        changes = {"kind": ValueKind.YES_NO, "polarity": Polarity.NONE, "previous": Point(D(then))}
        return short_travel(facts(now=Point(D(now), target), **changes)).direction

    assert answer(1, 0, wanted=1) is BETTER
    assert answer(1, 0, wanted=0) is WORSE
    assert answer(1, 1, wanted=0) is SAME
    assert answer(1, 0, wanted=None) is HIGHER
