"""Changing plans: draft, approved, closed."""

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
from plans.changes.told import plan_given, plan_told
from plans.models import Level, Plan, PlanState
from plans.queries.readiness import lacks_of

_PRIVATE = (
    "A plan at the level “{level}” is private to one person and the line of managers, and new ones are not kept here "
    "yet. Keep it where you keep it now, or choose another level."
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
    if stored.state == PlanState.CLOSED:
        raise ChangeRefused("This plan is closed. Reopen it first.")
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
    """From draft to approved. Links made after ``approved_on`` count as retrofitted.

    Raises ChangeRefused unless the plan is a draft with at least one objective, and names those objectives that another
    app asks something of first (``plans.queries.readiness``).
    """
    stored = _locked(plan)
    if stored.state != PlanState.DRAFT:
        raise ChangeRefused(f"This plan is already {stored.get_state_display().lower()}.")
    if not stored.objectives.exists():
        raise ChangeRefused("A plan without objectives cannot be approved. Add its objectives first.")
    if lacks := lacks_of(stored):
        raise ChangeRefused(" ".join(["The plan cannot be approved yet.", *(each.refusal for each in lacks)]))
    values = {"state": PlanState.APPROVED, "approved_on": approved_on}
    tell(by=by, at=at, news=plan_told(stored, f"was approved on {day_words(approved_on)}"))
    audit.save(by=by, at=at, thing=stored, values=values, action="approved")
    return stored


@transaction.atomic
def close_plan(*, by: Actor, at: datetime, plan: Plan, why: str = "") -> Plan:
    """From approved to closed: it is kept, and no longer counts in the thread's health. Raises ChangeRefused."""
    stored = _locked(plan)
    if stored.state != PlanState.APPROVED:
        raise ChangeRefused("Only an approved plan can be closed.")
    tell(by=by, at=at, news=plan_told(stored, "was closed"))
    audit.save(by=by, at=at, thing=stored, values={"state": PlanState.CLOSED}, action="closed", why=why)
    return stored


@transaction.atomic
def reopen_plan(*, by: Actor, at: datetime, plan: Plan, why: str) -> Plan:
    """From closed back to approved, with a reason. Raises ChangeRefused."""
    stored = _locked(plan)
    if stored.state != PlanState.CLOSED:
        raise ChangeRefused("Only a closed plan can be reopened.")
    if not why.strip():
        raise ChangeRefused("Enter why the plan is reopened.")
    tell(by=by, at=at, news=plan_told(stored, "was reopened"))
    audit.save(by=by, at=at, thing=stored, values={"state": PlanState.APPROVED}, action="reopened", why=why)
    return stored


def _locked(plan: Plan) -> Plan:
    """The plan's row, locked, with what is told of it."""
    return Plan.objects.select_for_update(of=("self",)).select_related("level", "owner").get(pk=plan.pk)


def _check_dates(details: PlanDetails) -> None:
    if details.ends_on < details.starts_on:
        raise ChangeRefused("The plan ends before it starts. Check both dates.")
