"""Spreadsheets as officers keep them, made in code: merged bands, row pairs, totals, blank rows and footnotes."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from indicators.imports.figures.kind import FIELDS
from indicators.imports.matching.fields import Fields
from indicators.imports.matching.layout import Layout
from indicators.imports.matching.long import long_table, names_of
from indicators.imports.matching.propose import best_sheet, proposed
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import look_at, read_matched


def book(rows: Sequence[Sequence[Any]], merges: Sequence[str] = (), title: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(list(row))
    for each in merges:
        page.merge_cells(each)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def quarters(year: str = "2025/26") -> bytes:
    """Quarters across, Target and Actual beneath each, under merged bands; services merged; totals and footnotes."""
    rows = [
        [f"Corporate performance report {year}"],
        [],
        ["Ref", "Performance measure", "Service", "Good is", "2024/25", year, *[None] * 7, "Comments"],
        [None, None, None, None, "Outturn", "Q1", None, "Q2", None, "Q3", None, "Q4", None, None],
        [None, None, None, None, None, *["Target", "Actual"] * 4, None],
        ["HS01", "Homes let on time", "Housing", "High", 71, 75, 70, 75, 74, 75, None, 75, None, "Better than spring."],
        ["HS02", "Days to let a home", None, "Low", 30, 25, 31, 25, 28, 25, None, 25, None, None],
        ["Housing sub-total", None, None, None, None, 100, 101],
        [],
        ["WS01", "Missed bins", "Waste", "Low", 5, 4, 3, 4, 5, 4, None, 4, None, None],
        [],
        ["* Figures of Q2 are provisional"],
        ["Source: the housing system"],
    ]
    merges = ["A1:N1", "F3:M3", "F4:G4", "H4:I4", "J4:K4", "L4:M4", "C6:C7"]
    return book(rows, [*merges, "A3:A5", "B3:B5", "C3:C5", "D3:D5", "N3:N5"], "KPIs")


def months(year: str = "2025/26") -> bytes:
    """Months across, a row of Actual and a row of Target for each measure, labels merged over both."""
    rows = [
        ["Housing dashboard"],
        [f"Year: {year}"],
        ["PI code", "KPI", None, "Apr", "May", "Jun", "Lead officer"],
        ["HS01", "Homes let on time", "Actual", 70, 71, 72, "A. Green"],
        [None, None, "Target", 75, 75, 75, None],
        ["HS02", "Empty homes", "Actual", "1 234", 1200, 1190, "B. Brown"],
        [None, None, "Target", 1100, 1100, 1100, None],
        [None, None, "RAG", "R", "A", "A", None],
        ["Total", None, None, 5, 5, 5, None],
        ["* Empty homes include those for sale."],
    ]
    return book(rows, ["A1:G1", "A4:A5", "B4:B5", "A6:A8", "B6:B8"])


def long_list(quarter: str = "Q2 2025/26", *, more: Sequence[Sequence[Any]] = ()) -> bytes:
    """A long list with headings of its own, services merged, a total and footnotes; the period stands in the title."""
    rows = [
        [f"{quarter} performance"],
        [],
        ["Directorate", "Portfolio", "KPI ref", "Performance measure", "Result", "Target", "Minimum standard",
         "Aim to maximise / minimise", "Last quarter", "RAG", "Comments", "Odd one"],
        ["Place", "Cllr Ash", "A1", "Missed bins", 12, "<10", 15, "Minimise", 14, "Red", "A lorry broke down.", "x"],
        [None, "Cllr Ash", "A2", "Litter free streets", "95%", "≥90%", "85%", "Maximise", "94%", "Green", None, "y"],
        ["Place total", None, None, None, 107],
        *more,
        [],
        ["1) Source: surveys."],
    ]  # fmt: skip
    return book(rows, ["A4:A5"])


def proposal(data: bytes, name: str = "KPIs.xlsx", fields: Fields = FIELDS) -> Layout:
    """What is proposed of a file."""
    sheet = best_sheet(look_at(data, name), fields)
    assert sheet is not None
    layout = proposed(sheet, fields, filename=name)
    assert layout is not None
    return layout


def read(data: bytes, layout: Layout, name: str = "KPIs.xlsx", fields: Fields = FIELDS) -> Table:
    """A file as it is read by a layout."""
    table = read_matched(data, name, sheet=layout.sheet, line=layout.line, columns=names_of(layout))
    return long_table(table, layout, fields)


def told(table: Table, *names: str) -> list[tuple[str, ...]]:
    """These fields of every row, as texts."""
    return [tuple(row.cells[name].text for name in names) for row in table.rows]
