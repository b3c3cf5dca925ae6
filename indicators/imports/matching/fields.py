"""What the columns of a kind of file may be matched to. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_RAISED = re.compile("[¹²³⁰⁴-⁹*†‡§]+")
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ANOTHER = re.compile(
    r"\b(?:last|prev|prior|stretch|forecast|nation|engl|scot|wales|welsh|average|median|best|worst|lower|upper|red"
    r"|amber|varian|change|numerator|denominator|rank|baseline|comparator|benchmark)",
    re.IGNORECASE,
)
_MADE_OF = re.compile(r"(?:sum|average|avg|max|min|maximum|minimum|first|last|latest|earliest) of ", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


def heading_key(text: str) -> str:
    """A heading in small letters without punctuation, for comparing."""
    return " ".join(_SIGNS.sub(" ", text.casefold()).split()).strip(" /")


def _spellings(heading: str) -> Iterator[str]:
    """A heading as it stands, and as it would be without what does not change its meaning: “RAG¹”, “Polarity (H/L)”,
    “Sum of Value”, “IndicatorCode”.
    """
    yield heading
    bare = _RAISED.sub("", heading)
    if not any(_ANOTHER.search(aside) for aside in _ASIDE.findall(bare)):
        bare = _ASIDE.sub(" ", bare)
    yield bare
    yield _RUN_TOGETHER.sub(" ", bare)
    yield _MADE_OF.sub("", bare)


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
    whatever stands above them, and how. ``mistaken``: a field whose usual headings may stand over another one, which
    one, and how its cells say so. ``keeps_notes``: a column may be kept as a note.
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
    mistaken: Mapping[str, tuple[str, Callable[[str], bool]]] = field(default_factory=dict)
    keeps_notes: bool = False
    keeps_totals: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def words(self, name: str) -> str:
        """A field as a person chooses it."""
        return next((column.words for column in self.columns if column.name == name), name)

    def use_of(self, heading: str) -> str:
        """The field that a heading is usually of, also where it stands in two languages: “Targed / Target”; "" for an
        unknown one.
        """
        for text in _spellings(heading):
            if use := self.by_heading.get(heading_key(text), ""):
                return use
        parts = heading.split(" / ")
        uses = {use for part in parts if (use := self.use_of(part))} if len(parts) > 1 else set()
        return uses.pop() if len(uses) == 1 else ""

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
    *("short term trend arrow", "long term trend arrow", "short term trend icon", "long term trend icon"),
    *("trend arrow", "latest rag", "month rag", "monthly rag", "quarter rag", "previous rag", "last rag"),
    "year end rag",
    *("rag icon", "% variance", "variance %", "change %", "% change", "forecast", "year end forecast"),
    *("forecast outturn", "ranking"),
    *("measure type", "indicator type", "kpi type", "period start", "start date", "lead service manager"),
    *("england", "england average", "scottish average", "scotland average", "wales average", "welsh average"),
    "regional average",
    *("family group average", "national", "nearest neighbours", "statistical neighbours", "red if", "red target"),
    *("statws", "statws cag", "cag", "tuedd", "perchennog", "swyddog arweiniol", "aelod cabinet"),
    *("long term trend", "arrow", "comparator", "benchmark", "national average", "on target", "on target?", "met"),
)
"""Headings of what the product keeps in its own way or works out itself: as printed they are kept as a note."""
