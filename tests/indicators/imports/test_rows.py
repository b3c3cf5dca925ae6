"""Cells as the texts that are read: exact figures behind rounded ones, and our own exports' guards."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.downloads import guarded
from indicators.imports.rows import exact_text, import_rows, places_of, text_of
from indicators.imports.workbook import Cell, Table, TableRow


@pytest.mark.parametrize(
    ("shown", "value", "read"),
    [
        ("45%", "0.4523", "45.23%"),
        ("45.2%", "0.452", "45.2%"),
        ("-45%", "-0.4523", "-45.23%"),
        ("£1,234", "1234.4", "£1234.4"),
        ("-£1,234", "-1234.4", "-£1234.4"),
        ("(£1,234)", "-1234.4", "-£1234.4"),
        ("78.5", "78.5", "78.5"),
        ("79", "78.5", "78.5"),
        ("12 days", "12.4", "12.4 days"),
        ("1.2m", "1234567", "1.2m"),  # shown in millions: never taken for 1234567 million
        ("25:30", "1.0625", "25:30"),  # a duration is what it shows
        ("Good", "3", "Good"),
    ],
)
def test_a_figure_is_the_number_in_the_cell_not_what_its_format_rounds_it_to(shown, value, read):
    assert exact_text(Cell(shown, Decimal(value))) == read


def test_a_text_cell_is_read_as_it_stands():
    assert exact_text(Cell("45%", "45%")) == "45%"


@given(st.text(max_size=40))
def test_what_our_exports_guard_is_read_back(text):
    clean = text.strip()
    assert text_of(Cell(guarded(clean), guarded(clean))) == clean


@pytest.mark.parametrize(("text", "places"), [("45", 0), ("45.20%", 2), ("£1,234.5", 1), ("0.33333333", 2), ("", 0)])
def test_decimals_are_those_shown(text, places):
    assert places_of(text) == places


def test_a_row_keeps_its_words_and_the_date_that_stands_in_its_period():
    cells = {
        "indicator": Cell("Calls", "Calls"),
        "period": Cell("01/04/2026", date(2026, 4, 1)),
        "actual": Cell("45%", Decimal("0.4523")),
        "why": Cell("'=SUM(A1)", "'=SUM(A1)"),
    }
    table = Table(("indicator", "period", "actual", "why"), [TableRow(2, cells)], [], 0, (), None, 1)
    (row,) = import_rows(table)
    assert (row.line, row.indicator, row.actual, row.target) == (2, "Calls", "45.23%", "")
    assert (row.period_day, row.why, row.places) == (date(2026, 4, 1), "=SUM(A1)", 0)
