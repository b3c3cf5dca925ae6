from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Appointment, Post, User
from accounts.roles import Permission
from edr.models.glass import BreakGlass
from edr.workflow import Side, Stage
from foundation.dates import london_day
from foundation.statements import written_once
from plans.fields import PeriodField
from plans.periods import Period


class ReviewQuerySet(models.QuerySet[Any]):
    def with_ways_in(self, actor: Actor, *, at: datetime) -> Self:
        """Each with ``is_own``, ``in_line`` and ``is_opened``: whether the actor is its person, holds a post that the
        person's post reports to, or broke the glass on it and may still read it. Each is asked anew at every request.

        A review is read by the line of its own post while the person holds that; once they have moved, by the line of
        the posts that they hold now, and by no former manager.
        """
        asked, may_open = _asked(actor, at)
        return self._with_ways_of(*asked, may_open=may_open)

    def _with_ways_of(self, user: int, day: date, at: datetime, *led: int, may_open: bool) -> Self:
        standing = Appointment.objects.on(day).filter(is_deputy=False)
        reached = standing.filter(user=OuterRef("person"), post__in=Post.objects.beneath(led))
        keeps_post = Exists(standing.filter(post=OuterRef(OuterRef("post")), user=OuterRef(OuterRef("person"))))
        in_line = Exists(reached.filter(Q(post=OuterRef("post")) | ~keeps_post))
        opened = BreakGlass.objects.standing(at).filter(review=OuterRef("pk"), by=user)
        return self.annotate(
            is_own=models.ExpressionWrapper(Q(person=user), output_field=models.BooleanField()),
            in_line=in_line,
            is_opened=Exists(opened if may_open else BreakGlass.objects.none()),
        )

    def visible_to(self, actor: Actor, *, at: datetime) -> Self:
        """Those that the actor may know of: as their person, in the person's line, or by breaking the glass."""
        return self.with_ways_in(actor, at=at).known()

    def known(self) -> Self:
        """The same of those that ``with_ways_in`` read."""
        return self.filter(Q(is_own=True) | Q(in_line=True) | Q(is_opened=True))


class Review(models.Model):
    """A person's development review for a year: read by that person and the current line of managers alone.

    ``post`` is the post that it is about. ``notes`` is what stood beside the objectives where it was kept before.
    Nothing here names the person in words: what is printed of a row may end in a log.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    year = PeriodField()
    begun_on = models.DateField()
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="review_once_a_year")]
        indexes = [models.Index(fields=["year"], name="review_of_year")]

    def __str__(self) -> str:
        return "a private review"

    def get_absolute_url(self) -> str:
        return reverse("edr:review-detail", args=[self.pk])

    @property
    def is_known(self) -> bool:
        """Of a review read by ``with_ways_in``: what ``visible_to`` asks, of one row."""
        return bool(self.is_own or self.in_line or self.is_opened)


def review_with_ways_in(actor: Actor, pk: int, *, at: datetime) -> list[Review]:
    """The review of that number as ``with_ways_in`` reads it, with its person and post; [] where there is none."""
    asked, may_open = _asked(actor, at)
    return _review(pk, *asked, may_open=may_open)


def reviews_of_people(actor: Actor, people: Collection[int], *, year: Period, at: datetime) -> list[Review]:
    """Those of a year that the actor may know of, of people by their keys; each with how many objectives it has, as
    ``number``. One statement.
    """
    (user, day, _, *led), may_open = _asked(actor, at)
    return _reviews(year.key, user, day, at, *led, *people, led=len(led), may_open=may_open)


def _asked(actor: Actor, at: datetime) -> tuple[tuple[Any, ...], bool]:
    """What ``_with_ways_of`` takes: the person, the moment, and the posts of which the actor reads those beneath."""
    person = actor.user.pk if actor.user else 0  # which is nobody's key
    return (person, london_day(at), at, *actor.leading(Permission.PRIVATE_EDIT)), actor.may(Permission.BREAK_GLASS)


@written_once
def _review(pk: int, user: int, day: date, at: datetime, *led: int, may_open: bool) -> ReviewQuerySet:
    found = Review.objects.all()._with_ways_of(user, day, at, *led, may_open=may_open)
    return found.select_related("person", "post__unit").filter(pk=pk)


@written_once
def _reviews(
    year: str, user: int, day: date, at: datetime, *led_and_people: int, led: int, may_open: bool
) -> ReviewQuerySet:
    above, people = led_and_people[:led], led_and_people[led:]
    found = Review.objects.all()._with_ways_of(user, day, at, *above, may_open=may_open).known()
    return found.filter(person__one_of=people, year=year).annotate(number=Count("objectives"))


class Signature(models.Model):
    """One side signed one stage. Reopening takes it back; it stays on record with who took it back and why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="signatures")
    stage = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Stage])
    side = models.CharField(max_length=8, choices=[(each.value, each.name) for each in Side])
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "stage", "side"], condition=Q(taken_back_at=None), name="signature_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why="")),
                name="signature_taken_back_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return "a signature"
