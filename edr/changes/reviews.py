"""Beginning a review, and what both write into it before they sign."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts.actors import Actor, actors_of
from accounts.models import Post
from edr.changes.held import check_open, check_takes_needs, hold, record, signatures_of
from edr.models import DevelopmentNeed, Review, ReviewObjective
from edr.rules.smart import Facts, is_well_set, smart
from edr.workflow import Stage
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.models import Objective
from plans.periods import Frequency, Period, containing

NOT_SEEN = "That objective is in no plan that both of you can see. Choose another, or none."


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveDetails:
    """What an objective says. ``serves`` is the objective of a plan that it was chosen from."""

    title: str
    about: str = ""
    measure: str = ""
    due_on: date | None = None
    serves: Objective | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDetails:
    """What is to be learned, how and by when."""

    need: str
    how: str = ""
    by_on: date | None = None
    done_on: date | None = None


def years_to_begin(today: date) -> tuple[Period, Period]:
    """The financial years for which a review may be begun: the one that runs, and the next."""
    now = containing(today, Frequency.YEAR)
    return now, now.next()


@transaction.atomic
def begin_review(*, by: Actor, at: datetime, post: Post, year: Period) -> Review:
    """The actor's own review for a year, about a post that they hold. Raises ChangeRefused where there is one already,
    for a post that is not theirs, and for a year that may not be begun.
    """
    own = {grant.post.pk for grant in by.grants if not grant.is_deputy}
    if by.user is None or post.pk not in own:
        raise ChangeRefused("A review is about a post that you hold yourself. Choose one of your own posts.")
    if year not in years_to_begin(london_day(at)):
        raise ChangeRefused("A review is begun for this year or the next. Choose one of the two.")
    if Review.objects.filter(person=by.user, year=year).exists():
        raise ChangeRefused(f"You have a review for {year.label} already. Open it under My review.")
    review = Review.objects.create(person=by.user, post=post, year=year, begun_on=london_day(at))
    record(by=by, at=at, action="began", thing=review, review=review)
    return review


@transaction.atomic
def add_objective(*, by: Actor, at: datetime, review: Review, details: ObjectiveDetails) -> ReviewObjective:
    """A new objective, last in its review. Raises ChangeRefused where the objectives are signed, or where it serves
    something that one of the two may not see.
    """
    stored = _to_be_set(review, by=by, at=at, details=details)
    last = stored.objectives.aggregate(last=Max("position"))["last"] or 0
    values = _columns(details, stored)
    made = ReviewObjective.objects.create(review=stored, position=last + 1, **values)
    record(by=by, at=at, action="added", thing=made, review=stored, changes=first_values(made, values))
    return made


@transaction.atomic
def edit_objective(
    *, by: Actor, at: datetime, objective: ReviewObjective, version: int, details: ObjectiveDetails
) -> ReviewObjective:
    """Change an objective. Raises ChangeRefused as ``add_objective`` does; Conflict when somebody was quicker."""
    review = _to_be_set(objective.review, by=by, at=at, details=details, before=objective.serves_id)
    stored = ReviewObjective.objects.get(pk=objective.pk)
    values = _columns(details, review)
    if changes := set_fields(stored, values):
        save_version(stored, version=version, fields=values)
        record(by=by, at=at, action="changed", thing=stored, review=review, changes=changes)
    return stored


@transaction.atomic
def remove_objective(*, by: Actor, at: datetime, objective: ReviewObjective) -> Review:
    """Take an objective out, with what was written of it. Raises ChangeRefused where the objectives are signed."""
    review = hold(objective.review)
    check_open(Stage.OBJECTIVES, signatures_of(review))
    record(by=by, at=at, action="removed", thing=objective, review=review)
    objective.delete()
    return review


@transaction.atomic
def add_need(*, by: Actor, at: datetime, review: Review, details: NeedDetails) -> DevelopmentNeed:
    """A development need. Raises ChangeRefused where the end-year review is signed, or it was done on a day to come."""
    stored = _to_be_developed(review, details, at=at)
    values = values_of(details)
    made = DevelopmentNeed.objects.create(review=stored, **values)
    record(by=by, at=at, action="added", thing=made, review=stored, changes=first_values(made, values))
    return made


@transaction.atomic
def edit_need(*, by: Actor, at: datetime, need: DevelopmentNeed, version: int, details: NeedDetails) -> DevelopmentNeed:
    """Change a development need, or say that it was met. Raises ChangeRefused; Conflict when somebody was quicker."""
    review = _to_be_developed(need.review, details, at=at)
    stored = DevelopmentNeed.objects.get(pk=need.pk)
    values = values_of(details)
    if changes := set_fields(stored, values):
        save_version(stored, version=version, fields=values)
        record(by=by, at=at, action="changed", thing=stored, review=review, changes=changes)
    return stored


@transaction.atomic
def remove_need(*, by: Actor, at: datetime, need: DevelopmentNeed) -> Review:
    """Take a development need out. Raises ChangeRefused where the end-year review is signed."""
    review = hold(need.review)
    check_takes_needs(signatures_of(review))
    record(by=by, at=at, action="removed", thing=need, review=review)
    need.delete()
    return review


def _to_be_set(
    review: Review, *, by: Actor, at: datetime, details: ObjectiveDetails, before: int | None = None
) -> Review:
    stored = hold(review)
    check_open(Stage.OBJECTIVES, signatures_of(stored))
    if details.serves is not None and details.serves.pk != before:
        person = actors_of([stored.person_id], today=london_day(at)).get(stored.person_id)
        both = (by, person) if person else (by,)
        shared = Objective.objects.not_private().filter(pk=details.serves.pk)
        if any(not shared.visible_to(each).exists() for each in both):
            raise ChangeRefused(NOT_SEEN)
    return stored


def _to_be_developed(review: Review, details: NeedDetails, *, at: datetime) -> Review:
    stored = hold(review)
    check_takes_needs(signatures_of(stored))
    if details.done_on and details.done_on > london_day(at):
        raise ChangeRefused(f"{day_words(details.done_on)} is still to come. Enter the day when it was done.")
    return stored


def _columns(details: ObjectiveDetails, review: Review) -> dict[str, object]:
    facts = Facts(details.title, details.measure, details.due_on, details.serves is not None)
    found = smart(facts, starts_on=review.year.start, ends_on=review.year.end)
    words = f"{details.serves}, {details.serves.plan}" if details.serves else ""
    return {**values_of(details), "serves_words": words[:400], "is_well_set": is_well_set(found)}
