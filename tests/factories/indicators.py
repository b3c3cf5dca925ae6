from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import (
    AnnualTarget,
    Indicator,
    Observation,
    PeriodTarget,
    RatingRule,
    RecoveryAction,
    Return,
    Scheme,
)
from indicators.workflow import FigureState
from plans.periods import Period, parse_label
from tests.factories.accounts import PostFactory, UnitFactory

Q2 = parse_label("2026/27 Q2")


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    ref = factory.Sequence(lambda n: f"IN{n:03d}")
    name = factory.Sequence(lambda n: f"Measure {n}")
    kind = "percentage"
    unit = ""
    polarity = "high"
    frequency = "Q"
    counting = "rate"
    service = factory.SubFactory(UnitFactory)
    owner = factory.SubFactory(PostFactory, unit=factory.SelfAttribute("..service"))
    data_provider = factory.SelfAttribute("owner")
    approver = factory.SelfAttribute("owner")


class SchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scheme
        django_get_or_create = ("name",)

    name = "Red, amber, green"
    bands = factory.LazyFunction(lambda: {key: dict(band) for key, band in DEFAULT_BANDS.items()})


class RatingRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RatingRule

    starts_on = date(2015, 4, 1)
    basis = "percent"
    green_cut = Decimal(0)
    amber_cut = Decimal(10)
    scheme = factory.SubFactory(SchemeFactory)


class AnnualTargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnualTarget

    indicator = factory.SubFactory(IndicatorFactory)
    year = Q2.year
    value = Decimal(90)


def period_target(indicator: Indicator, period: Period, value: Decimal | int | None, **fields: object) -> PeriodTarget:
    """The target of one period, with its annual target, whose value is that of the year's first period given."""
    annual = AnnualTarget.objects.filter(indicator=indicator, year=period.year).first()
    annual = annual or AnnualTarget.objects.create(indicator=indicator, year=period.year, value=value)
    return PeriodTarget.objects.create(annual=annual, indicator=indicator, period=period, value=value, **fields)


def period_targets(wanted: Iterable[tuple[Indicator, Period, Decimal | int | None]]) -> None:
    """As ``period_target``, for measures that have none yet: all rows of a kind at once."""
    wanted = list(wanted)
    annual: dict[tuple[int, Period], AnnualTarget] = {}
    for indicator, period, value in wanted:
        of_year = AnnualTarget(indicator=indicator, year=period.year, value=value)
        annual.setdefault((indicator.pk, period.year), of_year)
    AnnualTarget.objects.bulk_create(annual.values())
    PeriodTarget.objects.bulk_create(
        PeriodTarget(annual=annual[indicator.pk, period.year], indicator=indicator, period=period, value=value)
        for indicator, period, value in wanted
    )


class ReturnFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Return

    service = factory.SubFactory(UnitFactory)
    period = Q2
    opens_at = datetime(2026, 10, 1, tzinfo=UTC)
    due_at = datetime(2026, 10, 20, 22, 59, 59, tzinfo=UTC)
    grace_ends_at = datetime(2026, 10, 22, 22, 59, 59, tzinfo=UTC)
    approval_due_at = datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)
    locks_at = datetime(2026, 11, 3, 23, 59, 59, tzinfo=UTC)


class ObservationFactory(factory.django.DjangoModelFactory):
    """An approved figure by default; ``state="due", value=None`` for one that is still expected."""

    class Meta:
        model = Observation

    indicator = factory.SubFactory(IndicatorFactory)
    period = Q2
    state = FigureState.APPROVED.value
    value = Decimal("91.5")
    approved_at = factory.Maybe("value", yes_declaration=datetime(2026, 10, 10, tzinfo=UTC), no_declaration=None)


class RecoveryActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecoveryAction

    indicator = factory.SubFactory(IndicatorFactory)
    title = factory.Sequence(lambda n: f"Recovery {n}")
    owner = factory.SubFactory(PostFactory)
    starts_on = date(2026, 7, 1)
    due_on = date(2026, 12, 31)
    first_due_on = factory.SelfAttribute("due_on")
