from datetime import date

import factory

from catalogues.models import Catalogue, Entry, EntryMapping
from tests.factories.indicators import IndicatorFactory


class CatalogueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Catalogue

    name = factory.Sequence(lambda n: f"Framework {n}")
    short = factory.Sequence(lambda n: f"F{n}")


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    catalogue = factory.SubFactory(CatalogueFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"X{n:03}")
    title = factory.Sequence(lambda n: f"Percentage of things, number {n}")


class EntryMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EntryMapping

    entry = factory.SubFactory(EntryFactory)
    measure = factory.SubFactory(IndicatorFactory)
    made_on = date(2026, 5, 4)
