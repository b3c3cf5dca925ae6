"""The targets of an import: those of the periods, and the year's target that each belongs to."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from accounts import audit
from foundation.bulk import Ready, ReadyChanges, ready, ready_changes, reserve_keys
from foundation.pace import gently
from indicators.imports.planned_changes import TargetChange, source_words
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from indicators.rules.vocabulary import Counting, Profile
from indicators.rules.whole_year import is_whole_year
from plans.periods import Frequency, Period

RATIONALE = "Imported."
_OF_YEAR = ("value", "low", "high", "text", "profile", "version")
_OF_PERIOD = ("value", "low", "high", "green_limit", "red_limit")
_YearAims = dict[Period, tuple[Decimal | None, Decimal | None, Decimal | None]]
Aims = dict[tuple[int, Period], _YearAims]


@dataclass(frozen=True, slots=True)
class ReadyTargets:
    """Targets to be written, in their order. ``years`` and ``periods`` are the keys of the new ones, ``changed`` the
    stored rows with the fields that change, for who takes them back.
    """

    rows: Sequence[Ready | ReadyChanges]
    years: Sequence[int]
    periods: Sequence[int]
    changed: Sequence[tuple[Sequence[Model], Sequence[str]]]


def prepare_targets(
    *, filename: str, changes: Sequence[TargetChange], indicators: Mapping[str, Indicator], stored: Aims
) -> tuple["ReadyTargets", Iterator[audit.Entry]]:
    """The period targets and their year's targets, whose profile becomes "typed for each period", ready to be written
    in this order. With them what to record: one event for each year's target, with all periods that changed.
    """
    by_year: dict[tuple[str, Period], list[TargetChange]] = defaultdict(list)
    for change in gently(changes):
        by_year[change.ref, change.period.year].append(change)
    years = {
        (ref, year): _annual(indicators[ref], year, found, stored) for (ref, year), found in gently(by_year.items())
    }
    new = [target for target in years.values() if target.pk is None]
    changed = [target for target in years.values() if target.pk is not None]
    for target, key in zip(new, reserve_keys(AnnualTarget, len(new)), strict=True):
        target.pk = key
    of_periods = [each for each in changes if not _is_of_year(each, indicators)]
    added = [each for each in of_periods if not each.replaces]
    keys = reserve_keys(PeriodTarget, len(added))
    numbered = gently(zip(added, keys, strict=True))
    moved = [PeriodTarget(**_period(each, each.replaces.pk, years, indicators)) for each in of_periods if each.replaces]
    entries = (
        audit.Entry(
            action="imported",
            thing=target,
            page=target.indicator,
            changes=_differences(by_year[place]),
            source=source_words(filename, *(each.line for each in by_year[place])),
        )
        for place, target in years.items()
    )
    rows = [
        ready(AnnualTarget, gently(new)),
        ready_changes(AnnualTarget, changed, _OF_YEAR),
        ready(PeriodTarget, (SimpleNamespace(**_period(each, key, years, indicators)) for each, key in numbered)),
        ready_changes(PeriodTarget, moved, _OF_PERIOD),
    ]
    changes_of = ((changed, _OF_YEAR), (moved, _OF_PERIOD))
    return ReadyTargets(rows, [each.pk for each in new], keys, changes_of), entries


def stored_aims(years: Collection[Period]) -> Aims:
    """The stored period targets of these years, by measure and year. One statement."""
    found: Aims = defaultdict(dict)
    rows = PeriodTarget.objects.filter(annual__year__in=[year.key for year in years])
    for pk, period, *aim in rows.values_list("indicator_id", "period", "value", "low", "high"):
        found[pk, period.year][period] = (aim[0], aim[1], aim[2])
    return found


def _annual(
    indicator: Indicator,
    year: Period,
    changes: Sequence[TargetChange],
    stored: Aims,
) -> AnnualTarget:
    """The year's target that follows from its periods after the import; as the file has it where none has one."""
    whole = next((each for each in changes if is_whole_year(each.period, indicator.frequency)), None)
    aims = {**stored.get((indicator.pk, year), {}), **{c.period: (c.value, c.low, c.high) for c in changes}}
    before = changes[0].year
    value, low, high = (whole.value, whole.low, whole.high) if whole else _year_end(indicator, year, aims)
    is_known = value is not None or low is not None
    target = AnnualTarget(
        indicator=indicator,
        year=year,
        value=value if is_known or before is None else before.value,
        low=low,
        high=high,
        text=changes[-1].text,
        profile=Profile.TYPED.value,
        rationale=RATIONALE,
    )
    if before is not None:
        target.pk, target.version = before.pk, before.version + 1
    return target


def _year_end(
    indicator: Indicator, year: Period, aims: _YearAims
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The year's (value, low, high): the sum of a flow's periods, else the last period's. None if not known."""
    periods = year.parts(Frequency(indicator.frequency))
    counting = Counting(indicator.counting)
    if counting is Counting.FLOW:
        values = [aims[period][0] if period in aims else None for period in periods]
        return (None if None in values else sum(values, Decimal(0))), None, None  # type: ignore[arg-type]
    if counting is Counting.CUMULATIVE and periods[-1] not in aims:
        return None, None, None
    last = max((period for period in aims if aims[period] != (None, None, None)), default=None)
    return aims[last] if last else (None, None, None)


def _is_of_year(change: TargetChange, indicators: Mapping[str, Indicator]) -> bool:
    return is_whole_year(change.period, indicators[change.ref].frequency)


def _period(
    change: TargetChange,
    key: int,
    years: Mapping[tuple[str, Period], AnnualTarget],
    indicators: Mapping[str, Indicator],
) -> dict[str, Any]:
    """All columns of a period's target."""
    return {
        "id": key,
        "annual_id": years[change.ref, change.period.year].pk,
        "indicator_id": indicators[change.ref].pk,
        "period": change.period,
        "value": change.value,
        "low": change.low,
        "high": change.high,
        "green_limit": change.green_limit,
        "red_limit": change.red_limit,
    }


def _differences(changes: Sequence[TargetChange]) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    for change in changes:
        before = change.replaces
        old = _aim(before.value, before.low, before.high) if before else None
        new = _aim(change.value, change.low, change.high)
        if old != new:
            found[change.period.label] = (old, new)
        limit = before.red_limit if before else None
        if limit != change.red_limit:
            found[f"{change.period.label} red beyond"] = (limit, change.red_limit)
    earlier = changes[0].year.text if changes[0].year else ""
    if changes[-1].text != earlier:
        found["text"] = (earlier or None, changes[-1].text)
    return found


def _aim(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> object:
    return value if low is None or high is None else f"{low.normalize():f} to {high.normalize():f}"
