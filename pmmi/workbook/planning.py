"""Says what a set-up workbook would do, row by row, before anything is written.

Sheets are read in their order, so that a row may name what a sheet before it makes. A column that a file leaves out
stays as it is; a blank cell empties what it is about. A row takes away only what joins two things, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from foundation.dates import day_words
from foundation.pace import Pace
from foundation.words import counted, together
from indicators.imports.places import letters
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.rows import text_of
from indicators.imports.workbook import Table, TableRow
from indicators.imports.workbook.parent import ReadBook
from plans.periods import Period
from pmmi.workbook.cells import CellRefused, Kind, quoted
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Column, Row, Sheet, apart

GUIDE, LISTS = NO_ROWS = "How to fill it in", "Lists"
"""The sheets that explain the others: nothing is read from them."""
EXAMPLE = "Example:"
"""How the first cell of an example row begins, which is never imported."""


@dataclass(slots=True)
class BookPlan(Preview):
    """What a workbook would do. ``useful`` are the rows that make or change something; rows that are stored as they
    stand are counted, and not listed. ``sheets`` are how many rows of each had which outcome.
    """

    named: Named | None = None
    useful: list[Row] = field(default_factory=list)
    unchanged: int = 0
    sheets: dict[str, Counter[Outcome]] = field(default_factory=dict)

    @property
    def parts(self) -> Iterable[object]:
        return ((row.sheet.key, row.line, row.changed) for row in self.useful)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {**{each.value: found[each] for each in Outcome}, Outcome.UNCHANGED.value: self.unchanged}


def plan_book(book: ReadBook, filename: str, *, sheets: Sequence[Sheet], today: date, pace: Pace = iter) -> BookPlan:
    """What the tables of a workbook would do to what is stored."""
    named = Named(sheets)
    plan = BookPlan(filename, named=named)
    if left_out := [name for name in book.left_out if name not in NO_ROWS]:
        plan.notes.append(f"Not read, for no sheet of the workbook is called so: {together(map(quoted, left_out))}.")
    for sheet in sheets:
        table = book.tables.get(sheet.title)
        if table is not None:
            _plan_sheet(plan, _Rows(sheet, named, table, today), table, pace)
    plan.makes = list(_counted(plan.sheets))
    return plan


def _counted(sheets: Mapping[str, Counter[Outcome]]) -> Iterator[str]:
    """What would happen on each sheet, in a sentence; those on which nothing would, in one."""
    for title, counts in sheets.items():
        if set(counts) - {Outcome.UNCHANGED}:
            yield f"{title}: {', '.join(f'{counts[each]:,} {each.value}' for each in Outcome if counts[each])}."
    if same := [
        f"{title} ({counts.total():,})" for title, counts in sheets.items() if {*counts} == {Outcome.UNCHANGED}
    ]:
        yield f"Stored like this already: {', '.join(same)}."


def _plan_sheet(plan: BookPlan, rows: "_Rows", table: Table, pace: Pace) -> None:
    sheet = rows.sheet
    read = [rows.read(each) for each in pace(table.rows) if not _is_example(each, table)]
    for row in read:
        rows.compare(row)
    usable = [row for row in read if not row.problems and row.thing]
    for row in usable:
        for check in sheet.checks if row.is_new or row.changed else ():
            check(row)
    for check_all in sheet.checks_all:
        check_all([row for row in usable if not row.problems], rows.named)
    found = [_planned(row) for row in read]
    plan.rows += [each for each in found if each.outcome is not Outcome.UNCHANGED]
    plan.useful += [row for row in read if row.is_new or row.changed]
    counts = Counter(each.outcome for each in found)
    plan.unchanged += counts[Outcome.UNCHANGED]
    plan.sheets[sheet.title] = counts
    plan.notes += [f"{sheet.title}: {note}" for note in table.notes]


def _is_example(row: TableRow, table: Table) -> bool:
    first = table.headings[0] if table.headings else ""
    return row.cells[first].text.startswith(EXAMPLE) if first else False


class _Rows:
    """Reads the rows of one sheet, and finds what is stored of each."""

    def __init__(self, sheet: Sheet, named: Named, table: Table, today: date) -> None:
        self.sheet, self.named, self.today = sheet, named, today
        # Those whose cells are read by what others of the row say come last.
        self.columns = sorted((sheet.by_heading[each] for each in table.headings), key=lambda each: each.of is not None)
        self.letters = dict(zip(table.headings, map(letters, table.at), strict=True))
        self.problems: dict[int, list[str]] = {}
        for each in table.problems:
            if each.line is not None:
                self.problems.setdefault(each.line, []).append(f"{sheet.title}: {each.message}")
        by = [next(column for column in sheet.columns if column.field == name) for name in sheet.by]
        self.by = by
        self.stored: dict[tuple[Any, ...], list[Any]] = {}
        for thing in named.stored(sheet.key):
            self.stored.setdefault(tuple(_identity(column.stored_in(thing)) for column in by), []).append(thing)
        self.seen: dict[tuple[Any, ...], list[int]] = {}
        self.tables: dict[int, TableRow] = {}

    def read(self, read: TableRow) -> Row:
        """One row, and the thing that it is about. Cells that name other rows of the sheet are read once all are."""
        cells = {heading: f"{letter}{read.line}" for heading, letter in self.letters.items()}
        problems = self.problems.get(read.line, [])
        row = Row(sheet=self.sheet, line=read.line, today=self.today, cells=cells, problems=problems)
        row.name = " ".join(filter(None, (read.cells[each.heading].text for each in self.by if each in self.columns)))
        for column in self.columns:
            if not self.sheet.refers_to_itself(column):
                self._cell(row, column, read)
        if not row.problems and self.sheet.settle:
            self.sheet.settle(row)
        if not row.problems:
            self._find(row)
        self.tables[id(row)] = read
        return row

    def _cell(self, row: Row, column: Column, read: TableRow) -> None:
        cell = read.cells[column.heading]
        try:
            value = column.kind_by(row.values.get).read(cell, self.named)
            if value in _BLANK:
                if column.needed:
                    raise CellRefused("is blank. Fill it in")
                value = column.blank if value is None else value
            _check_field(column, self.sheet.model, value)
        except CellRefused as refusal:
            row.refuse(column.heading, f"{refusal}.")
            return
        row.values[column.field] = value

    def _find(self, row: Row) -> None:
        identity = tuple(_identity(row.values.get(column.field)) for column in self.by)
        seen = self.seen.setdefault(identity, [])
        place = len(seen) if self.sheet.repeats else 0
        if seen and not self.sheet.repeats:
            first = self.by[0].heading
            row.refuse(first, f"is the same {self.sheet.thing} as row {seen[0]}. Keep one of them.")
        seen.append(row.line)
        row.thing = next(iter(self.stored.get(identity, ())[place:]), None)
        row.is_new = row.thing is None and not row.takes_away
        if row.thing:
            row.name = row.name or self.sheet.name(row.thing)  # of the one council no cell says which
        if row.is_new:
            row.thing = self.sheet.model()
            for column in self.sheet.single:
                if column.field in row.values:
                    column.put(row.thing, row.values[column.field])
            self.named.add(self.sheet.key, row.thing)
            row.name = self.sheet.name(row.thing)

    def compare(self, row: Row) -> None:
        """Say what a row changes of its thing, once every row of the sheet is read."""
        for column in self.columns:
            if self.sheet.refers_to_itself(column):
                self._cell(row, column, self.tables[id(row)])
        if row.problems or not row.thing:
            return
        for column in self.columns:
            if column.is_there is not row.takes_away:
                continue  # what goes changes in nothing else
            after = row.values[column.field]
            before = None if row.is_new else column.stored_in(row.thing)
            if not row.is_new and _told_apart(before) == _told_apart(after):
                continue
            kind = column.kind_by(row.get)
            words = ("" if row.is_new else self._words(kind, before)), self._words(kind, after)
            if column.only_new and not row.is_new:
                if text_of(self.tables[id(row)].cells[column.heading]):
                    why = column.only_new if isinstance(column.only_new, str) else "it is changed on its own page"
                    row.refuse(column.heading, f"is {quoted(words[0] or 'blank')} here: {why}.")
            elif not row.is_new or words[1]:
                row.changed[column.field] = words

    def _words(self, kind: Kind, value: Any) -> str:
        """A value as a person reads it in the preview."""
        written = kind.written(value, self.named)
        if isinstance(written, date):
            return day_words(written)
        return "" if written is None else str(written)


_BLANK: tuple[Any, ...] = (None, "", ())


def _told_apart(value: Any) -> Any:
    """A value, or what is stored of it, so that the same ones are equal: keys for stored things."""
    if isinstance(value, models.Model):
        return apart(value)
    if isinstance(value, tuple):
        return frozenset(map(_told_apart, value))
    return value


def _identity(value: Any) -> Any:
    """As ``_told_apart``, and whether letters are small or capital makes no difference."""
    return value.casefold() if isinstance(value, str) else _told_apart(value)


def _check_field(column: Column, model: type[models.Model], value: Any) -> None:
    """Raises CellRefused where the value does not fit its field: too long, too large."""
    if not column.is_field or column.within or value in _BLANK or isinstance(value, models.Model | Period):
        return
    try:
        model._meta.get_field(column.field).run_validators(value)
    except ValidationError as error:
        raise CellRefused(f"cannot be kept. {' '.join(error.messages).rstrip('.')}") from None


def _planned(row: Row) -> PlannedRow:
    """A row as the preview lists it."""
    outcome = Outcome.UNCHANGED
    if row.problems:
        outcome = Outcome.REFUSED
    elif row.is_new or row.changed:
        outcome = Outcome.NEW if row.is_new else Outcome.CHANGED
    before, after = _sides(row) if outcome in (Outcome.NEW, Outcome.CHANGED) else ("", "")
    # Each in its own column, where a preview of figures has figure and target.
    sides = {"after": before, "target_after": after}
    return PlannedRow(row.line, "", row.name, row.sheet.title, outcome, **sides, problems=tuple(row.problems))


def _sides(row: Row) -> tuple[str, str]:
    """What it was and what it becomes, column by column."""
    headings = {column.field: column.heading for column in row.sheet.columns}
    listed = list(row.changed.items())[:_SHOWN]
    before = [f"{headings[name]}: {was}" for name, (was, _) in listed if was]
    after = [f"{headings[name]}: {becomes or 'blank'}" for name, (_, becomes) in listed]
    more = [f"and {counted(len(row.changed) - _SHOWN, 'further column')}"] if len(row.changed) > _SHOWN else []
    return "; ".join(before), "; ".join([*after, *more])


_SHOWN = 8
