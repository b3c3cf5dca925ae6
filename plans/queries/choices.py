"""What a form may name of the golden thread, as the choices of a list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.narrowing import asked_of
from foundation.statements import written_once
from plans.models import Objective, ObjectiveKind, PlanState

Groups = list[tuple[str, list[tuple[int, str]]]]


def objective_choices(actor: Actor) -> Groups:
    """Objectives that are worked on, of plans that are not private and that the person may know of, by plan."""
    return grouped(asked_of(_worked_on, within=actor.reaches(Permission.COUNCIL_READ)))


def priority_choices(actor: Actor) -> list[tuple[int, str]]:
    """The priorities that the person may know of, by the order of their plans."""
    return list(asked_of(_priorities, within=actor.reaches(Permission.COUNCIL_READ)))


def grouped(rows: Iterable[tuple[str, int, str, str]]) -> Groups:
    """Choices from rows of group, key, reference and name."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for group, pk, ref, name in rows:
        groups.setdefault(group, []).append((pk, f"{ref} {name}"))
    return list(groups.items())


@written_once
def _worked_on(*units: int) -> QuerySet[Any]:
    rows = Objective.objects.shared_within(units).not_merged().exclude(plan__state=PlanState.CLOSED)
    rows = rows.order_by("plan__level__position", "plan__title", "position", "ref")
    return rows.values_list("plan__title", "pk", "ref", "title")


@written_once
def _priorities(*units: int) -> QuerySet[Any]:
    known = Objective.objects.shared_within(units).filter(kind=ObjectiveKind.PRIORITY)
    return known.order_by("plan__level__position", "position", "ref").values_list("pk", "title")
