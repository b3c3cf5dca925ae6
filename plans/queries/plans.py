"""Reading plans and their objectives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.actors import Actor
from foundation.labels import labels
from foundation.narrowing import narrowed, with_words
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import written_once
from plans.models import Level, Link, Objective, ObjectiveKind, Plan, PlanState
from plans.queries.beside import columns_of
from plans.queries.known import reach_of, visible_within
from plans.stages import Due

_PLURALS = {
    ObjectiveKind.PRIORITY: "Priorities",
    ObjectiveKind.FOCUS: "Areas of focus",
    ObjectiveKind.OUTCOME: "Outcomes",
    ObjectiveKind.OBJECTIVE: "Objectives",
    ObjectiveKind.TASK: "Tasks",
}


class ObjectiveRow(NamedTuple):
    """An objective as its plan's page and paper show it. ``contributes_to`` has address and name of what it mainly
    serves, or nothing, and ``otherwise`` is what is said then: why the council does it; ``more`` heading and words of
    each column of another app.
    """

    url: str
    ref: str
    title: str
    contributes_to: list[tuple[str, str]]
    otherwise: str
    milestones: int
    owner: str
    more: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KindGroup:
    """The objectives of one kind in a plan, under the kind's plural; ``more`` are the headings of further columns."""

    kind: str
    label: str
    rows: tuple[ObjectiveRow, ...]
    more: tuple[str, ...] = ()


def find_plans(
    *,
    actor: Actor,
    today: date,
    words: str = "",
    level_id: int | None = None,
    unit_id: int | None = None,
    state: str = "",
) -> QuerySet[Plan]:
    """Plans that a person may know of, with level, unit, owner and ``objective_count``.

    ``state`` is "draft", "approved" or "closed", "current" for those that run today, "model" for those kept as models,
    "" for all.
    """
    found = (
        Plan.objects.visible_to(actor)
        .select_related("level", "unit", "owner")
        .annotate(objective_count=Count("objectives", distinct=True))
    )
    found = narrowed(with_words(found, words, "title", "ref"), level_id=level_id, unit_id=unit_id)
    if state == "model":
        return found.filter(is_model=True)
    return found.current(today) if state == "current" else narrowed(found, state=state)


PLAN_COLUMNS = ("Reference", "Plan", "Level", "Unit", "Owner", "Starts on", "Ends on", "State", "Objectives")


def models_for(actor: Actor) -> QuerySet[Plan]:
    """The plans that are kept as models and that a person may read, level by level."""
    found = Plan.objects.visible_to(actor).filter(is_model=True, level__in_use=True, level__is_private=False)
    return found.select_related("level").order_by("level__position", "title", "pk")


class ListedPlan(NamedTuple):
    """A row of the list of plans, as its page shows it."""

    url: str
    ref: str
    title: str
    objectives: int
    level: str
    unit: str
    owner: str
    starts_on: date
    ends_on: date
    state: str
    late: str


def listed_plans(plans: Iterable[Plan], dues: Mapping[int, Due]) -> list[ListedPlan]:
    """Plans read by ``find_plans`` as the rows of the page; ``dues`` as ``plans.queries.timetables`` gives them."""
    states = labels(Plan, "state")
    return [
        ListedPlan(
            url=plan.get_absolute_url(),
            ref=plan.ref,
            title=plan.title,
            objectives=plan.objective_count,
            level=plan.level.name,
            unit=plan.unit.name,
            owner=plan.owner.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            state=states[plan.state],
            late=due.words if (due := dues.get(plan.pk)) and due.is_late else "",
        )
        for plan in plans
    ]


def plan_rows(plans: Iterable[Plan]) -> list[list[str | int | date]]:
    """Plans read by ``find_plans`` as rows of a download, under ``PLAN_COLUMNS``."""
    return [
        [
            plan.ref,
            plan.title,
            plan.level.name,
            plan.unit.name,
            plan.owner.title,
            plan.starts_on,
            plan.ends_on,
            plan.get_state_display(),
            plan.objective_count,
        ]
        for plan in plans
    ]


def objectives_by_kind(plan: Plan, *, actor: Actor, today: date, kept: SnapshotCache) -> list[KindGroup]:
    """A plan's objectives, from priority down to task; kinds that it has none of are left out. Two statements, and
    those of what other apps show of them: of a private plan nothing.

    What they contribute to in plans that the person may not know of is left out.
    """
    reach, units = reach_of(actor)
    above = {link.child_id: link.parent for link in _primary_links(plan.pk, *reach, units=units)}
    objectives = _objectives_of(plan.pk)
    groups: dict[str, list[ObjectiveRow]] = {kind: [] for kind in ObjectiveKind.values}
    more, cells = columns_of(objectives, actor=actor, today=today, kept=kept) if not plan.level.is_private else ([], {})
    for objective in objectives:
        groups[objective.kind].append(_objective_row(objective, above.get(objective.pk), cells.get(objective.pk, [])))
    return [
        KindGroup(kind, _PLURALS[ObjectiveKind(kind)], tuple(found), tuple(more))
        for kind, found in groups.items()
        if found
    ]


@written_once
def _objectives_of(plan: int) -> QuerySet[Objective]:
    found = Objective.objects.filter(plan=plan).annotate(milestone_count=Count("milestones"))
    return found.select_related("owner", "merged_into").order_by("position", "ref")


@written_once
def _primary_links(plan: int, *reach: int, units: int | None) -> QuerySet[Link]:
    """What the plan's objectives mainly contribute to, as far as who has that reach may know of it."""
    parents = visible_within(Objective.objects.all(), reach, units)
    return Link.objects.filter(child__plan=plan, is_primary=True, parent__in=parents).select_related("parent")


def _objective_row(objective: Objective, above: Objective | None, more: list[tuple[str, str]]) -> ObjectiveRow:
    """Of an objective with ``milestone_count``, and what it mainly contributes to."""
    return ObjectiveRow(
        url=objective.get_absolute_url(),
        ref=objective.ref,
        title=objective.title,
        contributes_to=[(above.get_absolute_url(), f"{above.ref} {above.title}")] if above else [],
        otherwise=_otherwise(objective),
        milestones=objective.milestone_count,
        owner=objective.owner.title,
        more=more,
    )


def _otherwise(objective: Objective) -> str:
    if objective.merged_into:
        return f"Merged into {objective.merged_into.ref}"
    return objective.get_basis_display() or "Nothing yet"


def levels_with_counts() -> QuerySet[Level]:
    """Levels from the top down, each with ``plan_count``: its plans that are not closed."""
    running = ~Q(plans__state=PlanState.CLOSED) & Q(plans__isnull=False)
    return Level.objects.annotate(plan_count=Count("plans", filter=running)).order_by("position")
