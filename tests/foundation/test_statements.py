"""Statements asked by hand: the same rows whether the server keeps their plan or not."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from accounts.models import Appointment, Unit
from accounts.roles import Role
from foundation import statements
from foundation.statements import one_of, rows_of, written_once
from indicators.models import Contribution, Indicator, IndicatorSet
from tests.factories import (
    IndicatorFactory,
    ObjectiveFactory,
    ObservationFactory,
    ReturnFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.indicators import Q2

ASKED = "SELECT id FROM accounts_unit WHERE id {} AND name <> %s ORDER BY id"


def asked(*ids: int) -> list[int]:
    among, params = one_of(ids)
    return [pk for (pk,) in rows_of(ASKED.format(among), [*params, "100% %s"])]


@pytest.mark.django_db
def test_rows_come_for_one_of_any_number_of_values():
    units = sorted(UnitFactory().pk for _ in range(3))
    assert asked(*units[:2]) == units[:2]
    assert asked(units[2]) == [units[2]]
    assert asked() == []


@written_once
def _indicators(ref: str, first: int, *, newest_first: bool):
    found = Indicator.objects.select_related("service", "owner__unit").prefetch_related("sets")
    return found.filter(ref=ref, pk__gte=first).order_by("-pk" if newest_first else "pk")


@pytest.mark.django_db
def test_a_question_written_once_gives_what_its_queryset_gives(django_assert_num_queries):
    one, other = IndicatorFactory(), IndicatorFactory()
    one.sets.set([IndicatorSet.objects.create(name="Key")])
    for each in (one, other, one):
        sets = list(each.sets.order_by())
        with django_assert_num_queries(2):
            (found,) = _indicators(each.ref, 0, newest_first=True)
            assert (found, found.service, found.owner.unit) == (each, each.service, each.owner.unit)
            assert list(found.sets.all()) == sets
    assert _indicators(one.ref, other.pk, newest_first=False) == []


@written_once
def _units(*pks: int):
    return Unit.objects.filter(pk__one_of=pks).order_by("pk")


@pytest.mark.django_db
def test_a_queryset_asks_for_one_of_any_number_of_values_too():
    units = sorted((UnitFactory() for _ in range(3)), key=lambda each: each.pk)
    assert _units(units[2].pk) == units[2:]
    assert _units(*(each.pk for each in units[:2])) == units[:2]
    assert _units() == []
    assert list(Unit.objects.filter(pk__one_of=[units[0].pk])) == units[:1]
    assert list(Appointment.objects.filter(post__unit__one_of=[units[0].pk])) == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
class TestOnPostgresql:
    @pytest.fixture(autouse=True)
    def _nothing_prepared(self, on_postgresql):
        connection.close()  # what an earlier test prepared ends with its connection

    def prepared(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
            return [statement for (statement,) in cursor.fetchall()]

    def test_a_statement_is_prepared_once_for_any_number_of_values(self):
        units = sorted(UnitFactory().pk for _ in range(3))
        assert [asked(*units), asked(units[0]), asked()] == [units, units[:1], []]
        (statement,) = self.prepared()
        assert "id = ANY ($1) AND name <> $2" in statement

    def test_a_question_written_once_is_prepared(self):
        ref = IndicatorFactory().ref
        assert [_indicators(ref, 0, newest_first=True)[0].ref for _ in range(2)] == [ref, ref]
        (statement,) = [each for each in self.prepared() if "indicators_indicator" in each]
        assert '."ref" = ($' in statement

    def test_a_doubled_per_cent_sign_is_one(self):
        UnitFactory(name="Waste")
        assert rows_of("SELECT name FROM accounts_unit WHERE name LIKE 'Was%%' AND id > %s", [0]) == [("Waste",)]

    def test_within_a_transaction_it_is_asked_plainly(self):
        unit = UnitFactory().pk
        with transaction.atomic():
            assert asked(unit) == [unit]
        assert self.prepared() == []

    @pytest.mark.parametrize(
        ("loses", "because"),
        [
            ("DEALLOCATE ALL", "another process of the server stands behind the connection"),
            ("ALTER TABLE asked_of ADD COLUMN more integer DEFAULT 7", "a table was altered"),
        ],
    )
    def test_where_the_server_lost_it_the_connection_asks_plainly_from_there_on(self, loses: str, because: str):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE asked_of AS SELECT 1 AS one")
            assert rows_of("SELECT * FROM asked_of") == [(1,)]
            cursor.execute(loses)
            now = [(1, 7)] if "ALTER" in loses else [(1,)]
            assert [rows_of("SELECT * FROM asked_of"), rows_of("SELECT * FROM asked_of")] == [now, now], because
        before = self.prepared()
        asked(1)
        assert self.prepared() == before

    def test_where_its_name_is_taken_it_is_asked_plainly(self):
        assert rows_of("SELECT 1") == [(1,)]
        statements._prepared.clear()  # as another process of the product would find the connection
        assert rows_of("SELECT 1") == [(1,)]
        assert statements._prepared[connection.connection] is None

    def test_what_is_wrong_with_a_statement_is_said(self):
        with pytest.raises(ProgrammingError, match="no_such_table"):
            rows_of("SELECT 1 FROM no_such_table")

    def test_no_more_than_so_many_are_prepared(self, monkeypatch):
        monkeypatch.setattr(statements, "MOST", 2)
        assert [rows_of(f"SELECT {number}") for number in range(3)] == [[(0,)], [(1,)], [(2,)]]
        assert len(self.prepared()) == 2

    def test_every_statement_of_the_pages_can_be_prepared(self):
        in_return = ReturnFactory()
        measure = IndicatorFactory(service=in_return.service)
        ObservationFactory(indicator=measure, period=Q2, value=4111, state="approved", in_return=in_return)
        priority = ObjectiveFactory(kind="priority", plan__state="approved")
        Contribution.objects.create(indicator=measure, objective=priority, made_on=date(2026, 4, 1))
        client, _ = sign_in(Role.ADMINISTRATOR)
        pages = [
            reverse("reporting:council"),
            reverse("reporting:service", args=[in_return.service_id]),
            reverse("reporting:priority", args=[priority.ref]),
            reverse("reporting:thread-node", args=[priority.ref]),
            reverse("reporting:measure", args=[measure.ref]),
            in_return.get_absolute_url(),
        ]
        for _ in range(2):
            for page in pages:
                assert client.get(page, {"period": Q2.key}).status_code == 200, page
        assert len(self.prepared()) > len(pages)
        assert statements._prepared[connection.connection]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_few_keys_get_the_plan_that_was_made_for_many(on_postgresql: None):
    units = [UnitFactory() for _ in range(20)]
    for _ in range(7):
        assert asked(units[0].pk) == [units[0].pk]
        assert _units(units[1].pk, units[2].pk) == units[1:3]
    plans = "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%accounts_unit%ANY%'"
    with connection.cursor() as cursor:
        cursor.execute(plans)
        assert [kept > 0 for (kept,) in cursor.fetchall()] == [True, True]


@pytest.mark.django_db
def test_values_that_are_no_keys_are_asked_for_as_they_are():
    _, params = one_of(["2026-07-01QF"])
    assert params in (["2026-07-01QF"], [["2026-07-01QF"]])
