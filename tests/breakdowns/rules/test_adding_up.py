from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakdowns.rules.adding_up import Numbers, sums_of


def _counts(*values):
    return [Numbers(value=Decimal(value)) for value in values]


def _parts(*pairs):
    return [Numbers(value=Decimal(0), numerator=Decimal(n), denominator=Decimal(d)) for n, d in pairs]


@pytest.mark.parametrize(
    ("total", "values", "decimals", "difference", "is_wrong"),
    [
        (120, (70, 50), 0, 0, False),
        (120, (70, 48), 0, -2, True),
        (120, (70, 51), 0, 1, True),
        ("12.1", ("4.05", "8.2"), 1, "0.15", False),  # three numbers, each up to 0.05 off
        ("12.1", ("4.1", "8.2"), 1, "0.2", True),
        ("12.1", ("4.0", "7.9"), 1, "-0.2", True),
    ],
)
def test_counts_add_up(total, values, decimals, difference, is_wrong):
    (found,) = sums_of(Numbers(value=Decimal(total)), _counts(*values), has_parts=False, decimals=decimals)
    assert (found.name, found.difference, found.is_wrong) == ("value", Decimal(difference), is_wrong)


def test_percentages_add_up_by_their_parts():
    total = Numbers(value=Decimal(50), numerator=Decimal(40), denominator=Decimal(80))
    top, bottom = sums_of(total, _parts((10, 30), (30, 49)), has_parts=True, decimals=1)
    assert (top.name, top.groups, top.is_wrong) == ("numerator", 40, False)
    assert (bottom.name, bottom.groups, bottom.total, bottom.is_wrong) == ("denominator", 79, 80, True)


def test_parts_are_counted_and_no_rounding_explains_them():
    total = Numbers(value=Decimal(50), numerator=Decimal(40), denominator=Decimal(80))
    top, bottom = sums_of(total, _parts(("10.02", 30), ("30.02", 50)), has_parts=True, decimals=1)
    assert (top.difference, top.is_wrong, bottom.is_wrong) == (Decimal("0.04"), True, False)


def test_nothing_to_compare_is_not_wrong():
    (found,) = sums_of(Numbers(), _counts(3, 4), has_parts=False, decimals=0)
    assert (found.groups, found.difference, found.is_wrong) == (7, 0, False)


@pytest.mark.parametrize("gone", [Numbers(), Numbers(is_absent=True)])
def test_while_groups_are_missing_the_rest_may_come_to_less_and_never_to_more(gone):
    for typed, is_wrong in ((90, False), (100, False), (101, True)):
        (found,) = sums_of(Numbers(value=Decimal(100)), [*_counts(typed), gone], has_parts=False, decimals=0)
        assert found.is_wrong is is_wrong
    assert gone.is_blank is not gone.is_absent


@given(st.lists(st.decimals(0, 10**6, places=6), min_size=1, max_size=20), st.integers(0, 3))
def test_rounding_alone_is_never_wrong(exact, decimals):
    """Whatever the true numbers: rounded one by one, they add up to their rounded total within what is allowed."""
    step = Decimal(1).scaleb(-decimals)
    rounded = [each.quantize(step) for each in exact]
    total = Numbers(value=sum(exact, Decimal(0)).quantize(step))
    (found,) = sums_of(total, [Numbers(value=each) for each in rounded], has_parts=False, decimals=decimals)
    assert Fraction(found.difference) == sum(map(Fraction, rounded)) - Fraction(total.value)
    assert decimals == 0 or not found.is_wrong
