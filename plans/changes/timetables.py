"""The planning timetable: by when plans pass each stage."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of
from plans.models import Level, PlanTimetable
from plans.stages import STAGES, in_order

OUT_OF_ORDER = "Each stage comes on the day of the one before it, or later. Check the dates from the top."

CHALLENGED_LATE = "Priorities are challenged before drafts are ready, so that what is written beneath them can follow."


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableDetails:
    """A level, the day from which its plans start, and the day of each stage; ``challenge_on``: by when the priorities
    of plans of that year are challenged, before anything is written beneath them.
    """

    level: Level
    starts_on: date
    draft_on: date
    comments_on: date
    submit_on: date
    review_on: date
    approve_on: date
    challenge_on: date | None = None


@transaction.atomic
def set_timetable(*, by: Actor, at: datetime, details: TimetableDetails) -> PlanTimetable:
    """A new timetable. Raises ChangeRefused for stages out of order, for a level whose plans are not reviewed, and
    where that level has one for plans from that day.
    """
    check_timetable(details)
    if PlanTimetable.objects.filter(level=details.level, starts_on=details.starts_on).exists():
        raise ChangeRefused("There is a timetable for these plans already. Change that one.")
    timetable = PlanTimetable.objects.create(**values_of(details))
    changes = first_values(timetable, values_of(details))
    audit.record(by=by, at=at, action="created", thing=timetable, page=details.level, changes=changes)
    return timetable


@transaction.atomic
def edit_timetable(
    *, by: Actor, at: datetime, timetable: PlanTimetable, version: int, details: TimetableDetails
) -> PlanTimetable:
    """Move its days. Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``."""
    check_timetable(details)
    stored = PlanTimetable.objects.select_related("level").get(pk=timetable.pk)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    return stored


def check_timetable(details: TimetableDetails) -> None:
    """Raises ChangeRefused for stages out of order, and for a level whose plans are not reviewed."""
    if not details.level.is_reviewed:
        raise ChangeRefused(f"Plans of the level {details.level} are not reviewed, so they need no timetable.")
    if details.challenge_on and details.challenge_on > details.draft_on:
        raise ChangeRefused(CHALLENGED_LATE)
    if not in_order({stage: getattr(details, stage) for stage in STAGES}):
        raise ChangeRefused(OUT_OF_ORDER)
