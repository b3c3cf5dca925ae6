"""Changing milestones: what was promised, and how it is going. Each save names the version it was made from."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.changes.opened import check_open
from plans.changes.told import milestone_given, milestone_told
from plans.models import STOPPED, Milestone, MilestoneState, Objective, PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDetails:
    """What is promised. ``weight`` is relative to the other milestones of the objective; one with 0 does not count."""

    ref: str
    title: str
    owner: Post
    starts_on: date
    due_on: date
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneUpdate:
    """How a milestone is going. ``percent_complete`` is 0 to 100; ``reason`` says why on hold or cancelled."""

    state: str
    percent_complete: int
    narrative: str = ""
    forecast_on: date | None = None
    completed_on: date | None = None
    reason: str = ""


@transaction.atomic
def create_milestone(*, by: Actor, at: datetime, objective: Objective, details: MilestoneDetails) -> Milestone:
    """A new milestone; ``due_on`` is the date that any later slip is counted from. Raises ChangeRefused."""
    check_open(objective.plan)
    _check_dates(details)
    values = values_of(details)
    milestone = Milestone.objects.create(objective=objective, first_due_on=details.due_on, updated_at=at, **values)
    tell(by=by, at=at, news=milestone_given(milestone))
    changes = first_values(milestone, ["objective", *values])
    audit.record(by=by, at=at, action="created", thing=milestone, changes=changes)
    return milestone


@transaction.atomic
def edit_milestone(
    *, by: Actor, at: datetime, milestone: Milestone, version: int, details: MilestoneDetails, why: str = ""
) -> Milestone:
    """Change what was promised. A new due date needs a reason, keeps the first date and so counts as slip.

    Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``.
    """
    stored = _stored(milestone)
    check_open(stored.objective.plan)
    _check_dates(details)
    if details.due_on != stored.due_on and not why.strip():
        raise ChangeRefused("Enter why the due date moves. The first date stays on record.")
    return _save(stored, version, values_of(details), by=by, at=at, action="changed", why=why)


@transaction.atomic
def update_milestone(
    *, by: Actor, at: datetime, milestone: Milestone, version: int, update: MilestoneUpdate
) -> Milestone:
    """Say how a milestone is going. Complete means 100 per cent and a day of completion, today where none is given.

    A reason is needed on hold or cancelled and emptied otherwise. Raises ChangeRefused; Conflict with the stored row
    when somebody saved after ``version``.
    """
    stored = _stored(milestone)
    _check_runs(stored.objective)
    today, is_complete = london_day(at), update.state == MilestoneState.COMPLETE
    if is_complete and update.forecast_on != stored.forecast_on and (update.forecast_on or today) > today:
        raise ChangeRefused("It is complete, so its end is not still to come: choose In progress, or leave that empty.")
    update = replace(
        update,
        percent_complete=100 if is_complete else update.percent_complete,
        narrative=update.narrative.strip(),
        forecast_on=None if is_complete else update.forecast_on,
        completed_on=(update.completed_on or today) if is_complete else None,
        reason=update.reason.strip() if update.state in STOPPED else "",
    )
    _check_update(update, today=today)
    return _save(stored, version, values_of(update), by=by, at=at, action="updated")


def _save(
    stored: Milestone,
    version: int,
    values: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    action: str,
    why: str = "",
) -> Milestone:
    changes = set_fields(stored, values)
    stored.updated_at = at
    save_version(stored, version=version, fields=[*values, "updated_at"])
    if changes:
        given = milestone_given(stored) if "owner" in changes else []
        tell(by=by, at=at, news=[*given, *milestone_told(stored, set(changes))])
        audit.record(by=by, at=at, action=action, thing=stored, changes=changes, why=why.strip())
    return stored


def _stored(milestone: Milestone) -> Milestone:
    """The milestone as it is stored, with what is told of it."""
    return Milestone.objects.select_related("objective__plan__level", "owner").get(pk=milestone.pk)


def check_state(state: str, percent_complete: int, why: str) -> None:
    """What a milestone, or what is judged like one, says of its state has to agree. Raises ChangeRefused."""
    if state in STOPPED and not why:
        raise ChangeRefused(f"Enter why it is {MilestoneState(state).label.lower()}.")
    if state == MilestoneState.NOT_STARTED and percent_complete:
        raise ChangeRefused("It is not started, so nothing can be complete. Choose In progress, or enter 0.")
    if state == MilestoneState.IN_PROGRESS and percent_complete == 100:
        raise ChangeRefused("All of it is done: choose Complete, or enter less than 100.")


def _check_update(update: MilestoneUpdate, *, today: date) -> None:
    check_state(update.state, update.percent_complete, update.reason)
    if update.completed_on and update.completed_on > today:
        raise ChangeRefused("The day it was completed is still to come. Check the date.")


def _check_runs(objective: Objective) -> None:
    if objective.plan.state == PlanState.CLOSED:
        raise ChangeRefused("The plan of this milestone is closed. Reopen the plan first.")


def _check_dates(details: MilestoneDetails) -> None:
    if details.due_on < details.starts_on:
        raise ChangeRefused("The milestone is due before it starts. Check both dates.")
    if details.weight < 0:
        raise ChangeRefused("A weight cannot be below 0. Enter 0 for a milestone that is not to count.")
