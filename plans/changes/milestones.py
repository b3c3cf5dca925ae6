"""Changing milestones: what was promised, and how it is going. Each save names the version it was made from."""

from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Post
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields
from plans.models import Milestone, MilestoneState, Objective, PlanState

_FIELDS = ("objective", "ref", "title", "owner", "starts_on", "due_on")
_STOPPED = (MilestoneState.ON_HOLD, MilestoneState.CANCELLED)


@transaction.atomic
def create_milestone(
    *,
    by: Actor,
    at: datetime,
    objective: Objective,
    ref: str,
    title: str,
    owner: Post,
    starts_on: date,
    due_on: date,
) -> Milestone:
    """A new milestone; ``due_on`` is the date that any later slip is counted from. Raises ChangeRefused."""
    _check_open(objective)
    _check_dates(starts_on, due_on)
    milestone = Milestone.objects.create(
        objective=objective,
        ref=ref,
        title=title,
        owner=owner,
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=due_on,
        updated_at=at,
    )
    audit.record(by=by, at=at, action="created", thing=milestone, changes=first_values(milestone, _FIELDS))
    return milestone


@transaction.atomic
def edit_milestone(
    *,
    by: Actor,
    at: datetime,
    milestone: Milestone,
    version: int,
    ref: str,
    title: str,
    owner: Post,
    starts_on: date,
    due_on: date,
    why: str = "",
) -> Milestone:
    """Change what was promised. A new due date needs a reason, keeps the first date and so counts as slip.

    Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``.
    """
    stored = Milestone.objects.select_related("objective__plan", "owner").get(pk=milestone.pk)
    _check_open(stored.objective)
    _check_dates(starts_on, due_on)
    if due_on != stored.due_on and not why.strip():
        raise ChangeRefused("Enter why the due date moves. The first date stays on record.")
    values = {"ref": ref, "title": title, "owner": owner, "starts_on": starts_on, "due_on": due_on}
    return _save(stored, version, values, by=by, at=at, action="changed", why=why)


@transaction.atomic
def update_milestone(
    *,
    by: Actor,
    at: datetime,
    milestone: Milestone,
    version: int,
    state: str,
    percent_complete: int,
    narrative: str = "",
    forecast_on: date | None = None,
    completed_on: date | None = None,
    reason: str = "",
) -> Milestone:
    """How a milestone is going. ``percent_complete`` is 0 to 100; complete means 100 and a day of completion.

    ``reason`` is needed on hold or cancelled and emptied otherwise. Raises ChangeRefused; Conflict with the stored
    row when somebody saved after ``version``.
    """
    stored = Milestone.objects.select_related("objective__plan").get(pk=milestone.pk)
    _check_open(stored.objective)
    is_complete = state == MilestoneState.COMPLETE
    if is_complete:
        percent_complete, completed_on = 100, completed_on or london_day(at)
    _check_progress(state, percent_complete, completed_on, reason, today=london_day(at))
    values = {
        "state": state,
        "percent_complete": percent_complete,
        "narrative": narrative.strip(),
        "forecast_on": None if is_complete else forecast_on,
        "completed_on": completed_on if is_complete else None,
        "reason": reason.strip() if state in _STOPPED else "",
    }
    return _save(stored, version, values, by=by, at=at, action="updated")


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
        audit.record(by=by, at=at, action=action, thing=stored, changes=changes, why=why.strip())
    return stored


def _check_progress(state: str, percent_complete: int, completed_on: date | None, reason: str, *, today: date) -> None:
    if state in _STOPPED and not reason.strip():
        raise ChangeRefused(f"Enter why it is {MilestoneState(state).label.lower()}.")
    if state == MilestoneState.NOT_STARTED and percent_complete:
        raise ChangeRefused("It is not started, so nothing can be complete. Choose In progress, or enter 0.")
    if state == MilestoneState.IN_PROGRESS and percent_complete == 100:
        raise ChangeRefused("All of it is done: choose Complete, or enter less than 100.")
    if completed_on and completed_on > today:
        raise ChangeRefused("The day it was completed is still to come. Check the date.")


def _check_open(objective: Objective) -> None:
    if objective.plan.state == PlanState.CLOSED:
        raise ChangeRefused("The plan of this milestone is closed. Reopen the plan first.")


def _check_dates(starts_on: date, due_on: date) -> None:
    if due_on < starts_on:
        raise ChangeRefused("The milestone is due before it starts. Check both dates.")
