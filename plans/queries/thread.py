"""Reading the golden thread from the database."""

from plans.models import Link, Objective
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
}


def load_thread(*, reach: frozenset[int] | None = None) -> Thread:
    """The whole thread in two statements, closed plans included (``Node.is_live`` tells them apart).

    ``reach`` keeps to the plans of some units (``Actor.reaches(Permission.COUNCIL_READ)``; None is all).
    """
    objectives = Objective.objects.all() if reach is None else Objective.objects.filter(plan__unit__in=reach)
    rows = objectives.values_list(*_FIELDS.values())
    nodes = [Node(**dict(zip(_FIELDS, row, strict=True))) for row in rows]
    ties = Link.objects.values_list("child_id", "parent_id", "is_primary", "made_on")
    return Thread(nodes, (Tie(*row) for row in ties))
