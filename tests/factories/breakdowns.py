from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import factory

from breakdowns.models import Breakdown, Dimension, Group, GroupFigure, Sheet
from breakdowns.rules.entry import GroupEntry, completed
from indicators.models import Observation
from indicators.rules.vocabulary import ValueKind
from tests.factories.indicators import IndicatorFactory

ENTERED = datetime(2026, 10, 8, 9, tzinfo=UTC)
"""Before ``ObservationFactory`` has figures approved."""


class DimensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dimension

    name = factory.Sequence(lambda n: f"Ward {n}")
    noun, nouns = "ward", "wards"


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    dimension = factory.SubFactory(DimensionFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    position = factory.Sequence(lambda n: n + 1)


class BreakdownFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Breakdown

    indicator = factory.SubFactory(IndicatorFactory, has_parts=True, numerator="Homes let", denominator="Homes")
    dimension = factory.SubFactory(DimensionFactory)


def wards(dimension: Dimension, *names: str) -> list[Group]:
    """Groups of a dimension, in that order."""
    return [GroupFactory(dimension=dimension, name=name, position=place) for place, name in enumerate(names, 1)]


def entry(*numbers: object, absence: str = "") -> GroupEntry:
    """Two numbers are a numerator and a denominator, one is a value."""
    exact = [Decimal(str(each)) for each in numbers]
    if len(exact) == 2:
        return GroupEntry(numerator=exact[0], denominator=exact[1])
    return GroupEntry(value=exact[0] if exact else None, absence=absence)


def fill(figure: Observation, breakdown: Breakdown, entries: Mapping[Group, GroupEntry], **about: object) -> Sheet:
    """A sheet that was entered before its figure was approved, unless said otherwise."""
    sheet = Sheet.objects.create(observation=figure, breakdown=breakdown, **{"entered_at": ENTERED, **about})
    indicator = breakdown.indicator
    for group, each in entries.items():
        whole = completed(each, has_parts=indicator.has_parts, kind=ValueKind(indicator.kind))
        GroupFigure.objects.create(
            sheet=sheet, group=group, value=whole.value, numerator=whole.numerator, denominator=whole.denominator,
            absence=whole.absence,
        )  # fmt: skip
    return sheet
