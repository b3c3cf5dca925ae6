"""What the cells of a column may hold: how a stored value is written into one, and what is read from it.

Each kind of column has ``written`` (stored value → cell) and ``read`` (cell → value, None where it is blank), which
are each other's inverse; ``read`` raises CellRefused with what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from foundation.dates import london_day, start_of_day
from foundation.downloads import Cell
from foundation.forms import UKDateField
from indicators.imports import workbook
from indicators.imports.limits import shown
from indicators.imports.rows import text_of
from plans.periods import Frequency, Period, YearBasis, containing, parse_label

EXACT_DIGITS = 15  # that a spreadsheet keeps of a number; one with more is written as a text

_DAY = UKDateField(required=False)


class CellRefused(Exception):  # noqa: N818 - it says what happened to the cell
    """A cell that cannot be used: what is wrong, and what to do."""


class Names(Protocol):
    """Things by the names that cells call them, and the other way round (``planning``)."""

    def called(self, sheet: str, thing: Any) -> str: ...

    def find(self, sheet: str, name: str) -> Any: ...


class Kind(Protocol):
    """What the cells of a column hold. ``choices`` are the only words that they may have, where there are such."""

    @property
    def choices(self) -> Sequence[str]: ...

    def written(self, value: Any, names: Names) -> Cell: ...

    def read(self, cell: workbook.Cell, names: Names) -> Any: ...


@dataclass(frozen=True, slots=True)
class Words:
    """Text, as it is typed."""

    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return plain(str(value or ""))

    def read(self, cell: workbook.Cell, names: Names) -> str:  # noqa: ARG002
        return plain(text_of(cell))


@dataclass(frozen=True, slots=True)
class EMail:
    """An e-mail address, in small letters."""

    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return str(value)

    def read(self, cell: workbook.Cell, names: Names) -> str:  # noqa: ARG002
        return text_of(cell).lower()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words. ``options``: {stored value: word}."""

    options: Mapping[Any, str]

    @property
    def choices(self) -> Sequence[str]:
        return list(self.options.values())

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return self.options.get(value, "")

    def read(self, cell: workbook.Cell, names: Names) -> Any:  # noqa: ARG002
        text = text_of(cell).casefold()
        if not text:
            return None
        for value, word in self.options.items():
            if text in (word.casefold(), str(value).casefold()):
                return value
        raise CellRefused(f"is none of the words for it. Write one of: {', '.join(filter(None, self.choices))}")


def choices_of(model: type[models.Model], field: str) -> OneOf:
    """The words of a field's choices, each beginning with a capital."""
    return OneOf({value: f"{word[0].upper()}{word[1:]}" for value, word in model._meta.get_field(field).choices})


YES_NO = OneOf({True: "Yes", False: "No"})


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return value

    def read(self, cell: workbook.Cell, names: Names) -> date | None:  # noqa: ARG002
        value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        try:
            return _DAY.to_python(value if isinstance(value, date) else text_of(cell))
        except ValidationError as error:
            raise CellRefused(f"is no day that can be kept. {error.messages[0]}") from None


@dataclass(frozen=True, slots=True)
class OnDay:
    """A moment, of which the day alone is said."""

    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return london_day(value) if value else None

    def read(self, cell: workbook.Cell, names: Names) -> datetime | None:
        day = Day().read(cell, names)
        return start_of_day(day) if day else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with at most so many decimals; whole where that is 0."""

    decimals: int = 10
    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        if value is None:
            return None
        exact = Decimal(value).normalize()
        exact = exact.quantize(Decimal(1)) if exact.as_tuple().exponent > 0 else exact  # type: ignore[operator]
        return f"{exact:f}" if len(exact.as_tuple().digits) > EXACT_DIGITS else exact

    def read(self, cell: workbook.Cell, names: Names) -> Decimal | int | None:  # noqa: ARG002
        value = cell.value if isinstance(cell.value, Decimal) else self._typed(text_of(cell))
        if value is None:
            return None
        if value != round(value, self.decimals):
            most = "a whole number" if not self.decimals else f"a number with at most {self.decimals} decimals"
            raise CellRefused(f"has more decimals than are kept. Write {most}")
        return value if self.decimals else int(value)

    @staticmethod
    def _typed(text: str) -> Decimal | None:
        if not text:
            return None
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
            raise CellRefused("is no number. Write digits only, such as 12.5")
        return value


WHOLE = Number(decimals=0)


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A period by its label: "2026/27", "Q1 2026/27". ``frequency`` and ``basis``: the only length and year that it may
    have, any where it is None; ``others`` are lengths that it may have besides.
    """

    frequency: Frequency | None = None
    basis: YearBasis | None = None
    others: tuple[Frequency, ...] = ()
    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        return value.label if value else ""

    def read(self, cell: workbook.Cell, names: Names) -> Period | None:  # noqa: ARG002
        text = text_of(cell)
        if not text:
            return None
        has_months = Frequency.MONTH in (self.frequency, *self.others)
        if isinstance(cell.value, date) and has_months and cell.value.day == 1:
            # A spreadsheet makes a date of a month that is typed.
            return containing(cell.value, Frequency.MONTH, self.basis or YearBasis.FINANCIAL)
        try:
            period = _labelled(text, None if self.others else self.frequency, self.basis)
            if self.others and period.frequency not in (self.frequency, *self.others):
                period = _labelled(text, self.frequency, self.basis)
        except ValueError as error:
            raise CellRefused(f"is no period. {str(error).rstrip('.')}") from None
        return period


@lru_cache(maxsize=4096)
def _labelled(text: str, frequency: Frequency | None, basis: YearBasis | None) -> Period:
    """Kept, because many rows have the same period."""
    return parse_label(text, frequency=frequency, basis=basis)


@dataclass(frozen=True, slots=True)
class To:
    """Another thing, called by its name on its own ``sheet`` (a key of ``sheets``)."""

    sheet: str
    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:
        return names.called(self.sheet, value)

    def read(self, cell: workbook.Cell, names: Names) -> Any:
        text = plain(text_of(cell))
        return names.find(self.sheet, text) if text else None


@dataclass(frozen=True, slots=True)
class ToMany:
    """Several other things, each called by its name, with semicolons between them. What is read is a tuple."""

    sheet: str
    choices: Sequence[str] = field(default=())

    def written(self, value: Any, names: Names) -> Cell:
        return "; ".join(sorted(names.called(self.sheet, each) for each in value))

    def read(self, cell: workbook.Cell, names: Names) -> tuple[Any, ...]:
        texts = filter(None, (plain(each) for each in text_of(cell).split(";")))
        found = (names.find(self.sheet, each) for each in texts)
        return tuple({id(each): each for each in found}.values())  # new ones have no key yet to be hashed by


def plain(text: str) -> str:
    """A text as a spreadsheet gives it back: with newlines for line ends, and nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ").strip()


def quoted(text: str) -> str:
    """A text of a file as a message quotes it."""
    return f"“{shown(text)}”"
