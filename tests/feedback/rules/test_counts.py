"""Counts over time, and that a small number of staff's concerns is in no sum that others read."""

from itertools import product

import pytest

from feedback.rules.counts import Cell, counts_over_time, told

QUARTERS = ["2026-04-01QF", "2026-07-01QF"]
OLD, NEW = QUARTERS


def cell(count, *, kind="complaint", theme=1, unit=1, quarter=NEW):
    return Cell(kind, theme, unit, quarter, count)


def test_units_are_summed_by_kind_theme_and_quarter():
    cells = [cell(3), cell(4, unit=2), cell(2, quarter=OLD), cell(9, theme=None), cell(1, kind="compliment")]
    assert counts_over_time(cells, QUARTERS) == {
        ("complaint", 1): [2, 7], ("complaint", None): [0, 9], ("compliment", 1): [0, 1],
    }  # fmt: skip


def test_other_quarters_count_for_nothing():
    assert counts_over_time([cell(3, quarter="2025-07-01QF")], QUARTERS) == {}


@pytest.mark.parametrize(("count", "is_told"), [(1, False), (4, False), (5, True), (6, True)])
def test_fewer_than_five_concerns_are_told_to_the_service_alone(count, is_told):
    concern = cell(count, kind="concern")
    assert told([concern], sees=lambda unit: False) == ([concern] if is_told else [])
    assert told([concern], sees=lambda unit: unit == 1) == [concern]
    assert told([cell(count)], sees=lambda unit: False) == [cell(count)], "complaints are told however few"


def test_no_sum_over_units_tells_a_small_number():
    """Whatever the small number of one unit is, what others read is the same."""
    for large, other in product((5, 8), (0, 5)):
        read = {
            str(
                counts_over_time(
                    told(
                        [cell(large, kind="concern"), cell(small, kind="concern", unit=2), cell(other, unit=3)],
                        sees=lambda unit: unit == 1,
                    ),
                    QUARTERS,
                )
            )
            for small in range(5)
        }
        assert len(read) == 1
