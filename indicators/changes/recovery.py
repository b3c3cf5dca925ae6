"""What is done to bring a measure back on target: actions by a day, with the slips of their due dates."""

from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from indicators.changes.told import recovery_given, recovery_told
from indicators.models import Indicator, RecoveryAction
from plans.changes.actions import ActionDetails, check_action
from plans.models import MilestoneState


@transaction.atomic
def add_action(*, by: Actor, at: datetime, indicator: Indicator, details: ActionDetails) -> RecoveryAction:
    """A new action for a measure; slips are counted from its due date. Raises ChangeRefused, also for a measure that is
    no longer collected.
    """
    today = london_day(at)
    if indicator.ends_on and indicator.ends_on < today:
        raise ChangeRefused(f"The measure was collected until {day_words(indicator.ends_on)}: nothing brings it back.")
    check_action(details)
    values = _values(details, before=None, today=today)
    action = RecoveryAction.objects.create(indicator=indicator, first_due_on=details.due_on, **values)
    changes = first_values(action, values)
    audit.record(by=by, at=at, action="added", thing=action, page=indicator, changes=changes)
    tell(
        by=by, at=at, news=[*recovery_given(action), *recovery_told(action, "is a new recovery action", is_given=True)]
    )
    return action


@transaction.atomic
def edit_action(
    *, by: Actor, at: datetime, action: RecoveryAction, version: int, details: ActionDetails, why: str = ""
) -> RecoveryAction:
    """Change an action, or say how it is going. A new due date needs a reason and keeps the first one. Raises
    ChangeRefused; Conflict when somebody saved after ``version``.
    """
    stored = RecoveryAction.objects.select_related("indicator", "owner").get(pk=action.pk)
    check_action(details)
    if details.due_on != stored.due_on and not why.strip():
        raise ChangeRefused("Enter why the due date moves. The first date stays on record.")
    values = _values(details, before=stored.completed_on, today=london_day(at))
    changes = set_fields(stored, values)
    if changes:
        save_version(stored, version=version, fields=values)
        told = recovery_told(stored, _said(stored)) if {"state", "due_on"} & changes.keys() else []
        tell(by=by, at=at, news=[*(recovery_given(stored) if "owner" in changes else []), *told])
        audit.record(
            by=by, at=at, action="changed", thing=stored, page=stored.indicator, changes=changes, why=why.strip()
        )
    return stored


def _values(details: ActionDetails, *, before: date | None, today: date) -> dict[str, object]:
    done = (before or today) if details.state == MilestoneState.COMPLETE else None
    return {**values_of(details), "completed_on": done}


def _said(action: RecoveryAction) -> str:
    return f"is {MilestoneState(action.state).label.lower()}, due {day_words(action.due_on)}"
