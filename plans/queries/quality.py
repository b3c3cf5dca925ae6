"""Reading a plan for its checklist."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.queries.holders import holders_of
from foundation.statements import written_once
from plans.models import Level, Link, MilestoneState, Objective, Plan
from plans.quality import Asked, Check, Place, Remedy, WrittenObjective, WrittenPlan, checklist
from plans.queries.measured import measures_of
from plans.queries.readiness import asked_of
from plans.queries.sections import sections_of

_HELD_UP, _TOLD = "Before it is submitted", "What other parts of the product know"
_CANCELLED = Q(milestones__state=MilestoneState.CANCELLED)


def checks_of(plan: Plan, *, today: date) -> list[Check]:
    """The checklist of a plan as it is written now, [] for a private one. Six statements, and those of what other apps
    ask.
    """
    if plan.level.is_private:
        return []
    objectives = _objectives(plan.pk)
    held, measures = holders_of({each.owner_id for each in objectives}, today=today), measures_of(objectives)
    top = _highest_level()
    address = plan.get_absolute_url()
    written = WrittenPlan(
        place=Place(plan.title, address),
        ends_on=plan.ends_on,
        unanswered=tuple(
            Place(f"“{each.question}”", f"{address}#{each.anchor}") for each in sections_of(plan) if not each.answer
        ),
        objectives=[_written(each, is_top=plan.level in top, held=held, measures=measures) for each in objectives],
        asked=_asked(objectives),
    )
    return checklist(written)


@written_once
def _highest_level() -> QuerySet[Level]:
    return Level.objects.filter(in_use=True, is_private=False).order_by("position")[:1]


@written_once
def _objectives(plan: int) -> QuerySet[Objective]:
    upward = Link.objects.filter(child=OuterRef("pk"))
    stands = ~_CANCELLED
    return (
        Objective.objects.filter(plan=plan)
        .not_merged()
        .select_related("owner")
        .annotate(
            steps=Count("milestones", filter=stands),
            first_due_on=Min("milestones__due_on", filter=stands),
            is_linked=Exists(upward),
        )
        .order_by("position", "ref")
    )


def _written(
    objective: Objective, *, is_top: bool, held: Mapping[int, object], measures: Mapping[int, int] | None
) -> WrittenObjective:
    return WrittenObjective(
        place=_place(objective),
        kind=objective.kind,
        title=objective.title,
        needs_link=not is_top,
        is_linked=objective.is_linked,
        basis=objective.basis,
        owner=str(objective.owner),
        owner_vacant=not held.get(objective.owner_id),
        measures=None if measures is None else measures.get(objective.pk, 0),
        milestones=objective.steps,
        first_due_on=objective.first_due_on,
    )


def _asked(objectives: Sequence[Objective]) -> list[Asked]:
    return [
        Asked(
            key=question.key,
            words=question.words,
            group=_HELD_UP if question.holds_up else _TOLD,
            wanting=tuple(Remedy(_place(each, lack.place), lack.each) for each in lack.objectives) if lack else (),
        )
        for question, lack in asked_of(objectives)
    ]


def _place(objective: Objective, anchor: str = "") -> Place:
    return Place(f"{objective.ref} {objective.title}", f"{objective.get_absolute_url()}{anchor}")
