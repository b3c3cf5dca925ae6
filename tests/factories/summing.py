from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import factory

from indicators.models import Indicator, PartWeight, SummingChoice, WeightSet
from plans.models import Objective
from tests.factories.plans import ObjectiveFactory


class SummingChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SummingChoice

    rule = "basket"
    starts_on = date(2020, 4, 1)


class WeightSetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WeightSet

    objective = factory.SubFactory(ObjectiveFactory)
    starts_on = date(2020, 4, 1)


def weigh(
    whole: Objective,
    weights: Mapping[Objective | Indicator, object],
    *,
    starts_on: date = date(2020, 4, 1),
    ends_on=None,
) -> WeightSet:
    """Weights of the parts of an objective from a day to a day."""
    made = WeightSetFactory(objective=whole, starts_on=starts_on, ends_on=ends_on)
    for part, weight in weights.items():
        which = {"child": part} if isinstance(part, Objective) else {"measure": part}
        PartWeight.objects.create(weight_set=made, weight=Decimal(str(weight)), **which)
    return made
