"""Counts of what people said by theme and quarter, as much of them as a reader is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from accounts.actors import Actor, UnitTree
from accounts.roles import Permission
from feedback.models import COUNTED, Kind, Record
from feedback.rules.counts import CONCERN, Cell, Counts, counts_over_time, told
from foundation.narrowing import narrowed, with_words, within
from foundation.sparkline import Sparkline, sparkline
from indicators.models import Indicator
from plans.models import Objective
from plans.periods import Frequency, Period, containing

SPANS = (4, 8, 12)
NOT_TOLD = "Fewer than 5 concerns of staff about one theme in one service and quarter are told to that service alone."
NO_THEME = "No theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page is narrowed to. ``unit_id``: a unit with all beneath it; ``span``: how many quarters up to now;
    ``measure`` and ``objective`` are references of what it speaks about.
    """

    words: str = ""
    kind: str = ""
    theme_id: int | None = None
    unit_id: int | None = None
    span: int = SPANS[0]
    measure: str = ""
    objective: str = ""


def quarters_until(today: date, span: int) -> list[Period]:
    """So many quarters, the oldest first; the last is the one that runs."""
    now = containing(today, Frequency.QUARTER)
    return [now.previous(back) for back in reversed(range(span))]


def units_asked(asked: Asked, reach: frozenset[int] | None) -> frozenset[int] | None:
    """The units of which is told, None for the whole council. One statement for what lies beneath a unit."""
    if not asked.unit_id:
        return reach
    units = UnitTree().beneath(asked.unit_id)
    return units if reach is None else units & reach


def narrowed_records(
    asked: Asked, quarters: Sequence[Period], *, units: frozenset[int] | None, reach: frozenset[int] | None
) -> QuerySet[Record]:
    """Records of these quarters and units that fit, whoever may read them; none where they were asked for by a measure
    or an objective that is not within reach.
    """
    found = Record.objects.within(units).filter(quarter__gte=quarters[0], quarter__lte=quarters[-1])
    if asked.measure:
        found = found.filter(measures__in=within(Indicator.objects.filter(ref=asked.measure), reach, "service"))
    if asked.objective:
        known = Objective.objects.not_private().within(reach)
        found = found.filter(objectives__in=known.filter(ref=asked.objective))
    found = narrowed(found, kind=asked.kind, themes=asked.theme_id)
    return with_words(found, asked.words, "title", "words", "source")


class ThemeRow(NamedTuple):
    """A theme in the quarters of a table, with its picture."""

    name: str
    cells: Sequence[str]
    spark: Sparkline


