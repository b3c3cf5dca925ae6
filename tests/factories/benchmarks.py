from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import factory

from benchmarks.changes.councils import follow
from benchmarks.changes.kept import keep_rounds
from benchmarks.models import ComparedMeasure, Council, CouncilFigure, Group, Lesson, Round
from plans.periods import Period, parse_key
from tests.factories.indicators import IndicatorFactory

LAST_YEAR = parse_key("2025-04-01YF")
LOADED = datetime(2026, 9, 1, 9, tzinfo=UTC)


class CouncilFactory(factory.django.DjangoModelFactory):
    """A council, in the groups that follow from it."""

    class Meta:
        model = Council
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Council {n:03}")

    @factory.post_generation
    def groups_follow(self, create: bool, extracted: object, **_: object) -> None:
        follow([self])


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    kind = "named"
    name = factory.Sequence(lambda n: f"Group {n}")


class ComparedMeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ComparedMeasure

    code = factory.Sequence(lambda n: f"CM{n:03}")
    title = factory.Sequence(lambda n: f"Compared measure {n}")
    polarity = "high"
    unit = "%"
    indicator = factory.SubFactory(IndicatorFactory)


class LessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lesson

    measure = factory.SubFactory(ComparedMeasureFactory)
    asked_on = LAST_YEAR.end
    asked = "How they collect on bank holidays."
    recorded_at = LOADED


def published(measure: ComparedMeasure, figures: Mapping[Council, str], *, period: Period = LAST_YEAR, **about: object):
    """A round with the figures of these councils, and what is kept of it."""
    told = Round.objects.create(measure=measure, period=period, **{"loaded_at": LOADED, **about})
    CouncilFigure.objects.bulk_create(
        CouncilFigure(round=told, council=council, value=Decimal(value)) for council, value in figures.items()
    )
    keep_rounds([told.pk])
    return told
