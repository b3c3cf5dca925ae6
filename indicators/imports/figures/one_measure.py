"""What several rows say of one measure: its name where that drifts, and periods of two lengths."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indicators.imports.figures.directory import loose_key
from indicators.imports.figures.measures import kind_of_period
from indicators.imports.limits import shown
from indicators.imports.places import in_place
from indicators.imports.rows import ImportRow
from indicators.rules.reading import read_figure
from plans.periods import Frequency, parse_label

_SMALL = {"the", "and", "for", "per", "cent", "percentage", "number", "with", "within", "from", "rate", "that", "are"}
_WORDS = {
    Frequency.YEAR: "whole year",
    Frequency.HALF: "half-year",
    Frequency.TERM: "term",
    Frequency.QUARTER: "quarter",
    Frequency.MONTH: "month",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that rows with one reference give it: the ``kept`` one, and each with the first row that has it."""

    kept: str
    first: Mapping[str, ImportRow]

    @property
    def said(self) -> str:
        """A sentence about a name that drifts; "" where there is one name."""
        if len(self.first) < 2:
            return ""
        ref = next(row.indicator_ref for row in self.first.values() if row.indicator_ref)
        others = "; ".join(
            f"“{shown(row.indicator, 120)}” ({in_place(row.line)})"
            for row in self.first.values()
            if row.indicator != self.kept
        )
        kept = f"The latest is kept, “{shown(self.kept, 120)}”"
        return f"{shown(ref)} is one measure under several names. {kept}; also {others}."


def names_of(rows: Sequence[ImportRow]) -> Names:
    """The names of rows with one reference; that of the latest period is kept."""
    first: dict[str, ImportRow] = {}
    for row in rows:
        if row.indicator:
            first.setdefault(loose_key(row.indicator), row)
    if len(first) < 2:
        return Names(rows[0].indicator, first)
    last = max((row for row in rows if row.indicator), key=lambda row: (_when(row), row.line))
    return Names(last.indicator, first)


def are_several(rows: Sequence[ImportRow]) -> bool:
    """Whether rows with one reference and several names are about several measures: where one period is there under two
    names, or two names have no word in common, or another sign.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.indicator:
            names[_when(row)].add(loose_key(row.indicator))
    found = names_of(rows)
    drifts = all(_is_drift(row.indicator, found.kept) for row in found.first.values())
    return not drifts or any(len(each) > 1 for each in names.values())


def _is_drift(one: str, other: str) -> bool:
    """Whether two titles may be of one measure: a third of the words of the shorter are in the other."""
    first, second = _content(one), _content(other)
    signs = [{sign for sign in "£%" if sign in text} for text in (one, other)]
    is_other_sign = all(signs) and signs[0] != signs[1]
    return not is_other_sign and len(first & second) * 3 >= min(len(first), len(second)) > 0 and bool(first & second)


def _content(name: str) -> set[str]:
    """The words of a title that say something, without their endings."""
    words = re.findall(r"[a-z]{3,}|\d+", name.casefold())
    return {word[:5] for word in words if word not in _SMALL}


def of_other_length(
    rows: Sequence[ImportRow], today: date, own: Frequency | None = None
) -> dict[Frequency, list[ImportRow]]:
    """The rows of periods longer than those of the measure (``own``; None: than its shortest), by their length: the
    outturn of one that is over, or its target alone.
    """
    kinds = [kind_of_period(row) for row in rows]
    if own is None:
        lengths = {kind[0] for kind in kinds if kind}
        if len(lengths) < 2:
            return {}
        own = min(lengths, key=lambda each: each.months)
    found: dict[Frequency, list[ImportRow]] = defaultdict(list)
    for row, kind in zip(rows, kinds, strict=True):
        if kind and kind[0].months > own.months and (not has_figure(row) or _is_over(row.period, today)):
            found[kind[0]].append(row)
    return found


def has_figure(row: ImportRow) -> bool:
    """Whether a row gives a figure, and not only its target or why there is none."""
    return bool(row.actual) and read_figure(row.actual).absence is None


def as_longer(row: ImportRow, ref: str, name: str, frequency: Frequency) -> ImportRow:
    """The row as one of the measure that holds the longer periods."""
    return replace(
        row, indicator_ref=longer_ref(ref, frequency), indicator=f"{name} ({_WORDS[frequency]})", frequency=""
    )


def longer_ref(ref: str, frequency: Frequency) -> str:
    """The reference of the measure that holds the longer periods of another: “HS07-Y” its years."""
    return f"{ref[:18]}-{frequency.value}"


def _is_over(label: str, today: date) -> bool:
    return parse_label(label).is_over(today)


def _when(row: ImportRow) -> str:
    try:
        return parse_label(row.period).end.isoformat()
    except ValueError:
        return row.period
