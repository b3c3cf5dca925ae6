"""Our measures among those of other councils, as a list: rows, filters, sorting and the file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from benchmarks.models import Council
from benchmarks.queries.groups import Lens
from benchmarks.queries.standing import Stood, compared_measures, stood
from benchmarks.rules.verdicts import CALLOUT_WORDS, Callout, callout_of
from foundation.downloads.cells import Cell
from foundation.marks import Mark
from foundation.measure_words import Mark as MeasureMark
from foundation.words import counted
from indicators.judging.council_statuses import Glance, glances
from indicators.judging.measure_row import status_words
from indicators.models import Indicator
from indicators.queries.quarters import latest_quarter

SORTS = {name: (name,) for name in ("name", "rank", "quartile", "gap")}
COLUMNS = (
    "Reference", "Measure", "Publisher’s code", "Period", "Our figure", "Basis", "Median", "Rank", "Of",
    "Councils reporting", "Councils", "Quartile", "Gap to the median", "Top quartile from", "Trend of the gap",
    "Status here", "Called out",
)  # fmt: skip


class Listed(NamedTuple):
    """Where we stand by a measure, and what our own rating says of it now."""

    stood: Stood
    glance: Glance | None

    @property
    def callout(self) -> Callout | None:
        return callout_of(self.glance.status if self.glance else None, self.stood.quartile)

    @property
    def status(self) -> MeasureMark | None:
        return status_words(self.glance.status, self.glance.bands) if self.glance else None


class Row(NamedTuple):
    """A row as it is drawn."""

    url: str
    name: str
    detail: str
    callout: str
    own: str
    basis: str
    median: str
    rank: str
    reporting: str
    mark: Mark | None
    gap: str
    best: str
    trend: str
    status: MeasureMark | None


def listed(own: Council, lens: Lens, *, reach: Collection[int] | None, today: date) -> list[Listed]:
    """Each of our measures that others publish, within reach, in the order of their references."""
    measures = compared_measures(reach=reach)
    found = stood(measures, own=own, lens=lens, reach=reach)
    keys = {each.measure.indicator for each in found}
    asked = Indicator.objects.filter(pk__in=keys)
    now = {each.pk: each for each in glances(asked, report_period=latest_quarter(today))} if keys else {}
    return [Listed(each, now.get(each.measure.indicator)) for each in found]


def narrowed(rows: Iterable[Listed], chosen: Mapping[str, str]) -> list[Listed]:
    """Those that fit what was chosen: words, quartile ("none": not told) and what is called out ("any")."""
    words, quartile = chosen.get("q", "").casefold(), chosen.get("quartile", "")
    callout = chosen.get("callout", "")
    return [
        each
        for each in rows
        if words in f"{each.stood.measure.ref} {each.stood.measure.name} {each.stood.measure.code}".casefold()
        and (not quartile or str(each.stood.quartile or "none") == quartile)
        and (not callout or (each.callout and callout in ("any", each.callout)))
    ]


def ordered(rows: list[Listed], ordering: Sequence[str]) -> list[Listed]:
    """By a column of ``SORTS``; what has nothing there comes last whichever way."""
    name, turned = ordering[0].removeprefix("-"), ordering[0].startswith("-")
    known = [each for each in rows if _key(each, name) is not None]
    found = sorted(known, key=lambda each: _key(each, name), reverse=turned)  # type: ignore[arg-type, return-value]
    return found + [each for each in rows if _key(each, name) is None]


def _key(row: Listed, name: str) -> float | str | None:
    """Gaps are held against the median, for measures have different units."""
    told = row.stood
    if name == "name":
        return told.measure.name.casefold()
    if name == "gap":
        return None if told.gap is None else float(told.gap / abs(told.median)) if told.median else float(told.gap)
    place = told.place
    return (place.rank / place.reporting if name == "rank" else told.quartile) if place else None


def drawn(rows: Iterable[Listed], query: str = "") -> list[Row]:
    """As ``benchmarks/_row.html`` draws them. ``query`` keeps the group on the way to a measure's page."""
    return [_row(each, query) for each in rows]


def _row(each: Listed, query: str) -> Row:
    told = each.stood
    return Row(
        url=f"{reverse('benchmarks:measure', args=[told.measure.pk])}{query}",
        name=told.measure.name,
        detail=f"{told.measure.ref} · {told.measure.code} · {told.period}",
        callout=CALLOUT_WORDS[each.callout] if each.callout else "",
        own=told.own_words,
        basis=told.basis,
        median=told.median_words,
        rank=told.rank_words,
        reporting=told.reporting_words,
        mark=told.mark,
        gap=told.gap_words,
        best=told.best_words,
        trend=told.trend_words,
        status=each.status,
    )


def finding(rows: Sequence[Listed]) -> str:
    """What the list comes to: "3 of 14 measures in the bottom quartile, 5 in the top one"."""
    ranked = [each.stood.quartile for each in rows if each.stood.quartile]
    if not ranked:
        return "Where we stand among other councils"
    whole = counted(len(ranked), "measure")
    return f"{ranked.count(4)} of {whole} in the bottom quartile, {ranked.count(1)} in the top one"


def file_rows(rows: Iterable[Listed]) -> list[Sequence[Cell]]:
    """The list under ``COLUMNS``."""
    return [_cells(each) for each in rows]


def _cells(each: Listed) -> Sequence[Cell]:
    told, unit = each.stood, each.stood.measure.unit
    return [
        told.measure.ref, told.measure.name, told.measure.code, told.period, unit.number(told.own),
        (told.basis or "published").capitalize() if told.own is not None else "", unit.number(told.median),
        told.place.rank if told.place else None, told.place.reporting if told.place else None, told.reporting,
        told.councils, told.quartile, unit.number(told.gap), unit.number(told.best), told.trend_words,
        each.status["word"] if each.status else "",
        CALLOUT_WORDS[each.callout] if each.callout else "",
    ]  # fmt: skip
