"""Makes the set-up workbook: empty, with an example row on each sheet, or filled with what is stored."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from foundation.downloads import Cell, rows_csv
from foundation.downloads.book import Book
from indicators.imports.places import letters
from pmmi.workbook.cells import To, ToMany
from pmmi.workbook.names import Named
from pmmi.workbook.planning import EXAMPLE, GUIDE, LISTS
from pmmi.workbook.sheet import Column, Sheet
from pmmi.workbook.sheets import SHEETS

_TITLE = "Set-up workbook"
_SPARE = 1000  # rows beneath the last for which a list of words is offered
_ROW = ("Sheet", "Column", "Needed", "What stands in it", "Example")
_NOTES = (
    "Each sheet holds one kind of thing, and its first columns say which. Rows are added or changed.",
    "Only what joins two things is taken away, by No in its column Linked.",
    "A column that you delete stays as it is; a cell that you clear is emptied.",
    "Rows that begin with “Example:” are not read.",
)


def workbook_xlsx(sheets: Sequence[Sheet], *, at: datetime, is_filled: bool) -> bytes:
    """The workbook as XLSX: how to fill it in, then a sheet for each kind of thing. One that holds nothing has an
    example row.
    """
    book = Book(_TITLE, author="", timestamp=int(at.timestamp()))
    book.table(GUIDE, _TITLE, _ROW, _explained(sheets), notes=_NOTES)
    lists = _lists(sheets)
    for sheet, rows in _filled(sheets, is_filled):
        name = book.table(sheet.title, sheet.title, sheet.headings, rows, notes=[sheet.purpose])
        offered = {at: lists[column].cells for at, column in enumerate(sheet.columns) if column in lists}
        book.offer(name, offered, spare=_SPARE)
    words = zip_longest(*(each.words for each in lists.values()), fillvalue="")
    book.table(LISTS, "Words that the columns may hold", [each.heading for each in lists.values()], words)
    return book.finish()


def workbook_zip(sheets: Sequence[Sheet], *, is_filled: bool) -> bytes:
    """The same as a CSV file for each sheet, in one archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet, rows in _filled(sheets, is_filled):
            archive.writestr(zipfile.ZipInfo(f"{sheet.title}.csv"), rows_csv(sheet.headings, rows).encode("utf-8-sig"))
    return file.getvalue()


def _filled(sheets: Sequence[Sheet], is_filled: bool) -> Iterator[tuple[Sheet, list[list[Cell]]]]:
    named = Named(SHEETS)
    for sheet in sheets:
        yield sheet, (list(_rows(sheet, named)) if is_filled else []) or [_example(sheet)]


class _Words(NamedTuple):
    """The words that a column may hold: above them in the sheet of lists, and where they stand there."""

    heading: str
    words: Sequence[str]
    cells: str


def _lists(sheets: Sequence[Sheet]) -> dict[Column, _Words]:
    found = {}
    for sheet in sheets:
        for column in sheet.columns:
            if words := [each for each in column.kind.choices if each]:
                letter = letters(len(found))
                cells = f"{LISTS}!${letter}$3:${letter}${len(words) + 2}"
                found[column] = _Words(f"{sheet.title}: {column.heading}", words, cells)
    return found


def _rows(sheet: Sheet, named: Named) -> Iterator[list[Cell]]:
    for thing in named.stored(sheet.key):
        get = partial(getattr, thing)
        row = [column.kind_by(get).written(column.stored_in(thing), named) for column in sheet.columns]
        if any(cell not in (None, "") for cell in row):
            yield row


def _example(sheet: Sheet) -> list[Cell]:
    first, *rest = sheet.columns
    return [f"{EXAMPLE} {first.example}", *(column.example for column in rest)]


def _explained(sheets: Sequence[Sheet]) -> Iterator[list[Cell]]:
    titles = {sheet.key: sheet.title for sheet in sheets}
    for sheet in sheets:
        for column in sheet.columns:
            yield [sheet.title, column.heading, column.needed, _meaning(column, titles), column.example]


def _meaning(column: Column, titles: dict[str, str]) -> str:
    kind, words = column.kind, [column.meaning.rstrip(".") + "."]
    if isinstance(kind, To | ToMany):
        words.append(f"As on sheet {titles.get(kind.sheet, '')}{'; several with semicolons' * column.is_many}.")
    elif kind.choices:
        words.append(f"One of: {', '.join(filter(None, kind.choices))}.")
    return " ".join(words)
