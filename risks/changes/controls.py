"""What holds a risk down, and what will bring it down further."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.changes.actions import ActionDetails, check_action
from risks.changes.told import control_given, mitigation_given
from risks.models import Control, Mitigation, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlDetails:
    """What a control is, who keeps it, and when it was last looked at."""

    text: str
    owner: Post | None
    checked_on: date | None = None
    found: str = ""
    is_in_place: bool = True


@transaction.atomic
def add_control(*, by: Actor, at: datetime, risk: Risk, details: ControlDetails) -> Control:
    """A new control of a risk. Raises ChangeRefused."""
    _check_control(risk, details, today=london_day(at))
    values = values_of(details)
    control = Control.objects.create(risk=risk, **values)
    changes = first_values(control, values)
    audit.record(by=by, at=at, action="added", thing=control, page=risk, changes=changes)
    tell(by=by, at=at, news=control_given(control))
    return control


@transaction.atomic
def edit_control(*, by: Actor, at: datetime, control: Control, version: int, details: ControlDetails) -> Control:
    """Change a control, or say that it was checked. Raises ChangeRefused; Conflict when somebody was quicker."""
    stored = Control.objects.select_related("risk__register", "owner").get(pk=control.pk)
    _check_control(stored.risk, details, today=london_day(at))
    owner = stored.owner_id
    _save(by=by, at=at, thing=stored, version=version, values=values_of(details))
    if stored.owner_id != owner:
        tell(by=by, at=at, news=control_given(stored))
    return stored


@transaction.atomic
def add_mitigation(*, by: Actor, at: datetime, risk: Risk, details: ActionDetails) -> Mitigation:
    """A new action against a risk; slips are counted from its due date. Raises ChangeRefused."""
    _check_mitigation(risk, details)
    values = values_of(details)
    mitigation = Mitigation.objects.create(risk=risk, first_due_on=details.due_on, **values)
    changes = first_values(mitigation, values)
    audit.record(by=by, at=at, action="added", thing=mitigation, page=risk, changes=changes)
    tell(by=by, at=at, news=mitigation_given(mitigation))
    return mitigation


@transaction.atomic
def edit_mitigation(
    *, by: Actor, at: datetime, mitigation: Mitigation, version: int, details: ActionDetails
) -> Mitigation:
    """Change an action or say how it is going. Raises ChangeRefused; Conflict when somebody was quicker."""
    stored = Mitigation.objects.select_related("risk__register", "owner").get(pk=mitigation.pk)
    _check_mitigation(stored.risk, details)
    owner = stored.owner_id
    _save(by=by, at=at, thing=stored, version=version, values=values_of(details))
    if stored.owner_id != owner:
        tell(by=by, at=at, news=mitigation_given(stored))
    return stored


def _save(*, by: Actor, at: datetime, thing: Control | Mitigation, version: int, values: dict[str, object]) -> None:
    if changes := set_fields(thing, values):
        save_version(thing, version=version, fields=values)
        audit.record(by=by, at=at, action="changed", thing=thing, page=thing.risk, changes=changes)


def _check_open(risk: Risk) -> None:
    if risk.closed_on is not None:
        raise ChangeRefused(f"The risk was closed on {day_words(risk.closed_on)}. Reopen it first.")


def _check_control(risk: Risk, details: ControlDetails, *, today: date) -> None:
    _check_open(risk)
    if details.owner is None:
        raise ChangeRefused("Select the post that keeps the control: one without an owner holds nothing down.")
    if details.checked_on and details.checked_on > today:
        raise ChangeRefused("The day it was last checked is still to come. Check the date.")


def _check_mitigation(risk: Risk, details: ActionDetails) -> None:
    _check_open(risk)
    check_action(details)
