"""Reads a trusted CSV file leniently, for the commands that check published tables. Uploaded files are read by
``imports.workbook`` instead, which is strict and limited.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")


class TableError(ValueError):
    """The whole file cannot be read. The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A file's rows as (first line, cells by heading), without blank rows. Headings are in small letters with
    underlines; a missing cell is "". ``problems`` says by line what is wrong with a row; the row is still among
    ``rows``, with what could be read of it.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    problems: dict[int, str]


def read_table(data: bytes) -> PlainTable:
    """Read a CSV file in UTF-8, UTF-16 with a byte-order mark, or Windows-1252. Raises TableError when there is no row
    of headings, or when an unmatched quotation mark joins several lines.
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
    """Each row that is not blank: its first line, its cells, and why it cannot be read ("" if it can). Raises
    TableError when more than one line cannot be read, so that no row is lost without a message.
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
