"""Which measures are broken down by what, and targets of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from breakdowns.changes.dimensions import check_threshold
from breakdowns.models import Breakdown, Dimension, GroupTarget
from breakdowns.queries.standing import can_add_up, can_break_down
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from indicators.models import Indicator
from indicators.rules.values import round_to
from plans.periods import Period

Aim = tuple[Decimal | None, Decimal | None, Decimal | None]
"""Value, lowest and highest good value of a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownDetails:
    """How a measure is broken down. ``threshold`` None: as the dimension says."""

    threshold: int | None = None
    adds_up: bool = True
    is_ended: bool = False


@transaction.atomic
def break_down(
    *, by: Actor, at: datetime, indicator: Indicator, dimension: Dimension, details: BreakdownDetails
) -> Breakdown:
    """Have a measure entered and read by the groups of a dimension. Raises ChangeRefused."""
    check_amount(indicator)
    if Breakdown.objects.filter(indicator=indicator, dimension=dimension).exists():
        raise ChangeRefused(f"{indicator.name} is broken down by {dimension.noun} already. Change that instead.")
    check_details(indicator, details)
    made = Breakdown.objects.create(indicator=indicator, dimension=dimension, **values_of(details))
    changes = {"by": (None, dimension.name), **first_values(made, values_of(details))}
    audit.record(by=by, at=at, action="broke down", thing=made, page=indicator, changes=changes)
    return made


@transaction.atomic
def edit_breakdown(
    *, by: Actor, at: datetime, breakdown: Breakdown, version: int, details: BreakdownDetails
) -> Breakdown:
    """Change how a measure is broken down. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    stored = Breakdown.objects.select_related("indicator", "dimension").get(pk=breakdown.pk)
    check_details(stored.indicator, details)
    values = values_of(details)
    if changes := set_fields(stored, values):
        save_version(stored, version=version, fields=values)
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.indicator, changes=changes)
    return stored


@transaction.atomic
def set_targets(
    *, by: Actor, at: datetime, breakdown: Breakdown, version: int, periods: Sequence[Period], aims: Mapping[int, Aim]
) -> Breakdown:
    """The targets of groups (by id) in some periods; without one, what the whole measure aims at holds. ``version`` is
    that of the breakdown. Raises Conflict.
    """
    stored = Breakdown.objects.select_related("indicator", "dimension").get(pk=breakdown.pk)
    held = {(each.group_id, each.period): each for each in stored.targets.filter(period__in=periods, group__in=aims)}
    names = dict(stored.dimension.groups.values_list("pk", "name"))
    changes, rows = {}, []
    for key, aim in aims.items():
        kept: Aim = tuple(None if each is None else round_to(each, 10) for each in aim)  # type: ignore[assignment]
        for period in periods:
            row = held.get((key, period))
            was = (row.value, row.low, row.high) if row else (None, None, None)
            if was != kept:
                changes[f"{names[key]}, {period}"] = (_words(was), _words(kept))
                rows.append((key, period, kept))
    if not changes:
        return stored
    save_version(stored, version=version, fields=[])
    for key, period, _ in rows:
        if (key, period) in held:
            held[key, period].delete()
    GroupTarget.objects.bulk_create(
        GroupTarget(breakdown=stored, group_id=key, period=period, value=value, low=low, high=high)
        for key, period, (value, low, high) in rows
        if (value, low, high) != (None, None, None)
    )
    audit.record(by=by, at=at, action="set targets of", thing=stored, page=stored.indicator, changes=changes)
    return stored


def _words(aim: Aim) -> str | None:
    value, low, high = (None if each is None else f"{each.normalize():f}" for each in aim)
    return value if value is not None else f"{low} to {high}" if low is not None else None


def check_amount(indicator: Indicator) -> None:
    """Raises ChangeRefused for a measure of which no groups can be told."""
    if not can_break_down(indicator):
        raise ChangeRefused(f"{indicator.name} is no amount: groups of it could not be held against each other.")


def check_details(indicator: Indicator, details: BreakdownDetails) -> None:
    """Raises ChangeRefused where a measure cannot be broken down so."""
    check_threshold(details.threshold)
    if details.adds_up and not can_add_up(indicator):
        raise ChangeRefused(
            f"{indicator.name} is a rate that is entered without its numerator and denominator, so that its groups "
            "cannot be added up. Say that they need not, or have the measure entered by its parts."
        )
