"""A kind of section: what it holds, and how that is drawn and tabled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.downloads.cells import Cell as BookCell
from foundation.downloads.cells import Number, Toned
from foundation.measure_words import Mark
from reporting.charts.paint import PALETTE
from reporting.sections.blocks import Block, Holds


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the workbook. ``name`` is on its tab, ``title`` above the table; the first ``printed`` columns go on
    paper, all where it is 0.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[BookCell]]
    printed: int = 0


def no_faults(section: Holds) -> Iterable[str]:  # noqa: ARG001 - a check takes the section
    return ()


@dataclass(frozen=True, slots=True)
class SectionKind:
    """``slot`` is the section's key, ``schema`` the type of what stands under it.

    ``blocks`` says how it is drawn. ``sheets`` tables the sections that hold something under the slot; without it each
    table that is drawn is a sheet, and words and points stand on the sheet of texts. ``faults`` names what the
    schema cannot: a sentence each, beginning with the place within the section.
    """

    slot: str
    schema: Any
    blocks: Callable[[Holds], Iterable[Block]]
    sheets: Callable[[Sequence[Holds]], Iterable[Sheet]] | None = None
    faults: Callable[[Holds], Iterable[str]] = no_faults


def status_cell(mark: Mark) -> Toned:
    """A status as its word on its colour."""
    _, fill, ink = PALETTE[mark["colour"]]
    return Toned(mark["word"], fill, ink)


def number_or(raw: str | None, decimals: int, otherwise: str = "") -> BookCell:
    """The raw figure as a number, else the text that stands for it."""
    try:
        value = Decimal(raw or "")
    except InvalidOperation:
        return otherwise or raw or ""
    return Number(value, decimals) if value.is_finite() else otherwise
