"""The gap report: what of a catalogue nothing of ours measures, and what of ours is in none (C1, product 20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from catalogues.models import Catalogue, Entry, EntryMapping
from catalogues.queries.entries import EntryRow, entry_rows
from catalogues.rules.gaps import Gap, gap_of
from foundation.downloads.cells import Cell
from foundation.narrowing import within
from indicators.judging.measure_row import measure_address
from indicators.models import Indicator

NO_THEME = "No theme said"
COLUMNS = ("What", "Code", "Title", "Theme or service", "Marks", "Our measures")


class OursInNone(NamedTuple):
    """A measure in use that answers to no entry of any catalogue."""

    ref: str
    name: str
    service: str

    @property
    def url(self) -> str:
        return measure_address(self.ref)


@dataclass(frozen=True, slots=True)
class GapReport:
    """A catalogue held against the measures that a reader may know of. ``missing`` are entries that none of them
    measures, by theme; ``covered`` the others; ``in_none`` measures that are in no catalogue, ``measures`` how many
    there are in all.
    """

    catalogue: Catalogue
    gap: Gap
    missing: list[tuple[str, list[EntryRow]]]
    covered: list[EntryRow]
    in_none: list[OursInNone]
    measures: int

    @property
    def said(self) -> str:
        return self.gap.said(self.catalogue.name, is_part=self.catalogue.is_part)


def gap_report(catalogue: Catalogue, *, reach: frozenset[int] | None, today: date) -> GapReport:
    """The report of a catalogue. Four statements, however large it is."""
    entries = Entry.objects.select_related("catalogue").filter(catalogue=catalogue).order_by("position")
    rows = entry_rows(entries, reach=reach, today=today)
    gap = gap_of({row.pk: row.theme or NO_THEME for row in rows}, {row.pk for row in rows if row.ours})
    missing: dict[str, list[EntryRow]] = {}
    for row in rows:
        if not row.ours:
            missing.setdefault(row.theme or NO_THEME, []).append(row)
    ours = within(Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today)), reach, "service")
    in_none = ours.filter(~Exists(EntryMapping.objects.filter(measure=OuterRef("pk")))).order_by("ref")
    return GapReport(
        catalogue=catalogue,
        gap=gap,
        missing=list(missing.items()),
        covered=[row for row in rows if row.ours],
        in_none=[OursInNone(*each) for each in in_none.values_list("ref", "name", "service__name")],
        measures=ours.count(),
    )


def gap_rows(report: GapReport) -> Iterable[list[Cell]]:
    """The report as rows under ``COLUMNS``: what is not measured first."""
    for theme, rows in report.missing:
        for row in rows:
            yield ["In the catalogue, not measured", row.code, row.title, theme, ", ".join(row.marks), ""]
    for row in report.covered:
        refs = ", ".join(each.ref for each in row.ours)
        yield ["In the catalogue, measured", row.code, row.title, row.theme or NO_THEME, ", ".join(row.marks), refs]
    for each in report.in_none:
        yield ["Our own, in no catalogue", "", each.name, each.service, "", each.ref]
