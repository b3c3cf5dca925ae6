"""Money on its way up the golden thread: no pound twice (rules.md, Money)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.rules.rollup import Coverage, Share, by_objective, coverage, faults_of, rolled_up
from money.rules.variance import Figures, planned_only, total

LINES = {1: planned_only(Decimal(1000)), 2: planned_only(Decimal(-400)), 3: planned_only(Decimal(50))}
SHARES = [Share(1, 10, Decimal(60)), Share(1, 11, Decimal(25)), Share(2, 10, Decimal(100)), Share(9, 10, Decimal(5))]


def test_an_objective_costs_its_shares_and_a_priority_all_beneath_it():
    own = by_objective(LINES, SHARES)
    assert {key: each.planned for key, each in own.items()} == {10: 200, 11: 250}
    whole = rolled_up(own, {10: 20, 11: 10, 20: 30})
    assert {key: each.planned for key, each in whole.items()} == {10: 450, 11: 250, 20: 450, 30: 450}


def test_links_that_run_in_a_circle_count_money_once():
    assert {key: each.planned for key, each in rolled_up({1: LINES[1]}, {1: 2, 2: 3, 3: 1}).items()} == {
        1: 1000, 2: 1000, 3: 1000,
    }  # fmt: skip


def test_coverage_counts_spending_and_income_without_signs():
    found = coverage(LINES, SHARES)
    assert found == Coverage(Decimal(1250), Decimal(1450))
    assert found.said == "£1,250 of £1,450 of spending and income planned (86.2%) is linked to an objective."
    assert coverage({}, SHARES).said == ""


@pytest.mark.parametrize(
    ("percents", "faults"),
    [
        ([], []),
        (["60", "40"], []),
        (["100"], []),
        (["60", "40.01"], ["The shares come to 100.01%. Lower some: a line has 100% to share."]),
        (["0", "40"], ["Each share must be more than 0 and at most 100 per cent."]),
    ],
)
def test_shares_of_a_line(percents, faults):
    assert faults_of([Decimal(each) for each in percents]) == faults


@st.composite
def trees(draw):
    """Lines with shares of at most the whole, and primary links upward from each objective to an earlier one."""
    count = draw(st.integers(1, 6))
    parents = {child: draw(st.integers(0, child - 1)) for child in range(1, count)}
    lines, shares = {}, []
    for line in range(draw(st.integers(0, 4))):
        lines[line] = planned_only(Decimal(draw(st.integers(-(10**8), 10**8))).scaleb(-2))
        left = 10000
        for objective in draw(st.lists(st.integers(0, count - 1), unique=True, max_size=3)):
            percent = draw(st.integers(1, 10000))
            if percent <= left:
                left -= percent
                shares.append(Share(line, objective, Decimal(percent).scaleb(-2)))
    return lines, shares, parents


@given(trees())
def test_shares_never_multiply_money(tree):
    lines, shares, parents = tree
    own = by_objective(lines, shares)
    whole = rolled_up(own, parents)
    # All hangs beneath the first objective, so it costs what all of them cost by themselves, and nothing twice.
    assert whole.get(0, Figures()).planned == total(own.values()).planned
    assert coverage(lines, shares).linked <= coverage(lines, shares).whole


@given(trees(), st.randoms())
def test_the_order_of_shares_does_not_matter(tree, random):
    lines, shares, parents = tree
    mixed = list(shares)
    random.shuffle(mixed)
    assert rolled_up(by_objective(lines, shares), parents) == rolled_up(by_objective(lines, mixed), parents)
