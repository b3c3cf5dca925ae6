"""What milestones wait for, and where that cannot come out."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from accounts.actors import Actor
from plans.models import Milestone, MilestoneWait
from plans.queries.milestones import Awaited, MilestoneRow
from plans.waiting import Step, cannot_come_out, end_of

HIDDEN = Awaited(0, "", "a milestone that you may not read")

_DAYS = ("due_on", "forecast_on", "completed_on")
_FIELDS = (
    *("milestone_id", "milestone__state", *(f"milestone__{day}" for day in _DAYS)),
    *("waits_for_id", "waits_for__ref", "waits_for__title", "waits_for__state", *(f"waits_for__{d}" for d in _DAYS)),
    "is_known",
)


class _Wait(NamedTuple):
    """A wait as read: the state of both ends with when they end, and the other's name."""

    milestone: int
    state: str
    ends_on: date
    awaited: Awaited
    awaited_state: str
    awaited_ends_on: date


def with_waits(rows: Sequence[MilestoneRow], *, actor: Actor) -> list[MilestoneRow]:
    """The same rows with what each waits for, and a sentence for each that ends after it. One statement.

    Of what the person may not know of it says that there is something.
    """
    found: dict[int, list[_Wait]] = {}
    for each in _waits_of({row.pk for row in rows}, actor):
        found.setdefault(each.milestone, []).append(each)
    return [_waiting(row, found[row.pk]) if row.pk in found else row for row in rows]


def _waits_of(milestones: Collection[int], actor: Actor) -> list[_Wait]:
    if not milestones:
        return []
    known = Milestone.objects.visible_to(actor).filter(pk=OuterRef("waits_for"))
    waits = MilestoneWait.objects.filter(milestone__in=milestones).annotate(is_known=Exists(known))
    return [_read(*row) for row in waits.order_by("waits_for__due_on", "waits_for__ref").values_list(*_FIELDS)]


def _read(milestone: int, state: str, *rest: Any) -> _Wait:
    mine, (pk, ref, title, awaited_state, *days, is_known) = rest[:3], rest[3:]
    awaited = Awaited(pk, ref, title) if is_known else HIDDEN
    return _Wait(milestone, state, _end(mine), awaited, awaited_state, _end(days))


def _end(days: Sequence[date | None]) -> date:
    due_on, forecast_on, completed_on = days
    return end_of(due_on=due_on, forecast_on=forecast_on, completed_on=completed_on)


def _waiting(row: MilestoneRow, waits: Sequence[_Wait]) -> MilestoneRow:
    mine = Step(row.ref, waits[0].state, waits[0].ends_on)
    steps = [Step(each.awaited.ref or HIDDEN.title, each.awaited_state, each.awaited_ends_on) for each in waits]
    cautions = tuple(cannot_come_out(mine, steps))
    return replace(row, waits_for=tuple(each.awaited for each in waits), cautions=cautions)
