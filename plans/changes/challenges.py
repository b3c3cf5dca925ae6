"""Recording that a priority was challenged before its plan was approved (A21)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.models import Objective, ObjectiveKind, PriorityChallenge


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDetails:
    """Who tested the priority, on which day, and what came of it."""

    challenged_by: str
    challenged_on: date
    outcome: str


@transaction.atomic
def record_challenge(*, by: Actor, at: datetime, priority: Objective, details: ChallengeDetails) -> PriorityChallenge:
    """Raises ChangeRefused for what is no priority, for a day to come and for one after the approval of its plan."""
    stored = Objective.objects.select_related("plan__level").get(pk=priority.pk)
    _check(stored, details, at)
    made = PriorityChallenge.objects.create(objective=stored, recorded_by=by.user, **values_of(details))
    changes = first_values(made, values_of(details))
    audit.record(by=by, at=at, action="recorded a challenge of", thing=made, page=stored, changes=changes)
    return made


@transaction.atomic
def edit_challenge(
    *, by: Actor, at: datetime, challenge: PriorityChallenge, version: int, details: ChallengeDetails
) -> PriorityChallenge:
    """Correct what was recorded. Raises ChangeRefused as above; Conflict with the stored row when somebody saved after
    ``version``.
    """
    stored = PriorityChallenge.objects.select_related("objective__plan__level").get(pk=challenge.pk)
    _check(stored.objective, details, at)
    if changes := set_fields(stored, values_of(details)):
        save_version(stored, version=version, fields=values_of(details))
        page = stored.objective
        audit.record(by=by, at=at, action="corrected a challenge of", thing=stored, page=page, changes=changes)
    return stored


def _check(priority: Objective, details: ChallengeDetails, at: datetime) -> None:
    plan = priority.plan
    if priority.kind != ObjectiveKind.PRIORITY or plan.level.is_private:
        raise ChangeRefused("Only a priority is challenged as one. Say what you think of an objective as a comment.")
    if details.challenged_on > london_day(at):
        raise ChangeRefused("The day of the challenge is still to come. Record it once you know what came of it.")
    if plan.is_approved and plan.approved_on and details.challenged_on > plan.approved_on:
        raise ChangeRefused(
            f"The plan was approved on {day_words(plan.approved_on)}: a challenge comes before. Check the day, or have "
            "scrutiny ask what it wants to know."
        )
