from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory

from edr.models import BreakGlass, DevelopmentNeed, Review, ReviewObjective, Signature, Statement
from edr.workflow import STAGES, Side
from plans.periods import Frequency, containing
from tests.factories.accounts import AppointmentFactory, PostFactory, UserFactory

YEAR = containing(date(2026, 10, 14), Frequency.YEAR)
SIGNED_AT = datetime(2026, 5, 1, 9, tzinfo=ZoneInfo("Europe/London"))


class ReviewFactory(factory.django.DjangoModelFactory):
    """``held``: the person holds the post, without which nobody's line reaches the review."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    person = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    year = YEAR
    begun_on = date(2026, 4, 6)

    @factory.post_generation
    def held(self, create, extracted, **kwargs):
        if extracted is not False:
            AppointmentFactory(post=self.post, user=self.person)


class ReviewObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReviewObjective

    review = factory.SubFactory(ReviewFactory)
    title = factory.Sequence(lambda n: f"Answer claims within {n + 10} days")
    measure = "Average of days over the year"
    due_on = date(2027, 3, 31)


class DevelopmentNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DevelopmentNeed

    review = factory.SubFactory(ReviewFactory)
    need = factory.Sequence(lambda n: f"Learn of law {n}")


class StatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Statement

    review = factory.SubFactory(ReviewFactory)
    stage = "mid_year"
    side = "manager"
    text = "It goes well."


class BreakGlassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreakGlass

    review = factory.SubFactory(ReviewFactory)
    by = factory.SubFactory(UserFactory)
    reason = "A grievance was raised."
    from_at = datetime(2026, 10, 14, 8, tzinfo=ZoneInfo("Europe/London"))
    until_at = datetime(2026, 10, 15, 8, tzinfo=ZoneInfo("Europe/London"))


def sign_stages(review, *, manager, stages=STAGES[:1], sides=tuple(Side)):
    """Have both sign the first stages."""
    people = {Side.EMPLOYEE: review.person, Side.MANAGER: manager}
    return [
        Signature.objects.create(review=review, stage=stage, side=side, signed_by=people[side], signed_at=SIGNED_AT)
        for stage in stages
        for side in sides
    ]
