"""Many rows at once are stored as ``bulk_create`` stores them, and have their keys."""

from decimal import Decimal

import pytest

from foundation.bulk import insert_many
from indicators.models import Observation
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
FIRST = parse_label("1950/51 Q1")


@pytest.mark.parametrize("count", [0, 3, 250])
def test_rows_come_back_as_they_went_in_with_keys_that_follow_those_stored(count):
    indicator = IndicatorFactory()
    before = ObservationFactory(indicator=indicator, period=Q2)
    rows = [
        Observation(indicator=indicator, period=FIRST.next(n), value=Decimal(n) / 3, evidence=f"Row {n}")
        for n in range(count)
    ]
    insert_many(rows)
    stored = Observation.objects.exclude(pk=before.pk).order_by("pk")
    assert [row.pk for row in stored] == [row.pk for row in rows]
    assert all(row.pk > before.pk for row in rows)
    assert [(row.period, row.evidence, row.is_current, row.absence) for row in stored] == [
        (row.period, row.evidence, True, "") for row in rows
    ]
    assert [row.value for row in stored] == [row.value.quantize(stored[0].value) for row in rows]
    after = ObservationFactory(indicator=indicator, period=Q2.next())
    assert after.pk > max([before.pk, *(row.pk for row in rows)])
