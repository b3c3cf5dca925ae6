"""Many rows at once are stored as ``bulk_create`` and ``bulk_update`` store them, and have their keys."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Event
from foundation.bulk import insert_many, ready, ready_changes, reserve_keys, write
from indicators.models import Observation
from indicators.rules.vocabulary import Standing
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
FIRST = parse_label("1950/51 Q1")
AT = datetime(2026, 10, 14, 9, 30, 0, 123456, tzinfo=UTC)
ODD = "Tab\tline\nreturn\r\\N \\. “quoted” 'it' %s {} 🙂"


@pytest.mark.parametrize("count", [0, 3, 250, 1250])
def test_rows_come_back_as_they_went_in_with_keys_that_follow_those_stored(count):
    indicator = IndicatorFactory()
    before = ObservationFactory(indicator=indicator, period=Q2)
    measures = [indicator, *(IndicatorFactory() for _ in range(count // 250))]
    rows = [
        Observation(
            indicator=measures[n // 250],
            period=FIRST.next(n % 250),
            value=Decimal(n) / 3,
            evidence=f"Row {n}",
            standing=Standing.REVISED,
            entered_at=AT,
        )
        for n in range(count)
    ]
    insert_many(rows)
    stored = Observation.objects.exclude(pk=before.pk).order_by("pk")
    assert [row.pk for row in stored] == [row.pk for row in rows]
    assert all(row.pk > before.pk for row in rows)
    assert [
        (row.period, row.evidence, row.is_current, row.absence, row.standing, row.entered_at) for row in stored
    ] == [(row.period, row.evidence, True, "", "revised", AT) for row in rows]
    assert [row.value for row in stored] == [row.value.quantize(stored[0].value) for row in rows]
    after = ObservationFactory(indicator=indicator, period=Q2.next())
    assert after.pk > max([before.pk, *(row.pk for row in rows)])


def observations():
    indicator = IndicatorFactory()
    return [
        Observation(indicator=indicator, period=FIRST, value=Decimal("-0.1"), evidence=ODD, entered_at=AT),
        Observation(indicator=indicator, period=FIRST.next(), absence="withheld", absence_reason="x", is_current=False),
    ]


def stored_values(rows):
    names = [field.attname for field in Observation._meta.concrete_fields]
    return [[getattr(row, name) for name in names] for row in rows]


def test_every_kind_of_value_is_written_as_it_is():
    rows = observations()
    for row, key in zip(rows, reserve_keys(Observation, 2), strict=True):
        row.pk = key
    write(ready(Observation, rows))
    assert stored_values(Observation.objects.order_by("pk")) == stored_values(rows)


def test_rows_without_a_key_are_numbered_in_their_order():
    write(ready(Observation, observations(), without=["id"]))
    assert [row.absence for row in Observation.objects.order_by("pk")] == ["", "withheld"]


def test_further_columns_are_put_beside():
    said = {"at": AT, "by_name": "Ann", "action": "changed", "changes": {"a": [None, ODD]}, "source": ODD}
    rows = ready(Event, [Event(**said), Event(**said)], without=["id", "previous_digest", "digest"])
    write(rows.beside(["previous_digest", "digest"], [("0" * 64, "1" * 64), ("1" * 64, "2" * 64)]))
    stored = Event.objects.order_by("pk").values_list("at", "changes", "source", "previous_digest", "digest")
    assert list(stored) == [
        (AT, {"a": [None, ODD]}, ODD, "0" * 64, "1" * 64),
        (AT, {"a": [None, ODD]}, ODD, "1" * 64, "2" * 64),
    ]


def test_some_fields_of_stored_rows_change_and_no_others():
    first, second, third = (ObservationFactory(period=Q2, evidence="Before") for _ in range(3))
    second.value, second.absence, second.absence_reason, second.entered_at = None, "withheld", ODD, AT
    first.value, first.entered_by, second.entered_by = Decimal("12.5"), None, None
    first.evidence = "Not named"
    write(
        ready_changes(Observation, [first, second], ["value", "absence", "absence_reason", "entered_at", "entered_by"])
    )
    first.evidence = "Before"
    assert stored_values(Observation.objects.order_by("pk")) == stored_values([first, second, third])


def test_reserved_keys_are_given_to_nobody_else():
    kept = reserve_keys(Observation, 3)
    assert kept == sorted(set(kept))
    assert ObservationFactory().pk > kept[-1]
    assert reserve_keys(Observation, 1)[0] > kept[-1] + 1


def test_what_the_database_refuses_is_refused_as_everywhere():
    stored = ObservationFactory(period=Q2)
    twice = Observation(indicator=stored.indicator, period=Q2)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(ready(Observation, [twice], without=["id"]))
