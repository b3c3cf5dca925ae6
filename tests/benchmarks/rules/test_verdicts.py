"""The trend of a gap, and where rating and rank contradict."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rules.verdicts import Callout, Trend, callout_of, trend_of
from indicators.rules.vocabulary import Status


@pytest.mark.parametrize(
    ("gaps", "trend"),
    [
        ((1, 2, 3), Trend.BETTER),
        ((-3, -2, -1), Trend.BETTER),
        ((9, 1, 2, 3), Trend.BETTER),
        ((3, 2, 1), Trend.WORSE),
        ((1, 3, 2), Trend.UNCLEAR),
        ((1, 1, 1), Trend.UNCLEAR),
        ((1, 2, 2), Trend.UNCLEAR),
        ((1, 2), Trend.SHORT),
        ((), Trend.SHORT),
        ((1, None, 3), Trend.SHORT),
        ((1, 2, 3, None), Trend.SHORT),
    ],
)
def test_a_gap_moves_when_it_moved_the_same_way_twice(gaps, trend):
    assert trend_of([None if each is None else Decimal(each) for each in gaps]) is trend


@given(st.lists(st.decimals(-100, 100, places=2), min_size=3, max_size=8))
def test_turned_round_a_trend_is_the_other_one(gaps):
    other = {Trend.BETTER: Trend.WORSE, Trend.WORSE: Trend.BETTER}
    found = trend_of(gaps)
    assert trend_of([-each for each in gaps]) is other.get(found, found)


def test_only_met_at_the_bottom_and_red_at_the_top_are_called_out():
    found = {
        (status, quartile): callout_of(status, quartile)
        for status, quartile in product([*Status, None], [1, 2, 3, 4, None])
    }
    assert {key: called for key, called in found.items() if called} == {
        (Status.GREEN, 4): Callout.GREEN_BOTTOM,
        (Status.EXCEEDING, 4): Callout.GREEN_BOTTOM,
        (Status.RED, 1): Callout.RED_TOP,
    }
