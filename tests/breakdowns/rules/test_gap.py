from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakdowns.rules.gap import gap_moved, gap_of, left_behind
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Direction, Polarity, Status

AIMS = {
    Polarity.RANGE: Target(low=Decimal(40), high=Decimal(60)),
    Polarity.PLAN: Target(value=Decimal(50)),
}


def _numbers(*values):
    return {key: Decimal(value) for key, value in enumerate(values)}


@pytest.mark.parametrize(
    ("polarity", "values", "first", "last", "spread", "ratio", "difference"),
    [
        (Polarity.HIGH, (80, 50, 64), 0, 1, 30, "1.6", 30),
        (Polarity.LOW, (80, 50, 64), 1, 0, 30, "1.6", 30),
        (Polarity.RANGE, (48, 90, 30), 0, 1, 60, "1.875", 38),
        (Polarity.PLAN, (48, 90, 30), 0, 1, 60, "1.875", 38),
        (Polarity.NONE, (48, 90, 30), 1, 2, 60, "3", 60),
        (Polarity.HIGH, (7, 7), 0, 0, 0, "1", 0),
        (Polarity.HIGH, (8, "0.5"), 0, 1, "7.5", "16", "7.5"),
        (Polarity.HIGH, (8, 0), 0, 1, 8, None, 8),
        (Polarity.LOW, (8, -2), 1, 0, 10, None, 10),
    ],
)
def test_gap(polarity, values, first, last, spread, ratio, difference):
    gap = gap_of(_numbers(*values), polarity, AIMS.get(polarity))
    assert (gap.first, gap.last, gap.groups) == (first, last, len(values))
    assert (gap.spread, gap.difference) == (Decimal(spread), Decimal(difference))
    assert gap.ratio == (None if ratio is None else Decimal(ratio))
    assert gap.is_judged is (polarity is not Polarity.NONE)


@pytest.mark.parametrize("values", [(), (5,)])
def test_no_gap_without_two_groups(values):
    assert gap_of(_numbers(*values), Polarity.HIGH) is None


@pytest.mark.parametrize("target", [None, Target(), Target(low=Decimal(4)), Target(high=Decimal(4))])
@pytest.mark.parametrize("polarity", [Polarity.RANGE, Polarity.PLAN])
def test_without_what_is_good_nothing_is_best(polarity, target):
    gap = gap_of(_numbers(3, 9), polarity, target)
    assert (gap.first, gap.last, gap.is_judged) == (1, 0, False)


def test_gap_moves():
    wide, narrow = (gap_of(_numbers(10, low), Polarity.HIGH) for low in (2, 7))
    assert gap_moved(narrow, wide) is Direction.BETTER
    assert gap_moved(wide, narrow) is Direction.WORSE
    assert gap_moved(wide, wide) is Direction.SAME


@pytest.mark.parametrize("total", list(Status))
def test_red_groups_are_called_out_under_a_total_that_is_met(total):
    groups = dict(enumerate(Status))
    red = tuple(key for key, status in groups.items() if status is Status.RED)
    assert left_behind(total, groups) == (red if total in (Status.GREEN, Status.EXCEEDING) else ())


@given(
    st.lists(st.decimals(-1000, 1000, places=3), min_size=2, max_size=12),
    st.sampled_from(list(Polarity)),
    st.decimals(-100, 100, places=2),
    st.decimals(0, 50, places=2),
)
def test_as_fractions_say(values, polarity, low, width):
    """The same by fractions, written otherwise: each group beside each other."""
    target = Target(value=low) if polarity is Polarity.PLAN else Target(low=low, high=low + width)
    gap = gap_of(dict(enumerate(values)), polarity, target)
    exact = [Fraction(each) for each in values]
    middle = Fraction(low) + (Fraction(width) / 2 if polarity is Polarity.RANGE else 0)
    worse = {
        Polarity.HIGH: lambda a, b: b - a,
        Polarity.NONE: lambda a, b: b - a,
        Polarity.LOW: lambda a, b: a - b,
        Polarity.RANGE: lambda a, b: abs(a - middle) - abs(b - middle),
        Polarity.PLAN: lambda a, b: abs(a - middle) - abs(b - middle),
    }[polarity]
    assert Fraction(gap.difference) == max(worse(a, b) for a in exact for b in exact)
    assert all(worse(exact[gap.first], each) <= 0 <= worse(exact[gap.last], each) for each in exact)
    assert Fraction(gap.spread) == max(a - b for a in exact for b in exact)
