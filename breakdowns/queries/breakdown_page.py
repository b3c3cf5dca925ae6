"""The page of a measure by a dimension: its rows as asked for, its file, and which periods there are."""

from collections.abc import Iterator, Sequence

from breakdowns.models import Breakdown
from breakdowns.queries.gap_words import apart
from breakdowns.queries.reading import BreakdownRead, GroupRow, PeriodRead
from foundation.downloads.cells import Cell, Number

_RANKS = {"red": 0, "amber": 1, "green": 2, "exceeding": 3}


def columns_of(breakdown: Breakdown) -> list[str]:
    """The headings of the file."""
    indicator = breakdown.indicator
    parts = [indicator.numerator, indicator.denominator] if indicator.has_parts else ["", "People or cases behind it"]
    return [
        "Reference", "Measure", breakdown.dimension.noun.capitalize(), "Code", "Period", "Result",
        "Result as a number", *(part for part in parts if part), "Target", "Status",
    ]  # fmt: skip


def export_rows(read: BreakdownRead) -> Iterator[list[Cell]]:
    """Every period that is told, oldest first, each with the whole first: the same as the page shows, and no more."""
    indicator = read.breakdown.indicator
    for told in read.periods:
        start: list[Cell] = [indicator.ref, indicator.name]
        blank: list[Cell] = [None, *([None] * (2 if indicator.has_parts else 1))]
        yield [*start, "All", "", told.period.label, told.value, *blank, told.target, told.status["word"]]
        for row in told.rows:
            yield [
                *start,
                row.group.name,
                row.group.code,
                told.period.label,
                *_numbers(read, row),
                row.target,
                row.status["word"],
            ]


def _numbers(read: BreakdownRead, row: GroupRow) -> list[Cell]:
    raw = None if row.raw is None else Number(row.raw.normalize(), read.shown.decimals)
    parts = [row.numerator, row.denominator] if read.breakdown.indicator.has_parts else [row.denominator]
    return [row.value, raw, *(None if each is None else Number(each.normalize(), 0) for each in parts)]


def in_order(rows: Sequence[GroupRow], key: str) -> list[GroupRow]:
    """The rows as asked for; what has no number, or no rating, comes last either way, in the order of the groups."""
    name, is_down = key.removeprefix("-"), key.startswith("-")
    if name == "name":
        return list(reversed(rows)) if is_down else list(rows)
    number = {"value": _value, "status": _rank}[name]
    with_one = sorted((row for row in rows if number(row) is not None), key=number, reverse=is_down)  # type: ignore[arg-type]
    return with_one + [row for row in rows if number(row) is None]


def _value(row: GroupRow) -> float | None:
    return None if row.raw is None else float(row.raw)


def _rank(row: GroupRow) -> float | None:
    return _RANKS.get(row.status["key"])


def gap_rows(read: BreakdownRead) -> list[dict[str, str]]:
    """The gap in each period in which there is one, the newest first."""
    found = []
    for told in reversed(read.periods):
        if told.gap:
            names, values = (
                {row.group.pk: row.group.name for row in told.rows},
                {row.group.pk: row.value for row in told.rows},
            )
            first, last = told.gap.first, told.gap.last
            found.append({
                "period": told.period.label, "first": f"{names[first]}, {values[first]}",
                "last": f"{names[last]}, {values[last]}", "gap": apart(told.gap.difference, read),
            })  # fmt: skip
    return found


def period_asked(read: BreakdownRead, key: str) -> PeriodRead | None:
    """The period that an address asks for, else the last one that is told; None where none is."""
    asked = next((each for each in read.periods if each.period.key == key), None)
    return asked or (read.periods[-1] if read.periods else None)
