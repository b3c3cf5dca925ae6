"""What a whole year came to, and what was wanted of it (rules.md 8)."""

from decimal import Decimal

import pytest

from indicators.rules.rule import Target
from indicators.rules.vocabulary import Counting
from indicators.rules.whole_year import aim_of_year, came_to, is_whole_year, outturn
from plans.periods import Frequency, parse_label

D = Decimal


@pytest.mark.parametrize(("figures", "counting", "came"), [
    ([1, 2, 3], "flow", 6),
    ([1, None, 3], "flow", None),
    ([], "flow", None),
    ([1, None, 3], "cumulative", 3),
    ([1, 2, None], "cumulative", None),
    ([1, 2, 3], "rate", 3),
    ([3, 2], "snapshot", 2),
    ([], "snapshot", None),
])  # fmt: skip
def test_what_a_year_comes_to(figures, counting, came) -> None:
    given = [None if each is None else D(each) for each in figures]
    assert outturn(given, Counting(counting)) == (None if came is None else D(came))


def part(green: int | None = None, red: int | None = None) -> Target:
    return Target(D(10), green_limit=None if green is None else D(green), red_limit=None if red is None else D(red))


@pytest.mark.parametrize(("parts", "counting", "limits"), [
    ([part(11, 13), part(12, 14)], "flow", (23, 27)),
    ([part(11, 13), part(12, 14)], "rate", (12, 14)),
    ([part(11, 13), part(12)], "cumulative", (12, None)),
    ([part(), part(12, 14)], "flow", (None, None)),
    ([part(11, 13), part()], "flow", (None, None)),
    ([part(), part(), part(12, 14)], "rate", (12, 14)),
    ([None, part(12, 14)], "rate", (12, 14)),
    ([part(), part(None, 14)], "rate", (None, 14)),
])  # fmt: skip
def test_the_limits_of_a_year_are_those_of_its_periods(parts, counting, limits) -> None:
    found = aim_of_year(Target(D(40)), parts, Counting(counting))
    assert (found.value, found.green_limit, found.red_limit) == (40, *limits)


RANGE = Target(low=D(5), high=D(9))
NOTHING = Target()


@pytest.mark.parametrize(("annual", "parts", "counting", "aim"), [
    (Target(D(40)), [], "flow", Target(D(40))),
    (Target(D(40)), [None, None], "rate", Target(D(40))),
    (Target(D(40)), [part(), part()], "flow", Target(D(40))),
    (Target(D(40)), [None, part()], "flow", NOTHING),
    (Target(D(40)), [part(), None], "cumulative", NOTHING),
    (Target(D(40)), [None, part()], "rate", Target(D(40))),
    (Target(D(40)), [part(), None], "rate", NOTHING),
    (Target(D(40)), [part(), part(), None], "rate", NOTHING),
    (NOTHING, [part(), Target(D(12)), None], "rate", NOTHING),
    (Target(D(10)), [part(), None], "rate", Target(D(10))),  # the same in all that are set
    (Target(D(10)), [part(11, 13), None], "rate", Target(D(10))),
    (Target(text="top quartile"), [NOTHING, NOTHING], "flow", Target(text="top quartile")),
    (NOTHING, [part(), part()], "flow", Target(D(20))),
    (NOTHING, [part(), part()], "snapshot", Target(D(10))),
    (NOTHING, [RANGE, RANGE], "flow", Target(low=D(10), high=D(18))),
    (NOTHING, [RANGE, RANGE], "rate", RANGE),
    (NOTHING, [RANGE, None], "flow", NOTHING),
])  # fmt: skip
def test_what_is_wanted_of_a_year(annual, parts, counting, aim) -> None:
    assert aim_of_year(annual, parts, Counting(counting)) == aim


def test_a_figure_of_the_whole_year_stands_before_what_its_periods_come_to() -> None:
    assert came_to(D(9), [D(1), None], Counting.FLOW) == 9
    assert came_to(D(0), [D(1)], Counting.RATE) == 0
    assert came_to(None, [D(1), D(2)], Counting.FLOW) == 3
    year = parse_label("2025/26")
    assert is_whole_year(year, "Q")
    assert not is_whole_year(year, "Y")
    assert not is_whole_year(year.parts(Frequency.QUARTER)[0], "M")
