"""The people whose reviews a manager reads, and how each review stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Appointment, Post
from accounts.roles import ROLES, Permission, Role
from edr.models import Review, Signature
from edr.models.review import reviews_of_people
from edr.queries.words import NOT_BEGUN, mark_of, turn_words
from edr.workflow import Side, Stage
from foundation.marks import Mark
from foundation.narrowing import one_of_these
from foundation.statements import written_once
from plans.periods import Period

EMPLOYEES = [role.value for role in Role if ROLES[role].reach(Permission.REVIEW_OWN)]
"""The roles whose holders have a review."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person of the team in one post. ``url`` is "" where there is no review to open."""

    name: str
    post: str
    unit: str
    status: Mark
    turn: str
    url: str


def team_of(actor: Actor, *, today: date, everyone: bool) -> QuerySet[Appointment]:
    """Who holds a post that reports to the actor's own, directly or, with ``everyone``, further down; by name."""
    held = Appointment.objects.on(today).filter(is_deputy=False, post__role__in=EMPLOYEES)
    if everyone:
        held = held.filter(post__in=actor.beneath(Permission.PRIVATE_EDIT))
    else:
        held = held.filter(post__reports_to__in=actor.leading(Permission.PRIVATE_EDIT))
    held = held.exclude(user=actor.user).select_related("user", "post__unit")
    shown = held.only("user__name", "post__title", "post__unit__name")
    return shown.order_by("user__name", "user_id", "pk")


def team_rows(team: Collection[Appointment], *, actor: Actor, year: Period, at: datetime) -> list[TeamRow]:
    """How the reviews of these people stand. Two statements, however many they are; none for nobody."""
    if not team:
        return []
    found = reviews_of_people(actor, {each.user_id for each in team}, year=year, at=at)
    reviews = {each.person_id: each for each in found}
    signed: dict[int, set[tuple[Stage, Side]]] = {each.pk: set() for each in reviews.values()}
    rows: Any = _signed(*signed) if signed else ()
    for review, stage, side in rows:
        signed[review].add((Stage(stage), Side(side)))
    return [_row(each, reviews.get(each.user_id), signed) for each in team]


@written_once
def _signed(*reviews: int) -> QuerySet[Any]:
    found = Signature.objects.filter(review__one_of=reviews, taken_back_at=None)
    return found.values_list("review", "stage", "side")


def leads_anybody(actor: Actor) -> bool:
    """Whether any post reports to one that the actor holds. One statement."""
    own = [grant.post.pk for grant in actor.grants if not grant.is_deputy]
    return bool(own and _reporting(*own))


@written_once
def _reporting(*posts: int) -> QuerySet[Post]:
    return one_of_these(Post.objects.all(), "reports_to", posts)[:1]


def _row(held: Appointment, review: Review | None, signed: dict[int, set[tuple[Stage, Side]]]) -> TeamRow:
    who = {"name": held.user.name, "post": held.post.title, "unit": held.post.unit.name}
    if review is None:
        return TeamRow(**who, status=NOT_BEGUN, turn=f"It waits for {held.user.name} to begin it.", url="")
    marks = signed[review.pk]
    turn = turn_words(marks, has_objectives=review.number > 0, reader=Side.MANAGER, person=held.user.name)
    return TeamRow(**who, status=mark_of(marks), turn=turn, url=review.get_absolute_url())
