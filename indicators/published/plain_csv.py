"""Rows of a trusted CSV file, read as leniently as can be: for files that the commands of this app check.

What people upload goes through ``workbook.parent`` instead, which is strict and limited. Standard library only.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")


class TableError(ValueError):
    """A file as a whole is not the table it should be. The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A file's rows as (line, cells by heading), with blank rows left out.

    Lines count from 1, the headings included; a row over several lines has the first. Headings are in small letters
    with underlines, cells without spaces around them; a missing cell is "". ``problems`` says by line what is wrong
    with a row; the row is still among ``rows`` with what could be read of it.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    problems: dict[int, str]


def read_table(data: bytes) -> PlainTable:
    """Read a CSV file in UTF-8 (with or without its mark), UTF-16 with its mark, or Windows-1252.

    Raises TableError when there is no row of headings, or where a quotation mark makes one row of several lines that
    cannot be told apart again.
    """
    records = list(_records(_decoded(data)))
    if not records:
        raise TableError("The file is empty. Choose a CSV file with a row of headings.")
    (_, titles, _), *rest = records
    headings = tuple(re.sub(r"[\s_-]+", "_", title.strip().casefold()).strip("_") for title in titles)
    rows, problems = [], {}
    for line, cells, problem in rest:
        if any(cells[len(headings) :]):
            problem = problem or f"the row has {len(cells)} cells under {len(headings)} headings"
        if problem:
            problems[line] = problem
        padded = cells + [""] * (len(headings) - len(cells))
        rows.append((line, dict(zip(headings, padded, strict=False))))
    return PlainTable(headings, tuple(rows), problems)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _records(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Each row that is not blank: its first line, its cells, and what kept the rest of it from being read.

    TableError where more than one line cannot be read: no row of the file may be lost without a word.
    """
    first_row = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first_row.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells, problem = [cell.strip() for cell in next(reader)], ""
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > line:
                raise TableError(
                    f"The row that starts on line {line} cannot be read as far as line {reader.line_num} ({error}). "
                    'A quotation mark (") in it is not closed, or stands inside a text. Correct it.'
                ) from error
            cells, problem = [], f"the row cannot be read as CSV ({error})"
        if problem or any(cells):
            yield line, cells, problem
