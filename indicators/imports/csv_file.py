"""Reads the rows of a CSV file of any usual encoding, separator and line ends. Uses the standard library only, because
it runs in the limited child process (`workbook/child.py`) that reads every uploaded file.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from indicators.imports.limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_HEADING_ROW, FileRefused

SEPARATORS = (",", ";", "\t", "|")
SAVE_AS_UTF8 = "Open the file in your spreadsheet program, save it as “CSV UTF-8” and choose it again."

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(data: bytes, score: Callable[[list[str]], int]) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) for each row, blank rows included. `score` counts the expected headings in a row; the
    separator that gives the row with most headings is used. Raises FileRefused, with the line, for NUL characters, an
    unknown encoding, unmatched quotation marks, and a cell or row that is too long.
    """
    encoding = encoding_of(data)
    _refuse_nul(data, encoding)
    separator = _separator(data, encoding, score)
    return _rows(data, encoding, separator)


def encoding_of(data: bytes) -> str:
    """The encoding. Tried in this order: byte-order mark, UTF-16 by its zero bytes, UTF-8, Windows-1252."""
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if marked:
        return _checked(data, marked)
    start = data[:4096]
    if start[1::2].count(0) > len(start) // 5:
        return _checked(data, "utf-16-le")
    if start[0::2].count(0) > len(start) // 5:
        return _checked(data, "utf-16-be")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _checked(data, "cp1252")
    return "utf-8"


def _checked(data: bytes, encoding: str) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(f"Line {line} holds characters that could not be read as text. {SAVE_AS_UTF8}") from None
    return encoding


def _refuse_nul(data: bytes, encoding: str) -> None:
    if b"\0" not in data:
        return
    before, nul, _ = data.decode(encoding).partition("\0")
    if nul:
        line = len(re.findall(r"\r\n|\r|\n", before)) + 1
        raise FileRefused(
            f"Line {line} holds a NUL character, which no text has: the file is damaged or is not a CSV file. "
            f"{SAVE_AS_UTF8}"
        )


def _separator(data: bytes, encoding: str, score: Callable[[list[str]], int]) -> str:
    best, best_score = SEPARATORS[0], 0
    for separator in SEPARATORS:
        try:
            found = max((score(row) for _, row in islice(_rows(data, encoding, separator), MAX_HEADING_ROW)), default=0)
        except FileRefused:
            continue
        if found > best_score:
            best, best_score = separator, found
    return best


def _rows(data: bytes, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number, first_line = 0, 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(_quoting(str(error), first_line, reader.line_num)) from None
        number += 1
        if len(row) > MAX_COLUMNS:
            raise FileRefused(
                f"Line {first_line} has {len(row):,} columns; at most {MAX_COLUMNS} are read. "
                "Remove the columns that are not needed."
            )
        if max(map(len, row), default=0) > MAX_CELL_CHARACTERS:
            raise FileRefused(_too_long(first_line))
        first_line = reader.line_num + 1
        yield number, row


def _quoting(error: str, first_line: int, last_line: int) -> str:
    if "field limit" in error:
        return _too_long(first_line)
    if "unexpected end of data" in error:
        return (
            f'The row that starts on line {first_line} opens a quotation mark (") that is never closed. '
            'Close it, or write two ("") where one is meant as text.'
        )
    return (
        f'Line {last_line} has text after a closing quotation mark ("). '
        'Write two ("") where one is meant as text, or remove it.'
    )


def _too_long(line: int) -> str:
    return (
        f"The row that starts on line {line} has a cell of more than {MAX_CELL_CHARACTERS:,} characters. "
        'Shorten it, and check that no quotation mark (") is left open.'
    )
