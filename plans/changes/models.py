"""Plans kept as models, and plans that are started from one: a draft to be edited (A18)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.bulk import insert_many
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values
from plans.changes.new_year import carry_answers, carry_tags, objective_like
from plans.changes.plans import PlanDetails, create_plan, locked
from plans.models import Milestone, MilestoneState, Objective, Plan
from plans.queries.new_year import numbered_ref
from plans.queries.sections import sections_of

_OF_OBJECTIVE = ("plan", "kind", "ref", "title", "owner", "description", "basis", "basis_why")
_OF_MILESTONE = ("objective", "ref", "title", "owner", "starts_on", "due_on")


@transaction.atomic
def mark_as_model(*, by: Actor, at: datetime, plan: Plan, is_model: bool) -> Plan:
    """Keep a plan that was approved as a model of its level, or no longer. One that is kept for that purpose alone is
    closed meanwhile. Raises ChangeRefused for a private plan and one that was not approved.
    """
    stored = locked(plan)
    if stored.level.is_private:
        raise ChangeRefused("A private plan is read by its owner and their line of managers alone: it is no model.")
    if is_model and not stored.is_approved:
        raise ChangeRefused("This plan is not approved yet. Keep it as a model once it is.")
    action = "kept as a model" if is_model else "kept no longer as a model"
    audit.save(by=by, at=at, thing=stored, values={"is_model": is_model}, action=action)
    return stored


@transaction.atomic
def create_from_model(*, by: Actor, at: datetime, details: PlanDetails, model: Plan) -> Plan:
    """A new draft with the model's answers, objectives and milestones: each belongs to the plan's owner, serves nothing
    above yet and has no measure, no money and no progress. A milestone is as far into the plan as it was in the model,
    never in the past and never after the plan.

    Raises ChangeRefused for what is no model (any more) and a model of another level, and as ``create_plan`` does.
    """
    stored = locked(model)
    if not stored.is_model:
        raise ChangeRefused(f"“{stored}” is no longer kept as a model. Choose another, or none.")
    if stored.level_id != details.level.pk:
        raise ChangeRefused(
            f"“{stored}” is a model of the level {stored.level}. Choose one of {details.level}, or none."
        )
    plan = create_plan(by=by, at=at, details=details)
    audit.save(by=by, at=at, thing=plan, values={"modelled_on": stored}, action="started from a model")
    carry_answers([(stored.pk, plan)], only={each.key for each in sections_of(plan)})
    objectives = _objectives(plan, stored)
    carry_tags({old.pk: new for old, new in objectives})
    steps = _milestones(objectives, plan, stored, at=at)
    entries = [_made(new, _OF_OBJECTIVE, stored) for _, new in objectives]
    entries += [_made(step, _OF_MILESTONE, stored) for step in steps]
    audit.record_many(by=by, at=at, entries=entries)
    return plan


def _objectives(plan: Plan, model: Plan) -> list[tuple[Objective, Objective]]:
    """The model's objectives, each with the new one."""
    taken = set(Objective.objects.filter(ref__startswith=plan.ref[:10]).values_list("ref", flat=True))
    pairs = [
        (old, objective_like(old, plan, plan.owner, numbered_ref(plan.ref, place, taken, most=20)))
        for place, old in enumerate(model.objectives.not_merged().order_by("position", "ref"), 1)
    ]
    insert_many([new for _, new in pairs])
    return pairs


def _milestones(
    objectives: Iterable[tuple[Objective, Objective]], plan: Plan, model: Plan, *, at: datetime
) -> list[Milestone]:
    """What the model does by when; nothing where the plan is over already."""
    today = london_day(at)
    if plan.ends_on < today:
        return []
    new = {old.pk: new for old, new in objectives}
    found = Milestone.objects.filter(objective__in=list(new)).exclude(state=MilestoneState.CANCELLED)
    taken = set(Milestone.objects.filter(ref__startswith=plan.ref[:10]).values_list("ref", flat=True))
    first, steps = max(plan.starts_on, today), []
    for place, old in enumerate(found.order_by("due_on", "ref"), 1):
        days = [_moved(day, plan, model, first) for day in (old.starts_on, old.due_on)]
        ref = numbered_ref(f"{plan.ref}-M", place, taken, most=24)
        given = {"starts_on": days[0], "due_on": days[1], "first_due_on": days[1], "weight": old.weight}
        objective = new[old.objective_id]
        steps.append(Milestone(objective=objective, ref=ref, title=old.title, owner=plan.owner, updated_at=at, **given))
    insert_many(steps)
    return steps


def _moved(day: date, plan: Plan, model: Plan, first: date) -> date:
    """As far into the plan as the day is into the model: from its first day that is not past until its last."""
    return min(max(plan.starts_on + (day - model.starts_on), first), plan.ends_on)


def _made(thing: Objective | Milestone, fields: tuple[str, ...], model: Plan) -> audit.Entry:
    return audit.Entry(action="created", thing=thing, changes=first_values(thing, fields), source=f"model {model.ref}")
