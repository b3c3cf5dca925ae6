"""Reads the lines of a catalogue's file: what each entry is to say, and all that is wrong with it, cell by cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from catalogues.imports.columns import (
    ADDRESS,
    BEST,
    CATALOGUE,
    CHECKED,
    CODE,
    DENOMINATOR,
    FAMILIES,
    FREQUENCY,
    KIND,
    NUMERATOR,
    POLARITY,
    STANDING,
    STATISTICS,
    THEME,
    TITLE,
)
from catalogues.models import Catalogue, Entry
from catalogues.rules.entries import web_address
from foundation.pace import Pace
from indicators.imports.cell_problems import cell_problems
from indicators.imports.figures.which_way import polarity_in
from indicators.imports.limits import shown
from indicators.imports.rows import text_of
from indicators.imports.workbook import Table
from indicators.rules.vocabulary import Polarity

FIELDS = {
    CODE: "code", TITLE: "title", THEME: "theme", KIND: "kind", POLARITY: "polarity", BEST: "best",
    FREQUENCY: "frequency", NUMERATOR: "numerator", DENOMINATOR: "denominator", STATISTICS: "data_source",
    STANDING: "is_placeholder", CHECKED: "title_check", ADDRESS: "source_url",
    FAMILIES: "grouping",
}  # fmt: skip
"""The field of each column; that of the catalogue is its own."""
_MOST_BEST = Decimal(10) ** 11
_PLACES = Decimal("0.0001")


@dataclass(slots=True)
class Line:
    """A line of the file: its catalogue's name, the fields that its columns say, and what is wrong with it."""

    number: int
    catalogue: str
    values: dict[str, Any]
    faults: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))

    @property
    def title(self) -> str:
        return str(self.values.get("title", ""))


def read_lines(table: Table, pace: Pace) -> tuple[list[Line], list[str]]:
    """The lines of a table, and what is wrong with the file as a whole. What stands twice is told at the second."""
    cells = cell_problems(table)
    lines = [
        _line(row.line, {name: text_of(cell) for name, cell in row.cells.items()}, cells.pop(row.line, []))
        for row in pace(table.rows)
    ]
    _check_once(lines)
    return lines, [fault for faults in cells.values() for fault in faults]


def _line(number: int, texts: Mapping[str, str], faults: list[str]) -> Line:
    found = Line(number, " ".join(texts.get(CATALOGUE, "").split()), {}, faults)
    if not found.catalogue:
        found.faults.append(f"{CATALOGUE}: it is empty. Write the name of the framework or set.")
    _check_length(found, CATALOGUE, found.catalogue, Catalogue._meta.get_field("name").max_length)
    for column, name in FIELDS.items():
        if column in texts:
            text = " ".join(texts[column].split())
            read = _READ.get(column)
            found.values[name] = read(found, text) if read else text
            if not read:
                _check_length(found, column, text, Entry._meta.get_field(name).max_length)
    if not found.title:
        found.faults.append(f"{TITLE}: it is empty. Write what the entry measures.")
    return found


def _check_length(found: Line, column: str, text: str, most: int) -> None:
    if len(text) > most:
        found.faults.append(f"{column}: it is longer than {most} characters. Shorten it.")


def _polarity(found: Line, text: str) -> str:
    way = polarity_in(text.replace("-", " "))
    if way is None:
        found.faults.append(f"{POLARITY}: “{shown(text)}” is none. Write high, low or in range, or leave it empty.")
    return "" if way in (None, Polarity.NONE) else way.value


def _best(found: Line, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", ""))
        if not value.is_finite() or abs(value) >= _MOST_BEST:
            raise InvalidOperation
    except InvalidOperation:
        found.faults.append(f"{BEST}: “{shown(text)}” is no number. Write one such as 0.5, or leave it empty.")
        return None
    return value.quantize(_PLACES)


def _standing(found: Line, text: str) -> bool:
    if text.casefold() not in ("", "available", "placeholder"):
        found.faults.append(f"{STANDING}: “{shown(text)}” is none. Write available or placeholder.")
    return text.casefold() == "placeholder"


def _address(found: Line, text: str) -> str:
    if text and not web_address(text):
        found.faults.append(f"{ADDRESS}: “{shown(text)}” is no address. Begin it with https:// or leave it empty.")
    _check_length(found, ADDRESS, text, Entry._meta.get_field("source_url").max_length)
    return text


_READ: Mapping[str, Callable[[Line, str], Any]] = {
    POLARITY: _polarity, BEST: _best, STANDING: _standing, ADDRESS: _address,
}  # fmt: skip


def _check_once(lines: Iterable[Line]) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for line in lines:
        for column, text in ((CODE, line.code), (TITLE, line.title)):
            key = (line.catalogue.casefold(), column, text.casefold())
            if text and (first := seen.setdefault(key, line.number)) != line.number:
                line.faults.append(
                    f"{column}: “{shown(text)}” stands in line {first} already. Keep one of the two lines."
                )
