"""Lets the limited child process read a file, and builds the table from its answer."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from indicators.imports.limits import CHILD_WALL_SECONDS, MAX_FILE_BYTES, MAX_ROWS, FileRefused, HeadingsRefused
from indicators.imports.workbook.sniff import too_large
from indicators.imports.workbook.table import BLANK, Cell, Problem, SheetSeen, Table, TableRow

logger = logging.getLogger(__name__)

UNSAFE = (
    "The file could not be read safely and was stopped. Copy the figures into a new workbook, "
    "or save them as CSV UTF-8, and choose that file."
)
# The child's own limit of processor time stops a file that takes long to read, so here it is the server that was slow.
BUSY = "The server was too busy to read the file in time. Nothing is known to be wrong with it: try again."
_ROOT = str(Path(__file__).resolve().parents[3])
# -I -S: no environment, no site packages. Only the standard library and these modules meet the file.
_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv[1]); from indicators.imports.workbook.child import main; main(sys.argv[2])"
)
_KEPT_CELLS = 50_000


def read_table(
    data: bytes,
    filename: str,
    *,
    expected_headings: Sequence[str],
    required: Sequence[str],
    max_rows: int = MAX_ROWS,
) -> Table:
    """Read a CSV file or an XLSX workbook in a child process with limits on memory and time.

    The ending of `filename` must fit the contents. The row of headings is searched in the first 20 rows of each visible
    sheet. It must have all `required` headings; other `expected_headings` may be missing. Capitals, spaces and
    underlines do not matter. Problems of single cells (#DIV/0!, formulas never calculated, merged cells, rows of the
    wrong length) are in `Table.problems`. Raises FileRefused when the file as a whole cannot be used.
    """
    unknown = set(required) - set(expected_headings)
    if unknown:
        raise ValueError(f"required but not expected: {sorted(unknown)}")
    wanted = {"expected": list(expected_headings), "required": list(required), "max_rows": max_rows}
    return _table(_asked(data, {"filename": filename, **wanted}))


def read_matched(
    data: bytes, filename: str, *, sheet: str | None, line: int, columns: Mapping[int, str], max_rows: int = MAX_ROWS
) -> Table:
    """The table whose headings end in that row of that sheet: ``columns`` are the names of those that are read. Raises
    FileRefused when the file as a whole cannot be used.
    """
    matched = {"sheet": sheet, "line": line, "columns": dict(columns)}
    wanted = {"expected": [], "required": [], "max_rows": max_rows, "matched": matched}
    return _table(_asked(data, {"filename": filename, **wanted}))


@dataclass(frozen=True, slots=True)
class ReadBook:
    """The tables of a workbook by the names of their sheets, and the names of its sheets that are not known."""

    tables: Mapping[str, Table]
    left_out: Sequence[str]
    rows: Sequence[TableRow] = ()  # none of a single table: see Table


def read_book(
    data: bytes, filename: str, sheets: Mapping[str, tuple[Sequence[str], Sequence[str]]], *, max_rows: int = MAX_ROWS
) -> ReadBook:
    """Read all tables of a workbook of several sheets: an XLSX workbook, a ZIP archive of CSV files, or one CSV file.
    ``sheets``: by name the headings that each may have, and those that it must have. Raises FileRefused when the file
    as a whole cannot be used.
    """
    wanted = {"book": {name: [list(each) for each in headings] for name, headings in sheets.items()}}
    building = _asked(data, {"filename": filename, "max_rows": max_rows, **wanted})
    return ReadBook(building.tables, building.left_out)


def look_at(data: bytes, filename: str, *, max_rows: int = MAX_ROWS) -> list[SheetSeen]:
    """The first rows of each visible sheet, for a person to say what its columns are. Raises FileRefused."""
    wanted = {"expected": [], "required": [], "max_rows": max_rows, "look": True}
    return _asked(data, {"filename": filename, **wanted}).seen


def _table(building: "_Building") -> Table:
    if building.table is None:
        raise AssertionError("the file's reader ended without a table")
    return building.table


def _asked(data: bytes, asked: Mapping[str, Any]) -> "_Building":
    request = json.dumps(asked)
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(too_large(len(data)))
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return _ask(file, request)


def _ask(file: IO[bytes], request: str) -> "_Building":
    building = _Building()
    # Errors of the child go to a file. A pipe that nobody reads would block it.
    with tempfile.TemporaryFile() as complaint:
        child = subprocess.Popen(  # noqa: S603 - fixed command; the request is data in its arguments
            [sys.executable, "-I", "-S", "-c", _COMMAND, _ROOT, request],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=complaint,
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            cwd="/",
        )
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            child.kill()

        timer = threading.Timer(CHILD_WALL_SECONDS, stop)
        timer.start()
        try:
            with child.stdout as answer:
                for line in answer:
                    building.take(line)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
        if not building.is_done:
            complaint.seek(0)
            logger.error(
                "reading a file ended with status %s: %s",
                child.returncode,
                complaint.read(4000).decode("utf-8", "replace"),
            )
            raise FileRefused(BUSY if is_late.is_set() else UNSAFE)
    return building


class _Building:
    """Builds the table, or the tables of a book, from the child's lines. `is_done` once the last line is taken."""

    def __init__(self) -> None:
        self.table: Table | None = None
        self.tables: dict[str, Table] = {}
        self.left_out: list[str] = []
        self.is_done = False
        self._name = ""
        self.seen: list[SheetSeen] = []
        self._start: dict[str, Any] = {}
        self._headings: tuple[str, ...] = ()
        self._rows: list[TableRow] = []
        self._problems: list[Problem] = []
        self._cells: dict[Any, Cell] = {}

    def take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # the child was stopped in the middle of a line
            return
        if isinstance(message, list):
            number, cells = message
            self._rows.append(TableRow(number, dict(zip(self._headings, map(self._cell, cells), strict=True))))
        elif "problem" in message:
            self._problems.append(Problem(*message["problem"]))
        elif "refused" in message:
            raise (HeadingsRefused if message.get("headings") else FileRefused)(message["refused"])
        elif "look" in message:
            self.seen.append(_seen(message["look"]))
        elif "named" in message:
            self._name, self._rows, self._problems = message["named"], [], []
        elif "all_done" in message:
            self.left_out, self.is_done = message["all_done"], True
        elif "done" in message:
            self._end(message)
        else:
            self._start, self._headings = message, tuple(message["headings"])

    def _end(self, message: Mapping[str, Any]) -> None:
        self.table = Table(
            self._headings, self._rows, self._problems, message["problem_count"], tuple(message["notes"]),
            self._start.get("sheet"), self._start.get("line", 0), tuple(message.get("others", ())),
            tuple(message.get("merged", ())), tuple(self._start.get("at", ())),
        )  # fmt: skip
        if self._name:
            self.tables[self._name] = self.table
        self.is_done = not self._name

    def _cell(self, sent: str | list[str] | None) -> Cell:
        if sent is None:
            return BLANK
        key = sent if isinstance(sent, str) else tuple(sent)
        cell = self._cells.get(key)
        if cell is None:
            cell = Cell(sent, sent) if isinstance(sent, str) else Cell(sent[0], _value(sent[1], sent[2]))
            if len(self._cells) < _KEPT_CELLS:  # most cells repeat: sharing one object saves memory
                self._cells[key] = cell
        return cell


def _seen(told: Mapping[str, Any]) -> SheetSeen:
    rows = {line: {int(column): text for column, text in cells.items()} for line, cells in told["rows"]}
    return SheetSeen(told["sheet"], rows, tuple(told["merged"]), told["count"])


def _value(kind: str, text: str) -> Decimal | bool | date | datetime | time | None:
    if kind == "n":
        return Decimal(text)
    if kind == "b":
        return bool(text)
    if kind == "x":
        return None
    return {"d": date, "dt": datetime, "t": time}[kind].fromisoformat(text)
