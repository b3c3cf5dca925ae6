"""Reading targets: a year's list of them, and one measure's from year to year (C3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from foundation.labels import labels
from foundation.narrowing import with_words, within
from foundation.statements import written_once
from indicators.judging.collection import collected_between
from indicators.models import AnnualTarget, Indicator, Observation, PeriodTarget
from indicators.rules.values import format_trimmed, own_places
from indicators.rules.vocabulary import ValueKind
from plans.periods import Frequency, Period, YearBasis, containing, split_year

COLUMNS = (
    *("Reference", "Name", "Service", "Year", "Target", "Profile", "Set for each period", "Why this target"),
    "Not rated this year",
)
LISTED = ("ref", "name", "kind", "grades", "unit", "decimals", "year_basis", "service_id")
"""What a page says of a measure beside its target."""
SORTS = {"name": ["name", "ref"], "ref": ["ref"], "service": ["service__name", "ref"]}
_SHOWN_PLACES = 4


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A measure's target of one year in words. ``year`` is the measure's own; ``target`` is "" where none is set."""

    indicator: Indicator
    year: Period
    annual: AnnualTarget | None
    target: str
    profile: str
    is_not_rated: bool

    @property
    def periods(self) -> list[tuple[str, str]]:
        """Each period's name and target; best read with the periods of ``annual`` fetched."""
        periods = sorted(self.annual.periods.all(), key=lambda each: each.period.start) if self.annual else []
        return [(each.period.label, period_words(self.indicator, each)) for each in periods]


class ListedTarget(NamedTuple):
    """A row of the list of targets, as its page shows it."""

    ref: str
    name: str
    service: str
    year: str
    year_key: str
    target: str
    profile: str
    is_set: bool
    is_not_rated: bool
    may_change: bool


def years_with_targets(*, today: date) -> list[tuple[int, str]]:
    """Years to choose from, the latest first: those that have a target, this one and the next. One statement."""
    starts = {year.start.year for (year,) in _years()}
    this = containing(today, Frequency.YEAR).start.year
    return [(first, split_year(first)) for first in sorted(starts | {this, this + 1}, reverse=True)]


@written_once
def _years() -> QuerySet[Any]:
    return AnnualTarget.objects.values_list("year").distinct()


def find_targets(
    *, reach: frozenset[int] | None, year: int, words: str = "", state: str = "", **exactly: object
) -> QuerySet[Indicator]:
    """Measures that are aimed in the year that begins in ``year``, each with ``of_year``: its target, or empty,
    and ``service_name``.

    ``state``: "set", "missing", "words" (a target in words alone), "not_rated"; "" for all. ``exactly``: values of
    fields that they must have. Two statements.
    """
    targets = AnnualTarget.objects.filter(year__in=[_year(year, basis).key for basis in YearBasis])
    mine = targets.filter(indicator=OuterRef("pk"))
    is_in_use = collected_between(date(year, 4, 1), date(year + 1, 8, 31))
    found = Indicator.objects.filter(is_in_use, is_data_only=False, **exactly).annotate(service_name=F("service__name"))
    found = with_words(within(found, reach, "service"), words, "name", "ref")
    states = {
        "set": lambda: Exists(mine),
        "missing": lambda: ~Exists(mine),
        "words": lambda: Exists(mine.filter(value=None, low=None).exclude(text="")),
        "not_rated": lambda: Exists(mine.filter(is_not_rated=True)),
    }
    if state in states:
        found = found.filter(states[state]())
    return found.prefetch_related(Prefetch("annual_targets", queryset=targets, to_attr="of_year"))


def target_rows(indicators: Iterable[Indicator], *, year: int) -> list[TargetRow]:
    """The measures of ``find_targets`` in words."""
    rows = []
    for indicator in indicators:
        own_year = year_from(indicator, year)
        annual = next((each for each in indicator.of_year if each.year == own_year), None)
        rows.append(target_row(indicator, own_year, annual))
    return rows


def listed_targets(rows: Iterable[TargetRow], *, editable: frozenset[int] | None) -> list[ListedTarget]:
    """The rows of the page. ``editable``: the services whose targets may be changed; None for all."""
    return [
        ListedTarget(
            ref=row.indicator.ref,
            name=row.indicator.name,
            service=row.indicator.service_name,
            year=row.year.label,
            year_key=row.year.key,
            target=row.target,
            profile=row.profile,
            is_set=row.annual is not None,
            is_not_rated=row.is_not_rated,
            may_change=editable is None or row.indicator.service_id in editable,
        )
        for row in rows
    ]


