"""What a person has said of a file: where its table stands, and what each column is. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from indicators.imports.limits import shown
from indicators.imports.matching.fields import NOTE, OUT, ROW, YEAR_PART, Fields, heading_key
from indicators.imports.matching.spans import is_last_day, lacks_year, span_in, with_year
from indicators.imports.places import letters
from plans.periods import parse_label


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place (0 is A), its heading with the bands above it, what it is used as ("": nobody has said), and
    the period whose figures it holds as its heading has it ("": that of the row).
    """

    at: int
    heading: str
    use: str = ""
    period: str = ""

    @property
    def letters(self) -> str:
        return letters(self.at)

    @property
    def title(self) -> str:
        """The heading with its place: “Outturn” (F)."""
        return f"“{shown(self.heading)}” ({self.letters})" if self.heading else f"{self.letters}, without a heading"

    @property
    def key(self) -> str:
        """The heading without the period in it, by which a later file's column is known again."""
        _, rest = span_in(self.heading)
        return f"{heading_key(rest)}|{'period' if self.period else ''}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands and what it holds. ``first`` and ``line`` are the rows of its headings. ``common`` is what
    holds for every row ({field: text}), ``year`` the year of periods that name none; ``needs_year``: the file has such
    periods. ``fills``: an empty label means the one above. ``same_council``: how the file calls this council.
    ``heads``: what a heading within the table is of the rows beneath it: their service ("theme"), a note, or nothing;
    ``has_heads``: the file has such headings.
    """

    sheet: str | None
    first: int
    line: int
    columns: tuple[Column, ...]
    common: Mapping[str, str] = field(default_factory=dict)
    year: str = ""
    fills: bool = False
    same_council: str = ""
    needs_year: bool = False
    heads: str = ""
    has_heads: bool = False

    @property
    def is_wide(self) -> bool:
        return any(column.period for column in self.columns)

    @property
    def is_told(self) -> bool:
        """Whether every column has been said."""
        return all(column.use for column in self.columns)

    def used_as(self, use: str) -> list[Column]:
        return [column for column in self.columns if column.use == use]

    @property
    def signature(self) -> str:
        """Ties what was said to the headings: the same for the next quarter's file of the same layout."""
        keys = list(dict.fromkeys(column.key for column in self.columns))
        return hashlib.sha256("\n".join(keys).encode()).hexdigest()

    def stored(self) -> dict[str, Any]:
        """As it is kept with a file."""
        return {**asdict(self), "columns": [[each.at, each.heading, each.use, each.period] for each in self.columns]}


def kept_layout(stored: Mapping[str, Any]) -> Layout:
    """The layout that ``stored`` gave."""
    return Layout(**{**stored, "columns": tuple(Column(*each) for each in stored["columns"])})


def remembered_from(layout: Layout) -> dict[str, Any]:
    """What is worth knowing of it for the next file: the use of each heading, and what was said once. The year of its
    periods is only proposed then.
    """
    counts: Counter[str] = Counter()
    uses = {}
    for column in layout.columns:
        counts[column.key] += 0 if column.period else 1
        uses[f"{column.key}{counts[column.key]}"] = column.use
    said = {"common": dict(layout.common), "year": layout.year, "fills": layout.fills, "heads": layout.heads}
    return {"uses": uses, **said, "same_council": layout.same_council}


def recalled(proposed: Layout, remembered: Mapping[str, Any]) -> Layout:
    """The layout of a later file: what it says itself of its periods, and what was said before of all else. An earlier
    file's year, period or month is none of a file that names none: somebody says it of each.
    """
    counts: Counter[str] = Counter()
    columns = []
    for column in proposed.columns:
        counts[column.key] += 0 if column.period else 1
        columns.append(replace(column, use=remembered["uses"].get(f"{column.key}{counts[column.key]}", "")))
    return replace(
        proposed,
        columns=tuple(columns),
        common={**_lasting(remembered["common"]), **proposed.common},
        fills=remembered["fills"],
        same_council=remembered["same_council"],
        heads=remembered.get("heads", ""),
    )


