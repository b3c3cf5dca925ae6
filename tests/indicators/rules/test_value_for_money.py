"""Cost, performance and satisfaction read together, against a reading worked out another way."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.score import status_of
from indicators.rules.summing import Part
from indicators.rules.value_for_money import (
    MIDDLE,
    Group,
    Quarter,
    is_cost_per_unit,
    placed_score,
    read_together,
    said,
)
from indicators.rules.vocabulary import Status

SCORES = st.one_of(st.none(), st.fractions(min_value=0, max_value=10, max_denominator=30))


def part(score):
    return Part(Status.NOT_RATED, None) if score is None else Part(status_of(Fraction(score)), Fraction(score))


def parts(*scores):
    return [part(score) for score in scores]


def oracle(scores):
    """The mean of what is scored; None where that is nothing, or less than half of the measures."""
    known = [score for score in scores if score is not None]
    return sum(known, Fraction(0)) / len(known) if known and 2 * len(known) >= len(scores) else None


@given(st.lists(SCORES, max_size=6), st.lists(SCORES, max_size=6), st.lists(SCORES, max_size=6))
def test_a_service_is_placed_by_the_means_of_its_groups(cost, performance, satisfaction):
    groups = dict(zip(Group, (parts(*each) for each in (cost, performance, satisfaction)), strict=True))
    reading = read_together(groups)
    expected = [oracle(each) for each in (cost, performance, satisfaction)]
    assert [placed_score(reading.of(group)) for group in Group] == expected
    assert reading.lacking == [group for group, each in groups.items() if not each]
    if None in expected[:2]:
        assert (reading.place, reading.quarter) == (None, Quarter.NOT_PLACED)
        return
    assert reading.place == tuple(expected[:2])
    good = [score >= 5 for score in expected[:2]]
    table = {
        (True, True): Quarter.GOOD, (False, True): Quarter.COSTLY, (True, False): Quarter.FALLS_SHORT,
        (False, False): Quarter.POOR,
    }  # fmt: skip
    assert reading.quarter is table[tuple(good)]
    assert said(reading).startswith("Cost scores ")


@pytest.mark.parametrize(("cost", "performance"), product((Fraction(499, 100), MIDDLE, Fraction(501, 100)), repeat=2))
def test_exactly_in_the_middle_belongs_to_the_better_half(cost, performance):
    reading = read_together({Group.COST: parts(cost), Group.PERFORMANCE: parts(performance)})
    assert (reading.quarter in (Quarter.GOOD, Quarter.FALLS_SHORT)) is (cost >= 5)
    assert (reading.quarter in (Quarter.GOOD, Quarter.COSTLY)) is (performance >= 5)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (
            ((8,), (7,), (9,)),
            "Cost scores 8.0 of 10 and performance 7.0. "
            "People see it likewise: satisfaction scores 9.0.",
        ),
        (
            ((2,), (7,), (3,)),
            "Cost scores 2.0 of 10 and performance 7.0. "
            "People see it otherwise: satisfaction scores 3.0.",
        ),
        (((8,), (1,), ()), "Cost scores 8.0 of 10 and performance 1.0."),
        (((0,), (1,), ()), "Cost scores 0.0 of 10 and performance 1.0."),
        (((), (7,), ()), "It has no cost measure."),
        (
            ((), (), (4,)),
            "It has no cost measure and it has no performance measure. Satisfaction scores 4.0 of 10.",
        ),
        (((None,), (7,), ()), "None of its cost measures is rated."),
        (((5,), (7, None, None), ()), "Less than half of its performance measures are rated."),
    ],
)  # fmt: skip
def test_what_is_said(groups, expected):
    told = {group: parts(*each) for group, each in zip(Group, groups, strict=True)}
    assert said(read_together(told)) == expected


@pytest.mark.parametrize(
    ("group", "kind", "unit", "has_parts", "expected"),
    [
        ("cost", "money", "per household", False, True),
        ("cost", "money", "Per 1,000 residents", False, True),
        ("cost", "money", "a call", False, True),
        ("cost", "ratio", "", False, True),
        ("cost", "percentage", "", True, True),
        ("cost", "money", "", False, False),
        ("performance", "money", "per household", True, False),
    ],
)
def test_a_cost_for_each_of_something_is_a_ratio(group, kind, unit, has_parts, expected):
    assert is_cost_per_unit(group, kind, unit, has_parts=has_parts) is expected