def target_row(indicator: Indicator, year: Period, annual: AnnualTarget | None) -> TargetRow:
    """One year's target in words."""
    return TargetRow(
        indicator=indicator,
        year=year,
        annual=annual,
        target=aim_words(indicator, annual) if annual else "",
        profile=labels(AnnualTarget, "profile")[annual.profile] if annual else "",
        is_not_rated=bool(annual and annual.is_not_rated),
    )


def download_rows(indicators: Iterable[Indicator], *, year: int) -> list[list[object]]:
    """The measures of ``find_targets`` as rows of a download, under ``COLUMNS``."""
    rows = target_rows(indicators, year=year)
    prefetch_related_objects([row.annual for row in rows if row.annual], "periods")
    return [
        [
            row.indicator.ref,
            row.indicator.name,
            row.indicator.service_name,
            row.year.label,
            row.target,
            row.profile,
            "; ".join(f"{period}: {words}" for period, words in row.periods),
            row.annual.rationale if row.annual else "",
            row.is_not_rated,
        ]
        for row in rows
    ]


def year_from(indicator: Indicator, first: int) -> Period:
    """The measure's own year that begins in a calendar year: April 2026 or September 2026."""
    return _year(first, YearBasis(indicator.year_basis))


def current_year(indicator: Indicator, *, today: date) -> Period:
    """The measure's own year that a day lies in."""
    return containing(today, Frequency.YEAR, YearBasis(indicator.year_basis))


def targets_by_year(indicator: Indicator) -> list[TargetRow]:
    """Every year's target of one measure, the latest first. Two statements."""
    annual = indicator.annual_targets.prefetch_related("periods").order_by("-year")
    return [target_row(indicator, each.year, each) for each in annual]


def figures_of_year(indicator: Indicator, year: Period) -> dict[Period, Decimal]:
    """The approved figures of a year's periods. One statement."""
    keys = [period.key for period in year.parts(Frequency(indicator.frequency))]
    rows = Observation.objects.approved().filter(indicator=indicator, period__in=keys).exclude(value=None)
    return dict(rows.values_list("period", "value"))


def aim_words(indicator: Indicator, aim: AnnualTarget) -> str:
    """A year's target as a person reads it: "90%", "10 to 12 days", its words, or "typed for each period"."""
    words = _figure_words(indicator, aim.value, aim.low, aim.high)
    both = [each for each in (words, aim.text) if each]
    return "; ".join(both) or "set for each period"


def period_words(indicator: Indicator, aim: PeriodTarget) -> str:
    """A period's target with its limits: "90% (green to 90%, red beyond 85%)"."""
    words = _figure_words(indicator, aim.value, aim.low, aim.high) or "in words"
    limits = [
        f"{name} {figure_text(indicator, limit)}"
        for name, limit in (("green to", aim.green_limit), ("red beyond", aim.red_limit))
        if limit is not None
    ]
    return f"{words} ({', '.join(limits)})" if limits else words


def figure_text(indicator: Indicator, value: Decimal) -> str:
    """One figure in the measure's own kind and unit, without noughts at its end."""
    kind, grades = ValueKind(indicator.kind), indicator.grades.splitlines()
    places = max(indicator.decimals, min(_SHOWN_PLACES, own_places(value)))
    return format_trimmed(value, kind, places, indicator.unit, grades)


def said_of_target(
    indicator: Indicator, changes: Mapping[str, tuple[object, object]]
) -> dict[str, tuple[object, object]]:
    """What changed of a target, its figures with their unit: "from 45% to 47%"."""

    def said(value: object) -> object:
        return figure_text(indicator, value) if isinstance(value, Decimal) else value

    return {name: (said(old), said(new)) for name, (old, new) in changes.items()}


def _figure_words(indicator: Indicator, value: Decimal | None, low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return f"{figure_text(indicator, low)} to {figure_text(indicator, high)}"
    return "" if value is None else figure_text(indicator, value)


def _year(first: int, basis: YearBasis) -> Period:
    return Period(date(first, basis.first_month, 1), Frequency.YEAR, basis)
