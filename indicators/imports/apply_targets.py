"""Writes the targets of an import: those of the periods, and the year's target that each belongs to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from accounts import audit
from foundation.bulk import insert_many
from indicators.imports.planned_changes import BATCH, TargetChange, batches, source_words
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from indicators.rules.vocabulary import Counting, Profile
from plans.periods import Frequency, Period

RATIONALE = "Imported."
_Aims = dict[Period, tuple[Decimal | None, Decimal | None, Decimal | None]]


def write_targets(
    *, filename: str, changes: Sequence[TargetChange], indicators: Mapping[str, Indicator]
) -> list[audit.Entry]:
    """Write the period targets and their year's targets, whose profile becomes "typed for each period". What to record:
    one event for each year's target, with all periods that changed.
    """
    entries: list[audit.Entry] = []
    by_year: dict[tuple[str, Period], list[TargetChange]] = defaultdict(list)
    for change in changes:
        by_year[change.ref, change.period.year].append(change)
    stored = _stored_aims({year for _, year in by_year})
    for batch in batches(list(by_year.items())):
        annual = [_annual(indicators[ref], year, found, stored) for (ref, year), found in batch]
        AnnualTarget.objects.bulk_create(
            annual,
            update_conflicts=True,
            unique_fields=["indicator", "year"],
            update_fields=["value", "low", "high", "text", "profile", "version"],
        )
        _write_periods([each for _, found in batch for each in found], annual, indicators)
        entries += [
            audit.Entry(
                action="imported",
                thing=target,
                page=target.indicator,
                changes=_differences(found),
                source=source_words(filename, *(each.line for each in found)),
            )
            for target, (_, found) in zip(annual, batch, strict=True)
        ]
    return entries


def _stored_aims(years: set[Period]) -> dict[tuple[int, Period], _Aims]:
    """The stored period targets of these years, by measure and year."""
    found: dict[tuple[int, Period], _Aims] = defaultdict(dict)
    rows = PeriodTarget.objects.filter(annual__year__in=[year.key for year in years])
    for pk, period, *aim in rows.values_list("indicator_id", "period", "value", "low", "high"):
        found[pk, period.year][period] = (aim[0], aim[1], aim[2])
    return found


def _annual(
    indicator: Indicator,
    year: Period,
    changes: Sequence[TargetChange],
    stored: Mapping[tuple[int, Period], _Aims],
) -> AnnualTarget:
    """The year's target that follows from its periods after the import."""
    aims = {**stored.get((indicator.pk, year), {}), **{c.period: (c.value, c.low, c.high) for c in changes}}
    before = changes[0].year
    value, low, high = _year_end(indicator, year, aims)
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
        target.version = before.version + 1
    return target


def _year_end(indicator: Indicator, year: Period, aims: _Aims) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
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


def _write_periods(
    changes: Sequence[TargetChange], annual: Sequence[AnnualTarget], indicators: Mapping[str, Indicator]
) -> None:
    targets = {(target.indicator_id, target.year): target for target in annual}
    rows = [
        PeriodTarget(
            annual=targets[indicators[change.ref].pk, change.period.year],
            indicator=indicators[change.ref],
            period=change.period,
            value=change.value,
            low=change.low,
            high=change.high,
        )
        for change in changes
    ]
    insert_many([row for row, change in zip(rows, changes, strict=True) if not change.replaces])
    PeriodTarget.objects.bulk_create(
        [row for row, change in zip(rows, changes, strict=True) if change.replaces],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["indicator", "period"],
        update_fields=["value", "low", "high"],
    )


def _differences(changes: Sequence[TargetChange]) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    for change in changes:
        before = change.replaces
        old = _aim(before.value, before.low, before.high) if before else None
        new = _aim(change.value, change.low, change.high)
        if old != new:
            found[change.period.label] = (old, new)
    earlier = changes[0].year.text if changes[0].year else ""
    if changes[-1].text != earlier:
        found["text"] = (earlier or None, changes[-1].text)
    return found


def _aim(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> object:
    return value if low is None or high is None else f"{low.normalize():f} to {high.normalize():f}"
