"""What a whole year came to, and what was wanted of it (rules.md 8)."""

from decimal import Decimal

import pytest

from indicators.rules.rule import Target
from indicators.rules.vocabulary import Counting
from indicators.rules.whole_year import outturn, with_limits

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
    ([None, part(12, 14)], "flow", (None, None)),
    ([part(11, 13), part()], "flow", (None, None)),
    ([part(11, 13), None], "rate", (None, None)),
])  # fmt: skip
def test_the_limits_of_a_year_are_those_of_its_periods(parts, counting, limits) -> None:
    found = with_limits(Target(D(40)), parts, Counting(counting))
    assert (found.value, found.green_limit, found.red_limit) == (40, *limits)