def _lasting(common: Mapping[str, str]) -> dict[str, str]:
    """What was said of every row of a file, and holds of later ones too."""
    return {name: text for name, text in common.items() if name.casefold() not in ("period", "year", "month")}


def said_before(proposed: Layout, remembered: Mapping[str, Any], fields: Fields) -> list[str]:
    """Sentences about what is taken from an earlier file because this one does not say it."""
    return [
        f"{fields.words(name)}: “{shown(text)}”, as was said for an earlier file with these headings."
        for name, text in _lasting(remembered["common"]).items()
        if text and not proposed.common.get(name)
    ]


def problems_of(layout: Layout, fields: Fields) -> dict[str, str]:
    """What is wrong with what was said: by the place of a column ("use-3", "period-3"), by "common-" and the name of a
    field, else at "".
    """
    found: dict[str, str] = {}
    if fields.period and _needs_year(layout, fields) and not layout.year:
        found["year"] = "Say which financial year these figures belong to: nothing in the file names it"
    for column in layout.columns:
        if not column.use:
            found[f"use-{column.at}"] = f"Say what {column.title} is, or leave it out"
        elif column.period and column.use in fields.values:
            if problem := _period_problem(column.period):
                found[f"period-{column.at}"] = f"{column.title}: {problem}"
        elif layout.is_wide and column.use in fields.values[:1] and not layout.used_as(ROW):
            found[f"period-{column.at}"] = f"Say which period the figures of {column.title} are of"
    found |= _doubled(layout, fields)
    for group in fields.required:
        found |= _missing(layout, fields, group)
    if fields.period and layout.is_wide and layout.used_as(fields.period):
        column = layout.used_as(fields.period)[0]
        found[f"use-{column.at}"] = (
            f"{column.title} is the period of each row, and other columns have periods too: keep one"
        )
    return found


def _needs_year(layout: Layout, fields: Fields) -> bool:
    """Whether periods in the headings or in the rows name no year, and no column does."""
    across = (column.period for column in layout.columns if column.use in fields.values)
    return layout.needs_year or (not layout.used_as(YEAR_PART) and any(map(lacks_year, across)))


def _period_problem(text: str) -> str:
    try:
        if not is_last_day(text):
            parse_label(with_year(text, _ANY_YEAR))
    except ValueError:
        return f"“{shown(text)}” is not a period. Write it like 2026/27 Q1, or leave it empty"
    return ""


def _doubled(layout: Layout, fields: Fields) -> dict[str, str]:
    found, first = {}, dict[tuple[str, str], Column]()
    for column in layout.columns:
        if column.use in (NOTE, OUT, "", *fields.joined):
            continue
        period = heading_key(column.period) if column.use in fields.values else ""
        earlier = first.setdefault((column.use, period), column)
        if earlier is not column:
            found[f"use-{column.at}"] = f"{column.title} and {earlier.title} are the same: keep one of them"
    return found


def _missing(layout: Layout, fields: Fields, group: Sequence[str]) -> dict[str, str]:
    there = {column.use for column in layout.columns} | {name for name, text in layout.common.items() if text.strip()}
    if layout.is_wide:
        there.add(fields.period)
    if layout.used_as(ROW):
        there.update(fields.values)
    if there & {*group} or (fields.period in group and YEAR_PART in there):
        return {}
    named = " or ".join(fields.words(name) for name in group)
    if common := next((name for name in group if name in fields.common), ""):
        return {f"common-{common}": f"No column is “{named}”. Choose one, or say it here for every row"}
    return {"": f"No column is “{named}”. Choose one"}


_ANY_YEAR = "2026/27"
_YEAR_ONLY = re.compile(r"\d{4}([/-]\d{2,4})?")


def is_year(text: str) -> bool:
    """Whether a text can be the year of periods: 2026/27, or 2026."""
    return bool(_YEAR_ONLY.fullmatch(text.strip()))
