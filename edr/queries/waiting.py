"""Whose turn a review is, for the inbox of the one whose turn it is: that it waits, and not a word of it."""

from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.duties import OwnDuty
from accounts.models import Appointment
from accounts.roles import Permission
from edr.models import Review
from edr.workflow import Side, signed_of, turn_now
from foundation.dates import london_day
from foundation.narrowing import one_of_these
from foundation.statements import written_once
from plans.periods import Frequency, containing

OWN, OF_TEAM = "Your review is waiting", "A review of your team is waiting"


def reviews_waiting(actor: Actor, at: datetime) -> list[OwnDuty]:
    """The person's own review where it is the person's turn, and one line for those of the people who report to them
    where it is the manager's, however many. Nobody's deputy is told. One statement.
    """
    if actor.user is None:
        return []
    today, own = london_day(at), actor.user.pk
    led = actor.leading(Permission.PRIVATE_EDIT)
    since = containing(today, Frequency.YEAR).previous()
    waiting = [each for each in _reviews(own, today, since.key, *led) if _turn(each, today) is _side(each, own)]
    mine = [each for each in waiting if each.person_id == own][:1]
    team = [each for each in waiting if each.person_id != own]
    found = [OwnDuty(OWN, each.get_absolute_url(), "It is your turn to write or to sign.") for each in mine]
    if team:
        path = team[0].get_absolute_url() if len(team) == 1 else reverse("edr:team-list")
        found.append(OwnDuty(OF_TEAM, path, "It is your turn as the manager."))
    return found


def _side(review: Review, user: int) -> Side:
    return Side.EMPLOYEE if review.person_id == user else Side.MANAGER


def _turn(review: Review, today: date) -> Side | None:
    signed = signed_of(employee=review.by_employee, manager=review.by_manager)
    year = review.year
    return turn_now(signed, has_objectives=review.number > 0, starts=year.start, ends=year.end, today=today)


def _reviews(user: int, day: date, since: str, *led: int) -> list[Review]:
    return _own_and_led(user, day, since, *led) if led else _own(user, since)


@written_once
def _own(user: int, since: str) -> QuerySet[Review]:
    return _counted(Review.objects.filter(person=user, year__gte=since))


@written_once
def _own_and_led(user: int, day: date, since: str, *led: int) -> QuerySet[Review]:
    """As ``told.managers_of`` finds the manager: by the post of the review while its person holds it, else by those
    that they hold now.
    """
    standing = Appointment.objects.on(day).filter(is_deputy=False)
    keeps_post = Exists(standing.filter(post=OuterRef(OuterRef("post")), user=OuterRef(OuterRef("person"))))
    held = standing.filter(user=OuterRef("person")).filter(Q(post=OuterRef("post")) | ~keeps_post)
    reports = Exists(one_of_these(held, "post__reports_to", led))
    return _counted(Review.objects.filter(Q(person=user) | reports, year__gte=since))


def _counted(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """With how many objectives there are, and how many signatures of each side stand."""

    def by(side: Side) -> Count:
        return Count("signatures", filter=Q(signatures__taken_back_at=None, signatures__side=side.value), distinct=True)

    number = Count("objectives", distinct=True)
    return reviews.annotate(number=number, by_employee=by(Side.EMPLOYEE), by_manager=by(Side.MANAGER)).order_by("-year")
