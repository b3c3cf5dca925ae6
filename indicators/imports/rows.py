"""Turns the cells of a table into texts. A figure is the number in its cell, not the rounded one that is shown: 0.4523
shown as "45%" becomes "45.23%".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from indicators.imports.workbook import BLANK, Cell, Table

WORDS = ("commentary", "why", "action", "outlook")
"""The columns of the four boxes of commentary, in order."""

EXAMPLE_REFS = ("EXAMPLE-1", "EXAMPLE-2")
"""The references of the template's example rows, which are never imported."""

_FIGURES = frozenset({"actual", "target", "threshold", "tolerance", "prev_period_actual", "prev_year_actual"})

# Our exports put an apostrophe before what a spreadsheet might take for a formula; it is taken off here.
_GUARDED = re.compile("''*[=+\\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SHOWN_NUMBER = re.compile(r"(?:\d[\d,]*)?\.?\d+")
_MOST_PLACES = 4
_USUAL_PLACES = 2


@dataclass(slots=True, kw_only=True, eq=False)
class FigureRow:
    """One row of a table of figures: its line, and the text of each column, "" where empty. Not changed once it is
    made; not frozen either, which would take three times as long for each of a hundred thousand.
    """

    line: int
    council: str = ""
    source_url: str = ""
    report: str = ""
    indicator_ref: str = ""
    indicator: str = ""
    theme: str = ""
    polarity: str = ""
    unit: str = ""
    frequency: str = ""
    period: str = ""
    actual: str = ""
    target: str = ""
    commentary: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class ImportRow(FigureRow):
    """One row to be imported. ``period_day`` is the date in the period's cell, None where that holds a text.
    ``places`` is how many decimals its actual and target show. ``note`` is what is kept of columns that the product
    has no field for.
    """

    standing: str = ""
    rule: str = ""
    why: str = ""
    action: str = ""
    outlook: str = ""
    threshold: str = ""
    tolerance: str = ""
    prev_period_actual: str = ""
    prev_year_actual: str = ""
    note: str = ""
    period_day: date | None = None
    places: int = 0


_NOT_READ = ("line", "period_day", "places", "note")
LEFT_ALONE = (*("rule_id", "published_rag", "published_dot", "polarity_basis"),)
"""Further columns of published tables: accepted, and not read, but for ``rule_id``, which is as ``rule``."""

COLUMNS = tuple(each.name for each in fields(ImportRow) if each.name not in _NOT_READ)
ALL_COLUMNS = (*COLUMNS, *LEFT_ALONE)
_TEXTS = frozenset((*COLUMNS, "note")) - _FIGURES


def import_rows(table: Table) -> Iterator[ImportRow]:
    """The rows of a table that ``read_table`` read with ``ALL_COLUMNS`` expected. The table gives them away: a large
    one does not fit in memory beside what is read of it.
    """
    headings = {*table.headings, "note"}  # a note is kept of columns that have no heading of ours
    words, figures, has_rule_id = _TEXTS & headings, _FIGURES & headings, "rule_id" in headings
    table.rows.reverse()
    while table.rows:
        row = table.rows.pop()
        get = row.cells.get
        texts = {name: _unguarded(get(name, BLANK).text) for name in words}
        for name in figures:
            texts[name] = exact_text(get(name, BLANK))
        if has_rule_id:
            texts["rule"] = texts.get("rule") or text_of(get("rule_id", BLANK))
        yield ImportRow(
            line=row.line,
            period_day=_day(get("period", BLANK).value),
            places=max(_places_of(get("actual", BLANK).text), _places_of(get("target", BLANK).text)),
            **texts,
        )


def text_of(cell: Cell) -> str:
    """The text of a cell, without the apostrophe that our exports put before a risky text."""
    return _unguarded(cell.text)


@lru_cache(maxsize=8192)
def _unguarded(text: str) -> str:
    """Kept, because the cells of a large file say the same again and again."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) and not _PLAIN_NUMBER.fullmatch(text[1:]) else text


def exact_text(cell: Cell) -> str:
    """A figure with all its digits and with the signs that the cell shows: "45.23%", "£1234.56"."""
    text = _unguarded(cell.text)
    if not isinstance(cell.value, Decimal) or ":" in text:
        return text
    value = cell.value.scaleb(2) if "%" in text else cell.value
    number = _SHOWN_NUMBER.search(text)
    if number is None:
        return text
    shown = Decimal(number[0].replace(",", ""))
    if abs(value).quantize(shown, rounding=ROUND_HALF_UP) != shown:
        return text  # shown in thousands or millions: the shown text is read, with its unit
    before, after = text[: number.start()], text[number.end() :].lstrip(")")
    sign = "-" if value < 0 else ""
    return f"{sign}{'£' if '£' in before else ''}{abs(value):f}{after}".strip()


def places_of(text: str) -> int:
    """How many decimals a printed figure shows. More than four come from a calculation and count as two."""
    if "." not in text:
        return 0
    digits = text.partition(".")[2]
    places = len(digits) - len(digits.lstrip("0123456789"))
    return places if places <= _MOST_PLACES else _USUAL_PLACES


_places_of = lru_cache(maxsize=8192)(places_of)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
