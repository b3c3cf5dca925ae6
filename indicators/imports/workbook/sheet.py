"""Reads the cells of one worksheet, row by row, in a single pass over its XML.

No library does: calamine turns `#DIV/0!` and uncalculated formulas into blanks and breaks down at one far-away cell;
openpyxl gives either the formula or its value, and makes every row up to a far-away cell (hardening 1, 2).
"""

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import NamedTuple

from indicators.imports.limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ELEMENTS, FileRefused, shown
from indicators.imports.places import letters
from indicators.imports.workbook.archive import DAMAGED, Archive
from indicators.imports.workbook.events import TOO_DETAILED, feed, new_parser
from indicators.imports.workbook.formats import Show, show_moment, shower
from indicators.imports.workbook.parts import SheetPart, Workbook

ERROR = "an error of the spreadsheet. Correct its formula, type the figure or clear the cell"
ERRORS = {"#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Unreadable(Exception):  # noqa: N818 - as FileRefused
    """A cell that cannot be read. `read`: its text; `message`: why, and what to do."""

    def __init__(self, read: str, message: str) -> None:
        super().__init__(message)
        self.read, self.message = read, message


class RawCell(NamedTuple):
    """A cell as in the XML: type, style index, value or text, formula (None without one)."""

    kind: str
    style: str
    text: str
    formula: str | None


class Row(NamedTuple):
    """Row number, whether it is hidden, and its cells that are not empty, by column (0 is A)."""

    line: int
    hidden: bool
    cells: dict[int, RawCell]


_COLUMNS = {letters(index): index for index in range(16_384)}


class Sheet:
    """One worksheet. `rows()` reads it once; `merged` is complete after the last row."""

    def __init__(self, archive: Archive, workbook: Workbook, part: SheetPart, last_row: int) -> None:
        self.name = part.name
        self.merged: list[str] = []
        self._archive, self._workbook, self._part, self._last_row = archive, workbook, part.part, last_row
        self._done: list[Row] = []
        self._count = 0
        self._line, self._column, self._hidden = 0, -1, False
        self._cells: dict[int, RawCell] = {}
        self._kind, self._style = "n", "0"
        self._formula: list[str] | None = None
        self._text: list[str] = []
        self._length = 0
        self._into: list[str] | None = None
        self._phonetic = False

    def rows(self) -> Iterator[Row]:
        """Rows that are not empty. Raises FileRefused for damage, and for cells beyond the last row or column."""
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        for _ in feed(parser, self._archive.pieces(self._part)):
            yield from self._done
            self._done.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise FileRefused(TOO_DETAILED)
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self._start_cell(attributes)
        elif local == "v" or (local == "t" and not self._phonetic):
            self._into = self._text
        elif local == "f":
            self._into = self._formula = []
        elif local == "row":
            self._start_row(attributes)
        elif local == "rPh":
            self._phonetic = True
        elif local == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _start_row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r", "")
        line = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 8 else self._line + 1
        if line <= self._line:
            raise FileRefused(DAMAGED)
        self._line, self._column = line, -1
        self._hidden = attributes.get("hidden") in ("1", "true")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = self._column + 1
        if reference:
            match = _REFERENCE.fullmatch(reference)
            column = _COLUMNS.get(match[1], -1) if match and int(match[2]) == self._line else -1
        if column <= self._column:
            raise FileRefused(DAMAGED)
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._text, self._length, self._formula = [], 0, None

    def _characters(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)
            self._length += len(text)
            if self._length > MAX_CELL_CHARACTERS:
                raise FileRefused(
                    f"Cell {self._reference()} holds more than {MAX_CELL_CHARACTERS:,} characters. Shorten it."
                )

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            if self._text or self._formula is not None:
                self._end_cell()
        elif local == "row":
            if self._cells:
                self._done.append(Row(self._line, self._hidden, self._cells))
                self._cells = {}
        elif local == "rPh":
            self._phonetic = False
        self._into = None

    def _end_cell(self) -> None:
        if self._column >= MAX_COLUMNS or self._line > self._last_row:
            raise FileRefused(
                f"Sheet “{shown(self.name)}” has something in cell {self._reference()}, beyond column "
                f"{letters(MAX_COLUMNS - 1)} or row {self._last_row:,}, the last that are read. "
                "Delete the columns and rows that are not needed, or split the file."
            )
        formula = None if self._formula is None else "".join(self._formula)
        self._cells[self._column] = RawCell(self._kind, self._style, "".join(self._text), formula)

    def _reference(self) -> str:
        return f"{letters(self._column)}{self._line}"

    def read(self, raw: RawCell) -> str | tuple[str, str, str]:
        """A cell as text, or as (shown, kind, value) with the kinds of `formats` and "b". Raises Unreadable."""
        kind, text = raw.kind, raw.text
        if raw.formula is not None:
            self._check_calculated(raw)
        if kind == "s":
            return clean(_unescaped(self._shared(text)))
        if kind in ("str", "inlineStr"):
            return clean(_unescaped(text))
        if kind == "e":
            raise Unreadable(text, ERROR)
        if kind == "b":
            return ("TRUE", "b", "1") if text == "1" else ("FALSE", "b", "")
        if not text.strip():
            return ""
        try:
            return self._moment(text) if kind == "d" else self._show(raw.style)(text)
        except (ValueError, OverflowError):
            raise Unreadable(text, "not a number or a date that can be read. Type it again") from None

    def _check_calculated(self, raw: RawCell) -> None:
        # A program that does not calculate the formulas it writes leaves out the value, or writes 0 as every value.
        guessed = self._workbook.recalculates and raw.kind == "n" and raw.text == "0"
        if guessed or (not raw.text.strip() and raw.kind != "str"):
            raise Unreadable(
                f"={raw.formula}",
                "a formula that was never calculated. Open the file in your spreadsheet program, save it and choose it "
                "again, or type the figure",
            )

    def _shared(self, text: str) -> str:
        if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) < len(self._workbook.texts)):
            raise FileRefused(DAMAGED)
        return self._workbook.texts[int(text)]

    def _show(self, style: str) -> Show:
        formats = self._workbook.formats
        known = style.isascii() and style.isdigit() and len(style) < 7 and int(style) < len(formats)
        return shower(formats[int(style)] if known else "General", self._workbook.epoch_1904)

    @staticmethod
    def _moment(text: str) -> tuple[str, str, str]:
        if re.fullmatch(r"T?\d\d:\d\d.*", text):
            return show_moment(time.fromisoformat(text))
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
        return show_moment(moment.date() if moment.time() == time() else moment)


def clean(text: str) -> str:
    """Text with plain spaces and line ends, and none around it. Raises Unreadable for control characters, and for text
    that is an error such as #DIV/0!.
    """
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
        if _UNPRINTABLE.search(text):
            raise Unreadable(shown(text), "text with hidden control characters. Type it again")
    text = text.strip().strip("\ufeff\u200b")
    if text.startswith("#") and text in ERRORS:
        raise Unreadable(text, ERROR)
    return text


def _unescaped(text: str) -> str:
    """Text in which escapes such as _x000D_ are the characters that they stand for, which XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
