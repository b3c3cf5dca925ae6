"""Saying which milestones another waits for."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from plans.changes.opened import check_open
from plans.models import Milestone, MilestoneWait
from plans.waiting import goes_round


@transaction.atomic
def set_waits(*, by: Actor, at: datetime, milestone: Milestone, waits_for: Sequence[Milestone]) -> None:
    """What a milestone waits for, anew. Raises ChangeRefused for itself, for what is private or on a plan that is
    private, and for a circle: nothing is written then.
    """
    check_open(milestone.objective.plan)
    wanted = {each.pk: each for each in waits_for}
    if milestone.pk in wanted:
        raise ChangeRefused("A milestone cannot wait for itself.")
    if milestone.objective.plan.level.is_private or any(each.objective.plan.level.is_private for each in waits_for):
        raise ChangeRefused("A milestone of a private plan waits for none, and none waits for it.")
    stored = {each.waits_for_id: each for each in milestone.waits.select_related("waits_for")}
    if stored.keys() == wanted.keys():
        return
    MilestoneWait.objects.filter(pk__in=[each.pk for pk, each in stored.items() if pk not in wanted]).delete()
    MilestoneWait.objects.bulk_create(
        MilestoneWait(milestone=milestone, waits_for=each) for pk, each in wanted.items() if pk not in stored
    )
    was = _refs(each.waits_for for each in stored.values())
    changes = {"waits for": (was or None, _refs(wanted.values()) or None)}
    audit.record(by=by, at=at, action="changed", thing=milestone, changes=changes)
    # After the trail was written, which one writer does at a time: so circles that two people make at once are found.
    _refuse_circle(milestone)


def _refs(milestones: Iterable[Milestone]) -> str:
    return ", ".join(sorted(each.ref for each in milestones))


def _refuse_circle(milestone: Milestone) -> None:
    waits: dict[int, list[int]] = {}
    for each, other in MilestoneWait.objects.values_list("milestone_id", "waits_for_id"):
        waits.setdefault(each, []).append(other)
    if goes_round(waits, milestone.pk):
        raise ChangeRefused(
            f"One of these waits for {milestone.ref} itself, directly or through others, so neither could ever begin. "
            "Leave it out, or take the wait of the other away first."
        )
