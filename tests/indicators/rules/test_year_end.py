"""How a measure's year will end (rules.md 8)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.rules.facts import Point, Sheet
from indicators.rules.forecast import forecast, reach_of
from indicators.rules.rule import DEFAULT_RULE, Target
from indicators.rules.vocabulary import Counting, Polarity, Status, ValueKind
from indicators.rules.year_end import AT_RISK, How, Outlook, Year, YearEnd, outlook, steps, year_end

Figure = int | float | str | None


def numbers(*values: Figure) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(str(value)) for value in values)


def year(*so_far: Figure, counting: Counting = Counting.FLOW, **given: Any) -> Year:
    settings: dict[str, Any] = {"kind": ValueKind.NUMBER, "seasonal": False, "periods": 4}
    return Year(counting=counting, so_far=numbers(*so_far), **(settings | given))


def ended(found: YearEnd | None) -> tuple[float, How] | None:
    return None if found is None else (round(float(found.value), 6), found.how)


AIMS = numbers(30, 30, 20, 20)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # A flow by equal shares, by its targets' shape, and by last year's.
        (year(10, 20), (60, How.SHARES)),
        (year(10, 20, aims=AIMS), (50, How.PROFILE)),
        (year(10, 20, aims=AIMS, seasonal=True, last_year=numbers(5, 5, 10, 20)), (120, How.SEASON)),
        # What is seasonal without a whole last year goes by its targets; with targets of nought, by equal shares.
        (
            year(10, 20, aims=numbers(30, 30, 20, 20), seasonal=True, last_year=numbers(5, None, 1, 2)),
            (50, How.PROFILE),
        ),
        (year(10, 20, aims=numbers(0, 0, 0, 0)), (60, How.SHARES)),
        (year(10, 20, aims=numbers(5, -10, 5, 40)), (60, How.SHARES)),
        # So do targets that are said to be more than reached by now, and a running target that is missing for now.
        (year(10, 30, counting=Counting.CUMULATIVE, aims=numbers(20, 150, 60, 100)), (60, How.SHARES)),
        (year(10, 30, counting=Counting.CUMULATIVE, aims=numbers(20, None, 60, 100)), (60, How.SHARES)),
        # Nothing was to be done by now.
        (year(10, aims=numbers(0, 50, 50, 0)), None),
        # A gap in a flow, and a year that has not begun.
        (year(10, None), None),
        (year(), None),
        (year(10, 20, 5, 5), (40, How.OVER)),
        (year(30, 30, 30, 30, kind=ValueKind.PERCENTAGE), (120, How.OVER)),  # as it came to, likely or not
        # A figure of the whole year stands before what its periods come to, whatever is missing of them.
        (year(10, 20, 5, 5, own=Decimal(42)), (42, How.OVER)),
        (year(10, None, own=Decimal(42)), (42, How.OVER)),
        (year(1, 2, 3, 4, counting=Counting.RATE, own=Decimal(3)), (3, How.OVER)),
        # A running total needs its latest figure alone.
        (year(None, 30, counting=Counting.CUMULATIVE), (60, How.SHARES)),
        (year(10, 30, counting=Counting.CUMULATIVE, aims=numbers(20, 40, 60, 100)), (75, How.PROFILE)),
        (
            year(10, 30, counting=Counting.CUMULATIVE, seasonal=True, last_year=numbers(5, 10, 15, 40)),
            (120, How.SEASON),
        ),
        (year(10, None, counting=Counting.CUMULATIVE), None),
        (year(counting=Counting.CUMULATIVE), None),
        (year(10, 20, 30, 45, counting=Counting.CUMULATIVE), (45, How.OVER)),
        # A level: few figures, the last one, also where a figure is missing since; none; the year is over.
        (year(7, 9, counting=Counting.SNAPSHOT), (9, How.LEVEL)),
        (year(7, None, counting=Counting.SNAPSHOT), (7, How.LEVEL)),
        (year(7, 2, 3, None, counting=Counting.SNAPSHOT), (3, How.LEVEL)),
        (year(None, counting=Counting.SNAPSHOT, history=numbers(None)), None),
        (year(counting=Counting.RATE), None),
        (year(counting=Counting.RATE, periods=1, history=numbers(5, 6)), (6, How.LEVEL)),
        (year(1, 2, 3, 4, counting=Counting.RATE), (4, How.OVER)),
        # A level with seasons moves as it moved last year.
        (year(7, 9, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, 4, 10)), (13, How.SEASON)),
        (year(7, 9, counting=Counting.RATE, seasonal=True, last_year=numbers(5, None, 4, 10)), None),
        (year(7, 9, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, 4, None)), None),
        (year(7, 9, counting=Counting.RATE, seasonal=True), None),
        (year(7, None, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, 4, 10)), (12, How.SEASON)),
        (year(counting=Counting.RATE, seasonal=True, history=numbers(4), last_year=numbers(1, 2, 3, 4)), None),
        # Of answers, dates and grades no end is foretold.
        (year(1, 1, kind=ValueKind.YES_NO), None),
        (year(1, 1, kind=ValueKind.GRADE, counting=Counting.RATE), None),
    ],
)
def test_how_a_year_ends(known: Year, expected: tuple[float, How] | None) -> None:
    assert ended(year_end(known)) == expected


def test_a_level_goes_where_its_smoothed_series_goes() -> None:
    values = (11, 12, 10, 12, 10, 12, 10, 12, 11, 12)
    known = year(*values[8:], counting=Counting.RATE, history=numbers(*values[:8]))
    told = forecast([Decimal(value) for value in values], 2)
    found = year_end(known)
    assert found is not None
    assert (found.value, found.low, found.high) == (told.value, told.low, told.high)


def test_what_has_moved_little_ends_within_little() -> None:
    before = numbers(10, 12, 9, 11, 10, 12, 9, 11)
    found = year_end(year(10, 12, history=before))
    assert found is not None
    assert found.value == 44
    # Moving ranges of ten amounts: 2 3 2 1 2 3 2 1 2, mean 2. A deviation is 2.66 of it over three; four in five lie
    # within 1.2816 of them; of four periods two are to come, judged by two.
    assert float(found.reach or 0) == pytest.approx(2 * 2.66 / 3 * 1.2815515 * 2, rel=1e-6)
    assert float(found.low or 0) == pytest.approx(44 - float(found.reach or 0))


def test_a_running_total_moves_as_what_it_grows_by() -> None:
    amounts = (10, 12, 9, 11, 10, 12, 9, 11, 10, 12)
    running = (10, 22, 31, 42, 10, 22, 31, 42, 10, 22)
    flow = year_end(year(*amounts[8:], history=numbers(*amounts[:8])))
    total = year_end(year(*running[8:], history=numbers(*running[:8]), counting=Counting.CUMULATIVE))
    assert flow == total
    # The history may begin within a year, and have gaps: what cannot be told from them is left out.
    cut = year_end(year(10, 22, history=numbers(22, None, 42, *running[4:8]), counting=Counting.CUMULATIVE))
    assert cut is not None
    assert cut.reach is None


def test_what_follows_the_seasons_moves_by_how_far_it_leaves_them() -> None:
    seasons = (10, 50, 20, 90)
    history = [value + step for step in (0, 1, 0, 1) for value in seasons]
    known = year(11, 51, history=numbers(*history), seasonal=True, last_year=numbers(*history[-4:]))
    found = year_end(known)
    assert found is not None
    assert found.reach is not None
    assert found.reach < 10
    alike = year_end(replace(known, seasonal=False))
    assert alike is not None
    assert alike.reach is not None
    assert alike.reach > 10


def test_gaps_tell_nothing_of_how_far_seasons_are_left() -> None:
    seasons = (10, 50, 20, 90)
    history: list[Figure] = [value + step for step in (0, 1, 0, 1) for value in seasons]
    history[5] = None
    known = year(11, 51, history=numbers(*history), seasonal=True, last_year=numbers(*history[-4:]))
    flow = year_end(known)
    level = year_end(replace(known, counting=Counting.RATE))
    assert flow is not None
    assert flow.reach is not None
    assert flow.reach < 10
    assert level is not None
    assert level.reach is not None
    assert level.reach <= 2


@pytest.mark.parametrize(
    ("before", "so_far", "periods", "is_told"),
    [
        (8, 2, 4, True),  # ten figures, of which four tell how far seasons were left
        (7, 2, 4, False),
        (7, 1, 2, True),  # eight figures
        (6, 1, 2, False),  # seven, though four of them tell
    ],
)
def test_a_seasonal_level_needs_eight_figures_of_which_four_tell(
    before: int, so_far: int, periods: int, *, is_told: bool
) -> None:
    history, now = numbers(*range(before)), range(so_far)
    known = year(*now, counting=Counting.RATE, seasonal=True, periods=periods, history=history)
    found = year_end(replace(known, last_year=history[-periods:]))
    assert found is not None
    assert (found.reach is not None) is is_told


def test_a_seasonal_level_is_held_by_how_far_it_left_its_seasons_before() -> None:
    seasons = (10, 50, 20, 90)
    history = [value + step for step in (0, 1, 3) for value in seasons]
    known = year(14, 54, counting=Counting.RATE, seasonal=True, history=numbers(*history))
    found = year_end(replace(known, last_year=numbers(*history[-4:])))
    assert found is not None
    assert found.value == 54 + 40
    moved = [after - before for before, after in zip((*history, 14, 54), (*history, 14, 54)[2:], strict=False)]
    errors = [Decimal(abs(now - then)) for then, now in zip(moved, moved[4:], strict=False)]
    assert found.reach == reach_of(errors)
    few = year_end(year(14, 54, counting=Counting.RATE, seasonal=True, last_year=numbers(*seasons)))
    assert few is not None
    assert few.reach is None


def test_no_end_is_told_beyond_what_can_be() -> None:
    history = numbers(95, 99, 94, 99, 93, 98, 95, 99)
    kind: dict[str, Any] = {"kind": ValueKind.PERCENTAGE, "counting": Counting.RATE}
    found = year_end(year(98, history=history, **kind))
    assert found is not None
    assert found.high == 100
    seasonal = year_end(
        year(98, counting=Counting.RATE, kind=ValueKind.PERCENTAGE, seasonal=True, last_year=history[:4])
    )
    assert ended(seasonal) == (100, How.SEASON)


amount = st.decimals(0, 1000, places=2)


@given(st.lists(amount, min_size=1, max_size=11), st.lists(amount, min_size=12, max_size=12))
def test_a_flow_by_its_targets_agrees_with_fractions(so_far: list[Decimal], aims: list[Decimal]) -> None:
    due, whole = sum(map(Fraction, aims[: len(so_far)])), sum(map(Fraction, aims))
    assume(due)
    found = year_end(replace(year(periods=12, aims=tuple(aims)), so_far=tuple(so_far)))
    assert found is not None
    assert found.how is How.PROFILE
    exact = Fraction(sum(map(Fraction, so_far)) * whole, due)
    assert abs(Fraction(found.value) - exact) <= abs(exact) / 10**20


@given(st.lists(amount, min_size=13, max_size=36), st.sampled_from(Counting), st.booleans())
def test_a_year_end_lies_within_its_own_interval(figures: list[Decimal], counting: Counting, seasonal: bool) -> None:
    history, so_far = tuple(figures[:12]), tuple(figures[12:23])
    known = Year(
        kind=ValueKind.NUMBER,
        counting=counting,
        seasonal=seasonal,
        periods=12,
        so_far=so_far,
        last_year=history,
        history=history,
    )
    found = year_end(known)
    if found is None or found.reach is None:
        return
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high


def path(known: Year) -> list[float]:
    found = year_end(known)
    assert found is not None
    return [float(step.value) for step in steps(known, found)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (year(10, 20), [15, 15]),
        (year(10, 20, aims=AIMS), [10, 10]),
        (year(10, 20, seasonal=True, last_year=numbers(5, 5, 10, 20)), [30, 60]),
        (year(10, 30, counting=Counting.CUMULATIVE), [45, 60]),
        (year(10, 30, counting=Counting.CUMULATIVE, aims=numbers(20, 40, 60, 100)), [45, 75]),
        # A running total of last year is missing on the way: nothing is made up for it.
        (year(10, 30, counting=Counting.CUMULATIVE, seasonal=True, last_year=numbers(5, 10, None, 40)), []),
        (year(7, 9, counting=Counting.SNAPSHOT), [9, 9]),
        (year(7, 9, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, 4, 10)), [7, 13]),
        (year(7, 9, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, None, 10)), [13, 13]),
        (year(7, None, counting=Counting.RATE, seasonal=True, last_year=numbers(5, 6, 4, 10)), [6, 12]),
        (year(1, 2, 3, 4, counting=Counting.RATE), []),
        (year(1, 2, 3, 4), []),
    ],
)
def test_how_a_year_gets_to_its_end(known: Year, expected: list[float]) -> None:
    assert path(known) == expected


def test_steps_widen_towards_the_end_and_those_of_a_flow_do_not() -> None:
    before = numbers(10, 12, 9, 11, 10, 12, 9, 11)
    level = year(10, 12, counting=Counting.RATE, history=before)
    end = year_end(level)
    assert end is not None
    first, last = steps(level, end)
    assert last.high == end.high
    assert last.low == end.low
    assert first.high is not None
    assert last.high is not None
    assert first.high < last.high
    flow = year(10, 12, history=before)
    total = year_end(flow)
    assert total is not None
    one, other = steps(flow, total)
    assert one == other
    # Moving ranges of mean 2: four in five amounts lie within 2.66 of them over three, times 1.2816.
    assert float(one.high or 0) == pytest.approx(11 + 2 * 2.66 / 3 * 1.2815515)
    assert steps(year(7, 9, counting=Counting.RATE), YearEnd(Decimal(9), How.LEVEL))[0].low is None


SHEET = Sheet(ValueKind.NUMBER, Polarity.HIGH)


def stands(end: YearEnd, target: Figure, sheet: Sheet = SHEET, **point: Any) -> Outlook:
    aim = None if target is None else Target(Decimal(str(target)))
    return outlook(end, sheet, Point(None, aim, **point), DEFAULT_RULE)


def expecting(value: Figure, reach: Figure, how: How = How.LEVEL) -> YearEnd:
    return YearEnd(Decimal(str(value)), how, None if reach is None else Decimal(str(reach)))


def test_a_target_right_at_what_is_expected_is_missed_as_likely_as_not() -> None:
    told = stands(expecting(100, 10), 100)
    assert (told.status, told.chance) == (Status.GREEN, AT_RISK)
    assert told.is_at_risk


def test_four_in_five_outturns_lie_within_the_reach() -> None:
    assert stands(expecting(100, 10), 90).chance == 10
    assert not stands(expecting(100, 10), 90).is_at_risk
    assert stands(expecting(100, 10), 110).chance == 90
    assert stands(expecting(100, 10), 110, Sheet(ValueKind.NUMBER, Polarity.LOW)).chance == 10


def test_what_is_certain_has_a_chance_of_nought_or_all() -> None:
    assert stands(expecting(100, 0), 100).chance == 0
    assert stands(expecting(99, 0), 100) == Outlook(Status.AMBER, 100)


def test_a_chance_is_told_only_where_there_is_one() -> None:
    assert stands(expecting(99, None), 100) == Outlook(Status.AMBER, None)
    assert stands(expecting(99, None), 100).is_at_risk
    assert stands(expecting(101, 5, How.OVER), 100) == Outlook(Status.GREEN, None)
    assert stands(expecting(101, 5), None) == Outlook(Status.NOT_RATED, None)
    assert not stands(expecting(101, 5), None).is_at_risk
    assert not stands(expecting(101, None), 100).is_at_risk


def test_what_was_decided_not_to_be_rated_is_not_rated_to_come() -> None:
    assert stands(expecting(99, 5), 100, not_rated=True) == Outlook(Status.NOT_RATED, None)
    data_only = Sheet(ValueKind.NUMBER, Polarity.HIGH, is_data_only=True)
    assert stands(expecting(99, 5), 100, data_only).status is Status.DATA_ONLY


@given(amount, amount, st.decimals("0.01", 500, places=2))
def test_a_higher_target_is_missed_more_often(value: Decimal, target: Decimal, reach: Decimal) -> None:
    lower = stands(YearEnd(value, How.LEVEL, reach), str(target)).chance
    higher = stands(YearEnd(value, How.LEVEL, reach), str(target + 1)).chance
    assert lower is not None
    assert higher is not None
    assert lower <= higher


def test_without_an_error_nothing_tells_the_reach() -> None:
    with pytest.raises(ValueError, match="Without an error"):
        reach_of([])
