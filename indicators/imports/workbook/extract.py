"""Finds the table in the sheets of a file and sends its rows as messages to the parent process (see `parent.py`)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import dropwhile
from pathlib import PurePosixPath
from typing import Any

from indicators.imports.csv_file import read_csv
from indicators.imports.limits import (
    LOOKED_AT_CHARACTERS,
    LOOKED_AT_COLUMNS,
    LOOKED_AT_ROWS,
    LOOKED_AT_SHEETS,
    MAX_HEADING_ROW,
    MAX_PROBLEMS,
    MAX_TEXT_CHARACTERS,
    FileRefused,
    HeadingsRefused,
    shown,
)
from indicators.imports.places import letters
from indicators.imports.workbook.archive import Archive
from indicators.imports.workbook.headings import (
    Headings,
    Matched,
    Wanted,
    key,
    listed,
    match,
    misspelt,
    refuse_doubled,
    refuse_missing,
)
from indicators.imports.workbook.parts import read_workbook
from indicators.imports.workbook.sheet import Row, Sheet, Unreadable, clean
from indicators.imports.workbook.sniff import is_archive_of_tables, kind_of

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
Emit = Callable[[Any], None]


class CsvSource:
    """A CSV file as a sheet without a name."""

    name = None

    def __init__(self, data: bytes, wanted: Wanted) -> None:
        known = {key(heading) for heading in wanted.expected}
        self.merged: list[str] = []
        # Where no heading is known by itself, the separator that makes most columns is right.
        by_known, by_filled = (lambda row: sum(key(cell) in known for cell in row)), (lambda row: sum(map(bool, row)))
        self._read = read_csv(data, by_known if known else by_filled)

    def rows(self) -> Iterator[Row]:
        for line, cells in self._read:
            yield Row(line, False, dict(enumerate(cells)))

    read = staticmethod(clean)


Source = CsvSource | Sheet


def extract(data: bytes, kind: str, wanted: Wanted, emit: Emit) -> None:
    """Read a file ("csv" or "xlsx") and emit its table: first {sheet, headings, line}, then a list for each row and
    {problem} for each problem, last {done}. Raises FileRefused.
    """
    sources, hidden = _sources(data, kind, wanted)
    if wanted.matched:
        return _read_matched(sources, wanted.matched, wanted, emit)
    best: Headings | None = None
    for source in sources:
        headings, rest = _find_headings(source, wanted)
        if headings and not headings.missing:
            left_out = [other.name for other in sources if other is not source] + hidden
            return _Table(source, headings, wanted, emit).read(rest, left_out)
        if headings and (best is None or len(headings.columns) > len(best.columns)):
            best = headings
    raise refuse_missing(best, hidden, wanted)


def extract_book(data: bytes, filename: str, wanted: Mapping[str, Wanted], emit: Emit) -> None:
    """Read the sheets of a workbook that are ``wanted``, by their names: an XLSX workbook, a ZIP archive of a CSV file
    a sheet, or one such CSV file. Emits for each {named} and what ``extract`` emits, last {all_done} with the names of
    the sheets that are not read. Raises FileRefused.
    """
    by_name = {key(name): (name, each) for name, each in wanted.items()}
    left_out, seen = [], set()
    for title, source in _named_sources(data, filename, by_name):
        if source is None:
            left_out.append(title)
            continue
        name, each = by_name[key(title)]
        if name in seen:
            raise FileRefused(f"Sheet “{name}” is there twice. Keep one of them.")
        seen.add(name)
        headings, rest = _find_headings(source, each)
        if headings is None or headings.missing:
            raise FileRefused(f"Sheet “{name}”: {refuse_missing(headings, [], each)}")
        emit({"named": name})
        _Table(source, headings, each, emit).read(rest, [])
    emit({"all_done": left_out})


def _named_sources(
    data: bytes, filename: str, wanted: Mapping[str, tuple[str, Wanted]]
) -> Iterator[tuple[str, "Source | None"]]:
    """The sheets by their names, None for one that is not read."""
    if is_archive_of_tables(data, filename):
        archive = Archive(data)
        for name in sorted(archive.names):
            title = PurePosixPath(name).stem
            is_read = name.lower().endswith(".csv") and key(title) in wanted
            each = b"".join(archive.pieces(name)) if is_read else b""
            yield title, CsvSource(each, wanted[key(title)][1]) if is_read else None
        return
    kind = kind_of(data, filename)
    if kind == "csv":
        title = PurePosixPath(filename).stem
        if key(title) not in wanted:
            raise FileRefused(
                f"A CSV file holds one sheet, and its name says which. “{shown(title)}” is none: call it "
                f"{listed([name for name, _ in wanted.values()])}."
            )
        yield title, CsvSource(data, wanted[key(title)][1])
        return
    sources, hidden = _sources(data, kind, next(each for _, each in wanted.values()))
    yield from ((name, None) for name in hidden)
    for source in sources:
        yield source.name, source if key(source.name) in wanted else None


def look(data: bytes, kind: str, wanted: Wanted, emit: Emit) -> None:
    """Emit the first rows of each visible sheet, as texts, with its merged cells and how many rows it has:
    {look: {sheet, rows, merged, count}}, last {done}. Raises FileRefused.
    """
    sources, _ = _sources(data, kind, wanted)
    refused, seen = None, 0
    for source in sources[:LOOKED_AT_SHEETS]:
        try:
            emit({"look": _seen(source)})
            seen += 1
        except FileRefused as refusal:  # another sheet may hold the table
            refused = refused or refusal
    if refused and not seen:
        raise refused
    emit({"done": True, "problem_count": 0, "notes": []})


def _seen(source: Source) -> dict[str, Any]:
    """The first rows of a sheet, which is read to its end: its merged cells stand there."""
    rows, count = [], 0
    for row in source.rows():
        count += 1
        if row.line <= LOOKED_AT_ROWS:
            texts = {c: _text(source, raw) for c, raw in row.cells.items() if c < LOOKED_AT_COLUMNS}
            if told := {c: shown(text, LOOKED_AT_CHARACTERS) for c, text in texts.items() if text}:
                rows.append([row.line, told])
    merged = [each for each in source.merged if (found := _RANGE.fullmatch(each)) and int(found[2]) <= LOOKED_AT_ROWS]
    return {"sheet": source.name, "rows": rows, "merged": merged, "count": count}


def _sources(data: bytes, kind: str, wanted: Wanted) -> tuple[list[Any], list[str]]:
    """The sheets that are read, and the names of those that are hidden."""
    if kind == "csv":
        return [CsvSource(data, wanted)], []
    archive = Archive(data)
    workbook = read_workbook(archive)
    last_row = wanted.max_rows + MAX_HEADING_ROW
    shown_parts = [part for part in workbook.sheets if not part.hidden]
    hidden = [part.name for part in workbook.sheets if part.hidden]
    return [Sheet(archive, workbook, part, last_row) for part in shown_parts], hidden


def _read_matched(sources: Sequence[Source], matched: Matched, wanted: Wanted, emit: Emit) -> None:
    """Read the table that a person has said. Raises HeadingsRefused when its sheet is not there."""
    source = next((each for each in sources if each.name == matched.sheet), None)
    if source is None:
        raise HeadingsRefused(f"The file has no sheet “{shown(matched.sheet or '')}” that is not hidden.")
    headings = Headings(source.name, matched.line, matched.columns, {}, [], [])
    rest = dropwhile(lambda row: row.line <= matched.line, source.rows())
    left_out = [other.name or "" for other in sources if other is not source]
    _Table(source, headings, wanted, emit).read(rest, left_out)


def _find_headings(source: Source, wanted: Wanted) -> tuple[Headings | None, Iterator[Row]]:
    best: Headings | None = None
    rows = source.rows()
    for row in rows:
        if row.line > MAX_HEADING_ROW:
            break
        found = match(source.name, row.line, {c: _text(source, raw) for c, raw in row.cells.items()}, wanted)
        if found.columns and not found.missing:
            return found, rows
        if best is None or len(found.columns) > len(best.columns):
            best = found
    return best, rows


def _text(source: Source, raw: Any) -> str:
    try:
        cell = source.read(raw)
    except Unreadable as unreadable:
        return unreadable.read
    return cell if isinstance(cell, str) else cell[0]


class _Table:
    """Reads the rows under the headings."""

    def __init__(self, source: Source, headings: Headings, wanted: Wanted, emit: Emit) -> None:
        if headings.doubled:
            raise refuse_doubled(headings)
        self.source, self.headings, self.wanted, self.emit = source, headings, wanted, emit
        self.columns = list(headings.columns.items())
        self.needed = max((c for c, heading in self.columns if heading in wanted.required), default=-1)
        self.problems = 0
        self.notes: list[str] = []
        self.formulas: dict[int, tuple[int, int]] = {}
        self.unheaded: set[int] = set()
        self.hidden_rows = 0
        self.characters = 0
        self.count = 0

    def read(self, rest: Iterator[Row], left_out: Sequence[str]) -> None:
        columns = self.headings.columns
        where = {"line": self.headings.line, "at": list(columns)}
        self.emit({"sheet": self.source.name, "headings": list(columns.values()), **where})
        if left_out:
            self.notes.append(f"Read from sheet “{shown(self.source.name or '')}”. Not read: {listed(left_out)}.")
        self._headings_left_out()
        for row in rest:
            self._row(row)
        if not self.count and not self.wanted.may_be_empty:
            raise FileRefused(f"There are headings in row {self.headings.line}, but no rows under them.")
        merged = self.source.merged if self.wanted.matched else []
        for each in () if self.wanted.matched else self.source.merged:
            self._merged(each)
        self._closing_notes()
        others = [*self.headings.others.values()]
        told = {"problem_count": self.problems, "notes": self.notes, "others": others, "merged": merged}
        self.emit({"done": True, **told})

    def _headings_left_out(self) -> None:
        meant = misspelt(self.headings, self.wanted)
        for column, heading in meant.items():
            text = self.headings.others[column]
            self._problem(
                self.headings.line, None, column, text,
                f"is a heading that is not known. Change it to “{heading}” if that is meant, or remove the column",
            )  # fmt: skip
        others = [
            f"“{shown(text)}” ({letters(column)})"
            for column, text in self.headings.others.items()
            if column not in meant
        ]
        if others:
            self.notes.append(f"Columns with other headings were left out: {', '.join(others)}.")

    def _row(self, row: Row) -> None:
        cells: list[Any] = []
        filled = False
        problems: list[tuple[str, int, Unreadable]] = []
        get, read = row.cells.get, self.source.read
        for column, heading in self.columns:
            raw = get(column)
            if raw is None:
                cells.append(None)
                continue
            try:
                cell = read(raw)
            except Unreadable as unreadable:
                problems.append((heading, column, unreadable))
                cell = (shown(unreadable.read), "x", "")
            else:
                if not isinstance(raw, str) and raw.formula is not None:
                    count, first = self.formulas.get(column, (0, row.line))
                    self.formulas[column] = (count + 1, first)
            filled = filled or cell != ""
            self.characters += len(cell if isinstance(cell, str) else cell[0])
            cells.append(cell or None)
        self._beyond_headings(row)
        if not filled:
            return
        self.count += 1
        self.hidden_rows += row.hidden
        self._check_limits()
        for heading, column, trouble in problems:
            self._problem(row.line, heading, column, trouble.read, f"is {trouble.message}")
        if self.source.name is None:
            self._short_row(row)
        self.emit([row.line, cells])

    def _check_limits(self) -> None:
        if self.count > self.wanted.max_rows:
            raise FileRefused(
                f"The file has more than {self.wanted.max_rows:,} rows, the most that are read at once. "
                "Split it into several files."
            )
        if self.characters > MAX_TEXT_CHARACTERS:
            raise FileRefused("The file holds more text than can be read at once. Split it into several files.")

    def _short_row(self, row: Row) -> None:
        if self.wanted.matched:
            return
        if len(row.cells) <= self.needed:
            self._problem(
                row.line, None, None, "",
                f"stops after column {letters(len(row.cells) - 1)}, but the required headings go up to column "
                f"{letters(self.needed)}. Put a text with a line break in it between quotation marks",
            )  # fmt: skip

    def _beyond_headings(self, row: Row) -> None:
        if len(row.cells) <= len(self.columns):
            return
        if self.wanted.matched:
            return
        last = max([*self.headings.columns, *self.headings.others])
        for column, raw in row.cells.items():
            if column in self.headings.columns or column in self.headings.others or not _text(self.source, raw):
                continue
            if self.source.name is None and column > last:
                self._problem(
                    row.line, None, column, _text(self.source, raw),
                    "is beyond the last heading. Put a text with the separator in it between quotation marks",
                )  # fmt: skip
                return
            self.unheaded.add(column)

    def _merged(self, reference: str) -> None:
        match_ = _RANGE.fullmatch(reference)
        if not match_ or int(match_[4]) <= self.headings.line:
            return
        names = {letters(column) for column in self.headings.columns}
        if match_[1] in names or match_[3] in names:
            self._problem(
                max(int(match_[2]), self.headings.line + 1), None, None, reference,
                "is a range of merged cells: only its first cell holds anything. Unmerge them and fill in each cell",
            )  # fmt: skip

    def _closing_notes(self) -> None:
        if self.unheaded:
            names = ", ".join(letters(column) for column in sorted(self.unheaded))
            self.notes.append(f"Columns without a heading were left out: {names}.")
        for column, (count, first) in sorted(self.formulas.items()):
            results = "1 result of a formula" if count == 1 else f"{count:,} results of formulas"
            self.notes.append(
                f"“{self.headings.columns[column]}”: {results}, read as last calculated "
                f"(first in {letters(column)}{first})."
            )
        if self.hidden_rows:
            self.notes.append(f"Hidden rows were read like the others: {self.hidden_rows:,}.")

    def _problem(self, line: int, heading: str | None, column: int | None, read: str, message: str) -> None:
        self.problems += 1
        if self.problems > MAX_PROBLEMS:
            return
        cell = None if column is None else f"{letters(column)}{line}"
        place = f"Row {line}" if cell is None else f"Cell {cell}" + (f" ({heading})" if heading else "")
        what = f", “{shown(read)}”," if read else ""
        self.emit({"problem": [line, heading, cell, shown(read), f"{place}{what} {message}."]})
