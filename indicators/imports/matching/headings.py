"""Finds the rows of headings of a sheet under its titles and bands, and the whole heading of each column. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indicators.imports.limits import MAX_HEADING_ROW
from indicators.imports.matching.fields import Fields
from indicators.imports.matching.spans import is_span, span_in
from indicators.imports.workbook import SheetSeen

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_NUMBER = re.compile(r"[-+(£]*\d[\d,. ]*%?\)?(?: ?[a-z]{1,10})?|n/?a|-|tbc|yes|no", re.IGNORECASE)
_MOST_ROWS = 4
_FEWEST = 3  # columns of a table of which nothing is known


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells: its first and last row, and its first and last column (0 is A)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Found:
    """The first and last row of the headings, and the heading of each column with the bands above it."""

    first: int
    line: int
    headings: Mapping[int, str]
    score: int


def merged_of(ranges: tuple[str, ...]) -> list[Merged]:
    """Ranges as a workbook has them."""
    return [
        Merged(int(found[2]), _index(found[1]), int(found[4]), _index(found[3]))
        for each in ranges
        if (found := _RANGE.fullmatch(each))
    ]


def find_headings(sheet: SheetSeen, fields: Fields, line: int = 0) -> Found | None:
    """The headings of a sheet; None where it has no rows. ``line``: the last of their rows, where a person says it."""
    lines = sorted(sheet.rows)
    merged = merged_of(sheet.merged)
    scored = {each: _score(sheet.rows[each], fields) for each in lines if each <= MAX_HEADING_ROW}
    if line and line in sheet.rows:
        best = bottom = line
    elif scored and (sheet.count > 1 or max(scored.values()) > 0):
        best = max(scored, key=lambda each: (scored[each], _breadth(sheet.rows[each]) * (scored[each] <= 0), -each))
        bottom = _bottom(sheet, best, fields, merged)
    else:
        return None
    top = best
    while top - 1 in sheet.rows and bottom - top < _MOST_ROWS and _is_band(sheet, top - 1, merged, fields):
        top -= 1
    headings = _flattened(sheet, top, bottom, merged, fields)
    return Found(top, bottom, headings, scored.get(best, 0))


def _score(cells: Mapping[int, str], fields: Fields) -> int:
    if len(cells) < 2:
        return 0
    return sum(
        3 if _is_known(text, fields) else 2 if is_span(text) else -2 if _is_figure(text) else 0
        for text in cells.values()
    )


def may_be_table(sheet: SheetSeen) -> bool:
    """Whether a sheet looks like a table though none of its headings is known: a row of words, and rows beneath it."""
    lines = sorted(sheet.rows)
    heads = [line for line in lines if line <= MAX_HEADING_ROW and _breadth(sheet.rows[line]) >= _FEWEST]
    return any(len(sheet.rows[line]) > 1 for line in lines if heads and line > heads[0])


def _breadth(cells: Mapping[int, str]) -> int:
    """How many cells hold words."""
    return sum(not _is_figure(text) for text in cells.values())


def _bottom(sheet: SheetSeen, best: int, fields: Fields, merged: list[Merged]) -> int:
    """The last row of headings that begin with the best one: bands stand above the headings they are of."""
    bottom = best
    while bottom + 1 in sheet.rows and bottom - best < _MOST_ROWS:
        cells, above = sheet.rows[bottom + 1], sheet.rows[bottom]
        own = {at for at, text in cells.items() if _is_known(text, fields) or is_span(text)}
        are_headings = len(own) * 2 > len(cells) and not any(_is_figure(text) for text in cells.values())
        # What stands beneath a label of its own is a row of the table, unless the label is merged with it.
        beneath = [
            at
            for at in cells
            if at in above and at not in own and not _is_banded(at, bottom, merged) and not is_span(above[at])
        ]
        if len(cells) < 2 or not are_headings or beneath:
            break
        bottom += 1
    return bottom


def _is_banded(at: int, line: int, merged: list[Merged]) -> bool:
    return any(
        each.top <= line <= each.bottom and each.left <= at <= each.right and each.right > each.left for each in merged
    )


def _is_band(sheet: SheetSeen, line: int, merged: list[Merged], fields: Fields) -> bool:
    """Whether a row above the headings is a band over some of them, and not a title over all: it stands over what may
    have a period, or over nothing.
    """
    cells, beneath = sheet.rows[line], sheet.rows[line + 1]
    banded = [at for at in cells if _is_banded(at, line, merged)]
    if (min(cells) == 0 and len(cells) == 1) or any(_is_figure(text) for text in cells.values()):
        return False
    if sum(at not in beneath and _is_known(text, fields) for at, text in cells.items()) > 1:
        return True  # headings that stand over nothing are some of the table's
    if not fields.period:
        return bool(banded) and min(cells) > 0
    over = {at: beneath[at] for at in cells if at in beneath}
    return bool(banded or over) and all(is_span(text) or fields.use_of(text) in fields.values for text in over.values())


def _flattened(sheet: SheetSeen, top: int, bottom: int, merged: list[Merged], fields: Fields) -> dict[int, str]:
    parts: dict[int, list[str]] = {}
    for line in range(top, bottom + 1):
        for at, text in _spread(sheet, line, bottom, merged, fields).items():
            told = parts.setdefault(at, [])
            if text and text not in told:
                told.append(text)
    filled = {at for line, cells in sheet.rows.items() if line > bottom for at in cells}
    return {at: " ".join(parts.get(at, [])) for at in sorted({*parts, *filled})}


def _spread(sheet: SheetSeen, line: int, bottom: int, merged: list[Merged], fields: Fields) -> dict[int, str]:
    """The texts of a row of headings, each band over all the columns that it is of."""
    cells = dict(sheet.rows.get(line, {}))
    ranges = [each for each in merged if each.top == line and each.right > each.left]
    for each in ranges:
        if text := cells.get(each.left):
            cells |= dict.fromkeys(range(each.left, each.right + 1), text)
    if line == bottom or ranges:
        return cells
    band, beneath = "", sheet.rows.get(bottom, {})
    for at in range(max([*cells, *beneath], default=0) + 1):
        if at in cells:
            band = cells[at] if is_span(cells[at]) or span_in(cells[at])[0] else ""
        elif band and at in beneath and (is_span(beneath[at]) or fields.use_of(beneath[at]) in fields.values):
            cells[at] = band
        else:
            band = ""
    return cells


def _is_known(text: str, fields: Fields) -> bool:
    return bool(fields.use_of(text) or (span_in(text)[0] and fields.use_of(span_in(text)[1])))


def _is_figure(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and not is_span(text)


def _index(name: str) -> int:
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1
