"""What reports are about: plans, priorities, committees with what belongs to them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from accounts.queries.stood import parents_on, stood, unit_name
from plans.models import Objective, ObjectiveKind, Plan
from plans.periods import Period
from plans.workflow import BEFORE_APPROVAL


@dataclass(frozen=True, slots=True)
class Subject:
    """``type`` is plan, objective, committee, or "" for the whole council; ``unit_id`` the service of a plan;
    ``detail`` what it is a part of.
    """

    type: str
    pk: int
    name: str
    unit_id: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remit:
    """What belongs to a committee: priorities (objectives) and services (units), by their ids."""

    committee_id: int
    committee: str
    priority_ids: frozenset[int]
    service_ids: frozenset[int]

    def reaching(self, beneath: Mapping[int, frozenset[int]]) -> "Remit":
        """The same remit with every unit beneath its services."""
        reached = frozenset().union(*(beneath.get(pk, frozenset({pk})) for pk in self.service_ids))
        return replace(self, service_ids=reached)


def units_beneath(day: date | None = None) -> dict[int, frozenset[int]]:
    """For each unit, itself and every unit beneath it, as it was at the end of a day (None: as it is)."""
    parents = parents_on(day)
    beneath: dict[int, set[int]] = {pk: {pk} for pk in parents}
    for pk in parents:
        above = parents[pk]
        while above is not None:
            beneath[above].add(pk)
            above = parents[above]
    return {pk: frozenset(units) for pk, units in beneath.items()}


def plans_reported(period: Period) -> list[Subject]:
    """The approved plans, of a level reported on, that run at the quarter's end.

    Each goes by the name of the service that it was of then, or by its own where a service has several.
    """
    plans = (
        Plan.objects.not_private()
        .filter(level__is_reported=True, level__in_use=True)
        .filter(starts_on__lte=period.end, ends_on__gte=period.end)
        .exclude(state__in=BEFORE_APPROVAL)
        .annotate(stood_in=stood("plans.plan", "unit", period.end), stood_in_name=unit_name("stood_in"))
        .order_by("stood_in_name", "ref")
    )
    rows = list(plans.values_list("pk", "title", "stood_in", "stood_in_name"))
    of_unit = Counter(unit_id for _, _, unit_id, _ in rows)
    return [
        Subject("plan", pk, unit_name if of_unit[unit_id] == 1 else title, unit_id, title)
        for pk, title, unit_id, unit_name in rows
    ]


def priorities(period: Period) -> list[Subject]:
    """The council's priorities in a quarter, from approved plans that run at its end."""
    rows = (
        Objective.objects.not_private()
        .filter(kind=ObjectiveKind.PRIORITY)
        .filter(plan__starts_on__lte=period.end, plan__ends_on__gte=period.end)
        .exclude(plan__state__in=BEFORE_APPROVAL)
        .order_by("plan__level__position", "plan__ref", "position", "ref")
        .values_list("pk", "title", "plan__title")
    )
    return [Subject("objective", pk, title, detail=plan) for pk, title, plan in rows]
