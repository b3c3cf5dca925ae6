"""Planned, due, actual and forecast: what is over, near and under (rules.md, Money)."""

from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.rules.variance import (
    Figures,
    Flow,
    Position,
    percent_of,
    planned_only,
    reported,
    total,
    variance_words,
)

pence = st.integers(-(10**10), 10**10).map(lambda number: Decimal(number).scaleb(-2))
figures = st.builds(Figures, pence, pence, pence, pence, st.booleans())


def of(planned: str, months: int, actual: str, forecast: str, profiled: str | None = None) -> Figures:
    return reported(
        planned=Decimal(planned), months=months, actual=Decimal(actual), forecast=Decimal(forecast),
        profiled=None if profiled is None else Decimal(profiled),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "due", "to_date", "variance", "position"),
    [
        (of("120000", 4, "40000", "120000"), "40000", "0", "0", Position.NEAR),
        (of("120000", 4, "45000", "130000"), "40000", "5000", "10000", Position.OVER),
        (of("120000", 4, "30000", "110000"), "40000", "-10000", "-10000", Position.UNDER),
        (of("100000", 12, "101000", "101000"), "100000", "1000", "1000", Position.NEAR),
        (of("100000", 12, "101000.01", "101000.01"), "100000", "1000.01", "1000.01", Position.OVER),
        (of("100", 1, "9", "100"), "8.33", "0.67", "0", Position.NEAR),
        (of("120000", 4, "45000", "120000", "50000"), "50000", "-5000", "0", Position.NEAR),
        (of("120000", 4, "0", "120000", "0"), "0", "0", "0", Position.NEAR),
        # Income counts down: more of it than planned is under the net plan, less is over it.
        (of("-90000", 4, "-35000", "-100000"), "-30000", "-5000", "-10000", Position.UNDER),
        (of("-90000", 4, "-25000", "-80000"), "-30000", "5000", "10000", Position.OVER),
        (of("0", 4, "10", "10"), "0", "10", "10", Position.OVER),
        (of("0", 4, "0", "0"), "0", "0", "0", Position.NEAR),
    ],
)
def test_variance_against_worked_figures(line, due, to_date, variance, position):
    assert line.due == Decimal(due)
    assert (line.to_date, line.variance, line.position) == (Decimal(to_date), Decimal(variance), position)


def test_what_no_month_told_of_counts_as_planned():
    line = planned_only(Decimal(500))
    assert (line.forecast, line.actual, line.variance, line.mark) == (500, 0, 0, None)
    both = line + of("100", 4, "60", "150")
    assert both.is_reported
    assert (both.planned, both.forecast, both.variance) == (600, 650, 50)


@pytest.mark.parametrize(
    ("amount", "planned", "flow", "words"),
    [
        ("12000", "350000", Flow.SPENDING, "£12,000 over, 3.4%"),
        ("-5000", "500000", Flow.SPENDING, "£5,000 under, 1.0%"),
        ("0", "500000", Flow.SPENDING, "as planned"),
        ("0.3", "500000", Flow.SPENDING, "as planned"),
        ("10000", "-90000", Flow.INCOME, "£10,000 short, 11.1%"),
        ("-10000", "-90000", Flow.INCOME, "£10,000 more, 11.1%"),
        ("700", "0", Flow.SPENDING, "£700 over"),
        ("1400000", "20000000", Flow.SPENDING, "£1.4m over, 7.0%"),
    ],
)
def test_variance_in_words(amount, planned, flow, words):
    assert variance_words(Decimal(amount), Decimal(planned), flow=flow) == words


def test_a_share_of_nothing_has_no_per_cent():
    assert percent_of(Decimal(5), Decimal(0)) is None


@given(st.lists(figures, max_size=4))
def test_the_order_of_lines_does_not_matter(lines):
    assert len({total(order) for order in permutations(lines)}) == 1


@given(figures, st.lists(st.integers(1, 9999), min_size=1, max_size=5))
def test_parts_of_a_line_add_up_to_it(line, cuts):
    edges = [0, *sorted(set(cuts)), 10000]
    parts = [line.part(Decimal(last - first).scaleb(-2)) for first, last in pairwise(edges)]
    assert total(parts) == line