@dataclass(frozen=True, slots=True)
class KindTable:
    """Everything of one kind by theme. ``total`` counts a record of two themes once; empty where none is told."""

    kind: str
    heading: str
    rows: Sequence[ThemeRow]
    total: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a page tells of counts: each kind by theme, and a sentence on the last two quarters that are over."""

    quarters: Sequence[str]
    kinds: Sequence[KindTable]
    finding: str

    @property
    def width(self) -> int:
        """How many columns it has: the themes, the quarters, and the pictures."""
        return len(self.quarters) + 2


def table_of(asked: Asked, *, actor: Actor, today: date, has_totals: bool = True) -> Table:
    """The counts that fit, as much of them as the reader is told. Words that are looked for narrow only the list: what
    is counted of them would tell what only some may read. Three statements at most, one less without totals or where
    nothing fits.
    """
    quarters = quarters_until(today, asked.span)
    keys = [each.key for each in quarters]
    reach, own = actor.reaches(Permission.COUNCIL_READ), actor.reaches(Permission.FEEDBACK_RECORD)
    kinds = [each for each in COUNTED if not asked.kind or each == asked.kind]
    if asked.measure or asked.objective:
        # A part of a number that is told would tell the rest.
        kinds = [each for each in kinds if each != Kind.CONCERN]
    about, units = Asked(measure=asked.measure, objective=asked.objective), units_asked(asked, reach)
    records = narrowed_records(about, quarters, units=units, reach=reach).filter(kind__in=kinds)
    themed, names = themed_cells(records)
    seen = told(themed, sees=lambda unit: own is None or unit in own)
    counts = counts_over_time(seen, keys)
    if asked.theme_id:
        counts = {place: row for place, row in counts.items() if place[1] == asked.theme_id}
    totals = counts_over_time(_totals(records), keys) if themed and has_totals and not asked.theme_id else {}
    is_all_seen = own is None or (units is not None and units <= own)
    tables = [_kind_table(kind, counts, totals, names, is_all_seen=is_all_seen) for kind in kinds]
    labels = [*(each.label for each in quarters[:-1]), f"{quarters[-1].label} so far"]
    return Table(labels, [each for each in tables if each.rows], _finding(counts, totals, quarters))


def themed_cells(records: QuerySet[Record]) -> tuple[list[Cell], dict[int | None, str]]:
    """Records that are counted, as cells by theme; and the names of the themes. One statement."""
    found = records.order_by().values_list("kind", "themes", "unit", "quarter", "themes__name").annotate(n=Sum("count"))
    rows: list[Any] = list(found)
    names = {theme: name or NO_THEME for _, theme, _, _, name, _ in rows}
    return [Cell(kind, theme, unit, quarter.key, n) for kind, theme, unit, quarter, _, n in rows], names


def _totals(records: QuerySet[Record]) -> list[Cell]:
    """The cells of everything of a kind; none of staff's concerns, of which parts are hidden."""
    found = records.exclude(kind=CONCERN).order_by().values_list("kind", "unit", "quarter").annotate(n=Sum("count"))
    return [Cell(kind, None, unit, quarter.key, n) for kind, unit, quarter, n in found]


def _kind_table(
    kind: Kind, counts: Counts, totals: Counts, names: dict[int | None, str], *, is_all_seen: bool
) -> KindTable:
    hides = kind == Kind.CONCERN and not is_all_seen
    rows = [
        ThemeRow(names[theme], _cells(row, hides=hides), _spark(row[:-1], hides=hides))
        for (of, theme), row in counts.items()
        if of == kind
    ]
    # What there is most of comes first; a theme's name decides between equals.
    order = {names[theme]: (-sum(row), names[theme]) for (of, theme), row in counts.items() if of == kind}
    total = totals.get((kind, None), ())
    return KindTable(
        kind.value, kind.label, sorted(rows, key=lambda row: order[row.name]), _cells(total, hides=False),
        NOT_TOLD if hides else "",
    )  # fmt: skip


def _cells(row: Sequence[int], *, hides: bool) -> list[str]:
    return ["–" if hides and not number else f"{number:,}" for number in row]


def _spark(row: Sequence[int], *, hides: bool) -> Sparkline:
    """The quarters that are over: the one that runs would always seem to fall. A gap where a number may be hidden."""
    none: list[Any] = [None] * len(row)
    values = [None if hides and not each else float(each) for each in row]
    return sparkline(
        {
            "labels": [""] * len(row), "values": values, "targets": none, "lower": None, "upper": None,
            "mean": None, "provisional": [False] * len(row), "revised": [False] * len(row),
            "breaks": [], "unit": "", "decimals": 0, "signals": [],
        }
    )  # fmt: skip


def _finding(counts: Counts, totals: Counts, quarters: Sequence[Period]) -> str:
    """ "23 complaints and 4 compliments in 2026/27 Q2; the quarter before 14 and 6." """
    now, before = [], []
    for kind in (Kind.COMPLAINT, Kind.COMPLIMENT):
        row = totals.get((kind, None)) or _summed(counts, kind)
        if row and (row[-2] or row[-3]):
            now.append(f"{row[-2]:,} {kind.value if row[-2] == 1 else kind.label.lower()}")
            before.append(f"{row[-3]:,}")
    if not now:
        return ""
    return f"{' and '.join(now)} in {quarters[-2].label}; the quarter before {' and '.join(before)}."


def _summed(counts: Counts, kind: str) -> Sequence[int]:
    """Of one theme alone, which is all that was asked for."""
    rows: Collection[Sequence[int]] = [row for (of, _), row in counts.items() if of == kind]
    return [sum(each) for each in zip(*rows, strict=True)]
