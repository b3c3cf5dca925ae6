"""What an import would write, as data. Reading a file makes it, and ``apply`` writes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from indicators.imports.figures.existing_rows import StoredFigure, StoredTarget, StoredYear
from indicators.imports.places import place_words
from plans.periods import Period

BATCH = 1000
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """A measure to be made. ``line`` is the first line about it."""

    line: int
    ref: str
    name: str
    definition: str
    council: str
    service: str
    kind: str
    unit: str
    decimals: int
    polarity: str
    frequency: str
    year_basis: str
    is_seasonal: bool
    is_data_only: bool
    source: str
    grades: str = ""
    no_change_within: Decimal = Decimal(0)


class FigureChange(NamedTuple):
    """A figure to be written. ``replaces`` is the current observation, None if there is none. ``words`` are the four
    boxes of commentary; ``keeps_figure`` means that only they change. ``revision`` is the number of the new revision of
    an approved figure, 0 if there is no approved one. ``may_stand``: it may stand as imported (``imports.four_eyes``).
    ``note`` is what the file has beside it that the product has no field for: kept in its history.
    """

    line: int
    ref: str
    period: Period
    value: Decimal | None
    absence: str
    absence_reason: str
    standing: str
    evidence: str
    words: tuple[str, ...]
    replaces: StoredFigure | None
    keeps_figure: bool
    revision: int
    may_stand: bool
    note: str = ""


class TargetChange(NamedTuple):
    """A period's target to be written, with its explicit limits and the text of its year's. ``replaces`` and ``year``
    are the stored ones.
    """

    line: int
    ref: str
    period: Period
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    text: str
    replaces: StoredTarget | None
    year: StoredYear | None
    green_limit: Decimal | None = None
    red_limit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """A measure that joins a set, whose rule then rates it: the key and the ``name`` of the set."""

    line: int
    ref: str
    set_pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Changes:
    measures: Sequence[NewMeasure]
    figures: Sequence[FigureChange]
    targets: Sequence[TargetChange]
    members: Sequence[NewMember] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.measures or self.figures or self.targets or self.members)


def batches(changes: Sequence[Each], size: int = BATCH) -> Iterator[Sequence[Each]]:
    """The changes in order, in batches, so that a large file is never in memory as database rows all at once."""
    for start in range(0, len(changes), size):
        yield changes[start : start + size]


def source_words(filename: str, *lines: int) -> str:
    """The origin of a change as the history shows it: "import Q2.xlsx, line 14"."""
    numbers = ", ".join(map(place_words, sorted(lines)))
    what = "cell" if place_words(max(lines))[0].isalpha() else "line"
    return f"import {filename[:120]}, {what}{'s' if len(lines) > 1 else ''} {numbers}"
