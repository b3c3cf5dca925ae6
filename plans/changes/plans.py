"""Changing plans: what they say of themselves, and from draft to approved and closed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import have_moved, tell
from accounts.models import Post, Unit
from foundation.dates import day_words
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of
from plans.changes.opened import check_open
from plans.changes.told import plan_given, plan_told
from plans.models import Level, Plan, PlanState
from plans.queries.readiness import lacks_of
from plans.queries.sampling import must_be_drawn_first, year_of
from plans.workflow import PlanMove, PlanMoveNotAllowed, next_state

_PRIVATE = (
    "A plan at the level “{level}” is private to one person and the line of managers, and new ones are not kept here "
    "yet. Keep it where you keep it now, or choose another level."
)
_NOT_DRAWN = (
    "Of the plans of the level {level} a sample is quality assured, and that of {year} is not drawn yet. Draw it under "
    "Plans, Sample: whatever is not chosen can be approved then."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDetails:
    """What a plan says of itself."""

    level: Level
    ref: str
    title: str
    unit: Unit
    owner: Post
    starts_on: date
    ends_on: date
    purpose: str = ""


@transaction.atomic
def create_plan(*, by: Actor, at: datetime, details: PlanDetails) -> Plan:
    """A new draft. Raises ChangeRefused for a level that is private or out of use and for dates the wrong way round."""
    if details.level.is_private:
        raise ChangeRefused(_PRIVATE.format(level=details.level))
    if not details.level.in_use:
        raise ChangeRefused(f"{details.level} is out of use. Choose another level, or put it back in use.")
    _check_dates(details)
    plan = Plan.objects.create(**values_of(details))
    tell(by=by, at=at, news=plan_given(plan))
    audit.record(by=by, at=at, action="created", thing=plan, changes=first_values(plan, values_of(details)))
    return plan


@transaction.atomic
def edit_plan(*, by: Actor, at: datetime, plan: Plan, version: int, details: PlanDetails) -> Plan:
    """Change what a plan says of itself.

    Raises ChangeRefused when it is closed; Conflict with the stored row when somebody saved after ``version``.
    """
    stored = Plan.objects.select_related("level", "unit", "owner").get(pk=plan.pk)
    check_open(stored)
    _check_dates(details)
    if details.level.is_private != stored.level.is_private:
        raise ChangeRefused(f"What is private stays so: choose a level like {stored.level}.")
    owner, unit = stored.owner_id, stored.unit_id
    if audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version):
        if stored.unit_id != unit:
            have_moved("plan", [stored.pk], stored.unit_id)
            have_moved("objective", stored.objectives.values("pk"), stored.unit_id)
        given = plan_given(stored) if stored.owner_id != owner else []
        tell(by=by, at=at, news=given or plan_told(stored, "was changed"))
    return stored


@transaction.atomic
def approve_plan(*, by: Actor, at: datetime, plan: Plan, approved_on: date) -> Plan:
    """From signed off to approved, or from draft at a level whose plans ask for no review (those that are not reported
    on). Links made after ``approved_on`` count as retrofitted.

    Raises ChangeRefused for any other state, a plan without objectives, and one whose level is sampled before the
    sample of its year is drawn; and names those objectives that another app asks something of first
    (``plans.queries.readiness``).
    """
    stored = locked(plan)
    state = moved(stored, PlanMove.APPROVE)
    if must_be_drawn_first(stored):
        raise ChangeRefused(_NOT_DRAWN.format(level=stored.level, year=year_of(stored).label))
    check_ready(stored, "approved")
    values = {"state": state, "approved_on": approved_on}
    tell(by=by, at=at, news=plan_told(stored, f"was approved on {day_words(approved_on)}"))
    audit.save(by=by, at=at, thing=stored, values=values, action="approved")
    return stored


@transaction.atomic
def close_plan(*, by: Actor, at: datetime, plan: Plan, why: str = "") -> Plan:
    """From approved to closed: it is kept, and no longer counts in the thread's health. Raises ChangeRefused."""
    stored = locked(plan)
    if stored.state != PlanState.APPROVED:
        raise ChangeRefused("Only an approved plan can be closed.")
    tell(by=by, at=at, news=plan_told(stored, "was closed"))
    audit.save(by=by, at=at, thing=stored, values={"state": PlanState.CLOSED}, action="closed", why=why)
    return stored


@transaction.atomic
def reopen_plan(*, by: Actor, at: datetime, plan: Plan, why: str) -> Plan:
    """From closed back to approved, with a reason. Raises ChangeRefused."""
    stored = locked(plan)
    if stored.state != PlanState.CLOSED:
        raise ChangeRefused("Only a closed plan can be reopened.")
    if not why.strip():
        raise ChangeRefused("Enter why the plan is reopened.")
    tell(by=by, at=at, news=plan_told(stored, "was reopened"))
    audit.save(by=by, at=at, thing=stored, values={"state": PlanState.APPROVED}, action="reopened", why=why)
    return stored


def locked(plan: Plan) -> Plan:
    """The plan's row, locked, with what is told of it."""
    return Plan.objects.select_for_update(of=("self",)).select_related("level", "owner", "reviewer").get(pk=plan.pk)


def moved(plan: Plan, move: PlanMove) -> PlanState:
    """The plan's state after a move. Raises ChangeRefused where its state does not allow it."""
    try:
        return next_state(plan.state, move, is_reviewed=plan.is_reviewed)
    except PlanMoveNotAllowed as refusal:
        raise ChangeRefused(str(refusal)) from refusal


def check_ready(plan: Plan, to_be: str) -> None:
    """Raises ChangeRefused where something keeps the plan from being ``to_be`` ("submitted"), with what and where."""
    if not plan.objectives.exists():
        raise ChangeRefused(f"A plan without objectives cannot be {to_be}. Add its objectives first.")
    if lacks := lacks_of(plan):
        raise ChangeRefused(" ".join([f"The plan cannot be {to_be} yet.", *(each.refusal for each in lacks)]))


def _check_dates(details: PlanDetails) -> None:
    if details.ends_on < details.starts_on:
        raise ChangeRefused("The plan ends before it starts. Check both dates.")
