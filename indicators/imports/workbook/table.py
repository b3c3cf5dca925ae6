"""A spreadsheet as it was read. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

Value = str | Decimal | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell. `text` is what a person sees: "45.2%", "£1,234", "30/09/2026"; "" when blank. `value` is what the file
    holds: str for text (every cell of a CSV), Decimal for numbers (0.452 for "45.2%", to 15 digits), bool, date,
    datetime or time; None for a blank cell and for one among the problems.
    """

    text: str
    value: Value


BLANK = Cell("", None)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty. `line` is the row number in a spreadsheet (the first row is 1). `cells` has every
    heading of the table, with `BLANK` for an empty cell.
    """

    line: int
    cells: dict[str, Cell]
    at: Mapping[str, str] | None = None
    """The cell of the file that each heading's was read in (“F7”), where a person has said what the columns are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct before the file can be used. `column` is the heading, `cell` is such as "B7"."""

    line: int | None
    column: str | None
    cell: str | None
    read: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet. `headings`: the expected headings that it has, in its order. `rows`: in order, without blank ones.
    `problems`: the first 5,000 of `problem_count`. `notes`: information for the person, such as which sheet was read.
    `sheet`: its name, None for CSV. `heading_line`: the row of the headings. `others`: headings that are not known.
    `merged`: its merged cells, where a person has said what its columns are. `at`: the column of each heading (0 is A).
    """

    headings: tuple[str, ...]
    rows: list[TableRow]
    problems: list[Problem]
    problem_count: int
    notes: tuple[str, ...]
    sheet: str | None
    heading_line: int
    others: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """The first rows of a sheet: its name (None for CSV), the texts of each row that is not empty, by line and column
    (0 is A), its merged cells, and how many rows it has.
    """

    name: str | None
    rows: dict[int, dict[int, str]]
    merged: tuple[str, ...]
    count: int
