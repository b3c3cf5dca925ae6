"""What the columns of a kind of file may be matched to. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from indicators.imports.columns import ColumnHelp

NOTE, OUT, ROW, YEAR_PART = "note", "out", "row", "year"
"""Beside the fields of its kind, a column may be kept as a note, be left out, say what each row holds (actual or
target), or give the year of the period that another column names.
"""
_BOTH = re.compile(
    r"(?:(?:pi|kpi|indicator|measure) )?(?:code|ref|reference|number|no|id) ?(?:&|and|/|\+) ?"
    r"(?:(?:short|pi|kpi|indicator|measure) )?(?:name|title|description|indicator|measure)"
)
_SIGNS = re.compile(r"[^\w%£#/&+]+|_")


def heading_key(text: str) -> str:
    """A heading in small letters without punctuation, for comparing."""
    return " ".join(_SIGNS.sub(" ", text.casefold()).split()).strip(" /")


def holds_both(heading: str) -> bool:
    """Whether a heading is of a measure's reference and its name in one cell: “PI Code & Short Name”."""
    return bool(_BOTH.fullmatch(heading_key(heading)))


@dataclass(frozen=True)
class Fields:
    """``columns``: what a column may be. ``required``: of each group one has to be there. ``common``: what may be said
    once for all rows. ``period``: the field that the headings of a wide sheet may give, "" where none can. ``values``:
    what stands under such headings. ``joined``: what several columns may be at once. ``labels``: what an empty cell may
    take from the cell above. ``asks``: headings that are known, and whose files a person is asked about all the same.
    ``asked_once``: fields whose own heading says too little. ``by_cells``: a field that cells can say by themselves,
    whatever stands above them, and how. ``keeps_notes``: a column may be kept as a note.
    ``keeps_totals``: the last line is a total and is read.
    """

    columns: Sequence[ColumnHelp]
    required: Sequence[Sequence[str]]
    common: Sequence[str] = ()
    period: str = ""
    values: Sequence[str] = ()
    joined: Sequence[str] = ()
    labels: Sequence[str] = ()
    asks: frozenset[str] = frozenset()
    asked_once: frozenset[str] = frozenset()
    by_cells: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    keeps_notes: bool = False
    keeps_totals: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def words(self, name: str) -> str:
        """A field as a person chooses it."""
        return next((column.words for column in self.columns if column.name == name), name)

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """The field of each usual heading. Where two have one, the first."""
        found: dict[str, str] = {}
        for column in self.columns:
            if column.name not in self.asked_once:
                found.setdefault(heading_key(column.name), column.name)
        for column in self.columns:
            for text in column.also:
                found.setdefault(heading_key(text), column.name)
        if self.period:
            found |= dict.fromkeys(("year", "financial year", "fy", "reporting year"), YEAR_PART)
        if self.keeps_notes:
            for text in _KEPT:
                found.setdefault(text, NOTE)
        return found


_KEPT = (
    *("portfolio", "lead officer", "responsible officer", "owner", "portfolio holder", "cabinet member", "lead member"),
    *("rag", "rag status", "rag rating", "status", "dot", "direction of travel", "trend", "direction", "variance"),
    *(
        "published rag",
        "published dot",
        "rating",
        "performance status",
        "rank",
        "quartile",
        "priority",
        "corporate priority",
    ),
    *("short trend", "long trend", "managed by", "r/a/g", "performance against target", "rag colour", "ytd rag"),
    *("traffic light", "traffic light icon", "current rag", "overall rag", "rag this quarter", "bragg", "brag", "met?"),
    *("numerator", "denominator", "comparison to last quarter", "direction of travel short term", "red", "change"),
    *("numerator value", "denominator value", "travel", "year end forecast rag", "long term direction", "assigned to"),
    *("lead", "officer", "responsible person", "accountable officer", "head of service", "short term trend"),
    "polarity basis",
    *("long term trend", "arrow", "comparator", "benchmark", "national average", "on target", "on target?", "met"),
)
"""Headings of what the product keeps in its own way or works out itself: as printed they are kept as a note."""
