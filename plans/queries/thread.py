"""Reading the golden thread from the database."""

from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import written_once
from plans.models import Link, Objective
from plans.models.plan import RENEWED_DRAFT
from plans.thread import Node, Thread, Tie

_FIELDS = {
    "pk": "pk",
    "ref": "ref",
    "title": "title",
    "kind": "kind",
    "position": "position",
    "owner_id": "owner_id",
    "owner": "owner__title",
    "plan_id": "plan_id",
    "plan_ref": "plan__ref",
    "plan_title": "plan__title",
    "plan_state": "plan__state",
    "approved_on": "plan__approved_on",
    "level": "plan__level__position",
    "level_name": "plan__level__name",
    "unit_id": "plan__unit_id",
    "unit_name": "plan__unit__name",
    "basis": "basis",
    "starts_on": "plan__starts_on",
    "ends_on": "plan__ends_on",
    "merged_into": "merged_into__ref",
    "follows": "plan__follows_id",
}


def load_thread(objectives: QuerySet[Objective] | None = None, *, reach: frozenset[int] | None = None) -> Thread:
    """The thread in two statements, closed plans included (``Node.is_live`` tells them apart).

    Made of ``objectives``; without them, of all that is not private in the plans of the units in ``reach``
    (``Actor.reaches(Permission.COUNCIL_READ)``; None is all). A plan that was started from another comes in with its
    approval: until then the other stands for both.
    """
    if objectives is not None:
        rows = _rows_of(objectives)
    else:
        rows = _rows() if reach is None else _rows_of(_begun().within(reach))
    nodes = [Node(**dict(zip(_FIELDS, row, strict=True))) for row in rows]
    return Thread(nodes, (Tie(*row) for row in _ties()))


def whole_thread(kept: SnapshotCache) -> Thread:
    """The thread of the whole council, kept while nothing is written: for pages that say what is wrong with a part.
    ``kept`` is the request's way to what is kept.
    """
    return kept(load_thread, "whole thread")


def thread_seen_by(actor: Actor, kept: SnapshotCache) -> Thread:
    """The thread as a person may know of it, private plans of their own line included; kept while nothing is written.
    ``kept`` is the request's way to what is kept.
    """
    reach, line = actor.reaches(Permission.COUNCIL_READ), frozenset(actor.managing(Permission.PRIVATE_EDIT))
    return kept(lambda: load_thread(Objective.objects.visible_to(actor)), "thread seen", reach, line)


def _rows_of(objectives: QuerySet[Objective]) -> QuerySet[Any]:
    return objectives.values_list(*_FIELDS.values())


@written_once
def _rows() -> QuerySet[Any]:
    return _rows_of(_begun())


def _begun() -> QuerySet[Objective]:
    return Objective.objects.not_private().exclude(RENEWED_DRAFT)


@written_once
def _ties() -> QuerySet[Any]:
    return Link.objects.values_list("child_id", "parent_id", "is_primary", "made_on")
