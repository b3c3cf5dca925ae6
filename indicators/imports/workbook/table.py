"""What a spreadsheet becomes once read. Pure data."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

Value = str | Decimal | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell.

    `text` is what a person sees: "45.2%", "£1,234", "30/09/2026"; "" when blank.
    `value` is what the file holds: str for text (all of a CSV), Decimal for numbers (0.452 behind "45.2%", to the 15
    digits that Excel keeps), bool, date, datetime or time; None when blank and when the cell is among the problems.
    """

    text: str
    value: Value


BLANK = Cell("", None)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with something in it. `line` is its row number as a spreadsheet shows it (1 is the first row of the file);
    `cells` has an entry for every heading of the table, `BLANK` where the cell is empty."""

    line: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be put right before the file can be used. `column` is the heading, `cell` like "B7"."""

    line: int | None
    column: str | None
    cell: str | None
    read: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet as read.

    `headings`: those of the expected headings that the file has, in the file's order, in the expected spelling.
    `rows`: in the file's order, blank rows left out. `problems`: the first 5,000, of `problem_count` in all; a file
    with problems should not be imported. `notes`: what the person should know and need not act on (which sheet was
    read, columns left out, figures that are results of formulas). `sheet`: its name, None for CSV.
    `heading_line`: the row of the headings.
    """

    headings: tuple[str, ...]
    rows: list[TableRow]
    problems: list[Problem]
    problem_count: int
    notes: tuple[str, ...]
    sheet: str | None
    heading_line: int
