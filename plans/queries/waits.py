"""What milestones wait for, and where that cannot come out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import Actor
from foundation.statements import written_once
from plans.models import Milestone, MilestoneWait
from plans.queries.known import reach_of, visible_within
from plans.queries.milestones import Awaited, MilestoneRow
from plans.waiting import Step, cannot_come_out, end_of

HIDDEN = Awaited(0, "", "a milestone that you may not read")

_DAYS = ("due_on", "forecast_on", "completed_on")
_FIELDS = (
    *("milestone_id", "milestone__state", *(f"milestone__{day}" for day in _DAYS)),
    *("waits_for_id", "waits_for__ref", "waits_for__title", "waits_for__state", *(f"waits_for__{d}" for d in _DAYS)),
    "is_known",
)


class Wait(NamedTuple):
    """A wait as read: the state of both ends with when they end, and the other's name; ``is_known``: to whom it was
    read for.
    """

    milestone: int
    state: str
    ends_on: date
    awaited: Awaited
    awaited_state: str
    awaited_ends_on: date
    is_known: bool


Waits = Mapping[int, Sequence[Wait]]
"""What each milestone waits for, by its key."""


def with_waits(rows: Sequence[MilestoneRow], *, actor: Actor) -> list[MilestoneRow]:
    """The same rows with what each waits for, and a sentence for each that ends after it. One statement.

    Of what the person may not know of it says that there is something.
    """
    if not rows:
        return []
    keys, (reach, units) = [row.pk for row in rows], reach_of(actor)
    found = _by_milestone(_waits_known(*keys, *reach, milestones=len(keys), units=units))
    return [waiting(row, found) for row in rows]


@written_once
def _waits_known(*values: int, milestones: int, units: int | None) -> QuerySet[Any]:
    """The waits of so many milestones, whose keys come first, for who has the reach that follows."""
    waits = MilestoneWait.objects.filter(milestone__one_of=values[:milestones])
    return _waits(waits, visible_within(Milestone.objects.all(), values[milestones:], units))


def read_open_waits() -> Waits:
    """What all milestones wait for, as papers tell it: of what is private that there is something. One statement."""
    known = Milestone.objects.not_private()
    return _by_milestone(_waits(MilestoneWait.objects.filter(milestone__in=known.values("pk")), known))


def _anything(_: int) -> bool:
    return True


def waiting(row: MilestoneRow, waits: Waits, *, may_name: Callable[[int], bool] = _anything) -> MilestoneRow:
    """The row with what it waits for, those named that were known where they were read and ``may_name`` (by their keys)
    lets through.
    """
    own = waits.get(row.pk, ())
    if not own:
        return row
    named = [each.awaited if each.is_known and may_name(each.awaited.pk) else HIDDEN for each in own]
    mine = Step(row.ref, own[0].state, own[0].ends_on)
    steps = [
        Step(name.ref or HIDDEN.title, each.awaited_state, each.awaited_ends_on)
        for name, each in zip(named, own, strict=True)
    ]
    return replace(row, waits_for=tuple(named), cautions=tuple(cannot_come_out(mine, steps)))


def _waits(waits: QuerySet[MilestoneWait], known: QuerySet[Milestone]) -> QuerySet[Any]:
    waits = waits.annotate(is_known=Exists(known.filter(pk=OuterRef("waits_for"))))
    return waits.order_by("waits_for__due_on", "waits_for__ref").values_list(*_FIELDS)


def _by_milestone(rows: Iterable[Any]) -> dict[int, list[Wait]]:
    found: dict[int, list[Wait]] = {}
    for row in rows:
        each = _read(*row)
        found.setdefault(each.milestone, []).append(each)
    return found


def _read(milestone: int, state: str, *rest: Any) -> Wait:
    mine, (pk, ref, title, awaited_state, *days, is_known) = rest[:3], rest[3:]
    return Wait(milestone, state, _end(mine), Awaited(pk, ref, title), awaited_state, _end(days), is_known)


def _end(days: Sequence[date | None]) -> date:
    due_on, forecast_on, completed_on = days
    return end_of(due_on=due_on, forecast_on=forecast_on, completed_on=completed_on)
