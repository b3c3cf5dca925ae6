"""What a section may be drawn with. Each block is drawn once in each output: page, PDF, workbook, and page count.

A kind of section turns what it holds into blocks, so a new kind needs no drawing of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporting.document import Mark, Measure

Holds = Mapping[str, Any]  # a section, with what any kind has put into it


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of a list, with a second line in small letters."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list, with numbers or with bullets."""

    items: Sequence[Point]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a status, or a text with what stands before it in bold and beneath it in small letters."""

    text: str = ""
    lead: str = ""
    detail: str = ""
    mark: Mark | None = None

    @property
    def words(self) -> str:
        """All that it says."""
        return "\n".join(filter(None, [self.lead, self.text, self.mark and self.mark["word"], self.detail]))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Each row is as long as ``columns``; the first cell names the row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Measures as a table, a row each."""

    measures: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class Cards:
    """Measures as cards, each with its chart and commentary."""

    measures: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture whose ``words`` are read out for it; what it shows stands in a table beside it too. ``draw`` makes it
    as SVG, for a phone with ``narrow``.
    """

    words: str
    draw: Callable[..., str]


Block = Words | Points | Grid | Scorecard | Cards | Picture
