"""Answers kept while nothing is written: never out of date, never another question's, never many."""

import re
from collections import OrderedDict

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.roles import Role
from foundation import snapshot_cache
from foundation.snapshot_cache import MOST, SnapshotCache, database_state
from indicators.models import Observation
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(snapshot_cache, "_answers", OrderedDict())


@pytest.fixture
def state(monkeypatch):
    """The database's state, as the test has it."""
    stands = ["first"]
    monkeypatch.setattr(snapshot_cache, "database_state", lambda: stands[0])
    return stands


class Counted:
    """Something to be made; says how often it was."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def test_an_answer_is_made_once_while_nothing_is_written(state):
    make = Counted()
    assert [SnapshotCache()(make, "page", 1), SnapshotCache()(make, "page", 1)] == [1, 1]
    state[0] = "second"
    assert SnapshotCache()(make, "page", 1) == 2


def test_another_question_has_another_answer(state):
    make = Counted()
    assert [SnapshotCache()(make, "page", 1), SnapshotCache()(make, "page", 2), SnapshotCache()(make, "other", 1)] == [
        1,
        2,
        3,
    ]


def test_where_the_database_cannot_say_nothing_is_kept(state):
    state[0], make = None, Counted()
    assert [SnapshotCache()(make, "page"), SnapshotCache()(make, "page")] == [1, 2]
    assert not snapshot_cache._answers


def test_those_asked_for_longest_ago_make_room(state):
    for number in range(MOST):
        SnapshotCache()(lambda: "kept", number)
    SnapshotCache()(lambda: "asked again", 0)
    SnapshotCache()(lambda: "one more", "more")
    assert len(snapshot_cache._answers) == MOST
    make = Counted()
    assert SnapshotCache()(make, 0) == "kept"
    assert SnapshotCache()(make, 1) == 1


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_kept():
    assert database_state() is None


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
class TestOnPostgresql:
    def test_reading_leaves_the_state_and_every_write_moves_it(self):
        unit = UnitFactory()
        before = database_state()
        assert before is not None
        unit.refresh_from_db()
        assert database_state() == before
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_unit SET name = name || '!' WHERE id = %s", [unit.pk])
        assert database_state() != before

    def test_what_is_not_committed_does_not_show(self):
        unit, before = UnitFactory(), database_state()
        with transaction.atomic():
            unit.name = "Renamed"
            unit.save()
            assert database_state() is None
            transaction.set_rollback(True)
        assert database_state() != before

    @pytest.mark.parametrize("page", ["council", "service", "return"])
    def test_a_page_shows_what_was_written_a_moment_ago_behind_its_back(self, page: str):
        in_return = ReturnFactory()
        measure = IndicatorFactory(ref="VIS1", service=in_return.service, frequency="Q", kind="number", unit="")
        state = "draft" if page == "return" else "approved"
        figure = ObservationFactory(indicator=measure, period=Q2, value=4111, state=state, in_return=in_return)
        client, _ = sign_in(Role.ADMINISTRATOR)
        url = {
            "council": f"{reverse('reporting:council')}?period={Q2.key}&service={in_return.service_id}",
            "service": f"{reverse('reporting:service', args=[in_return.service_id])}?period={Q2.key}",
            "return": in_return.get_absolute_url(),
        }[page]
        for _ in range(2):
            assert re.search("4,?111", client.get(url).content.decode())
        assert snapshot_cache._answers
        Observation.objects.filter(pk=figure.pk).update(value=4222)
        words = client.get(url).content.decode()
        assert re.search("4,?222", words)
        assert not re.search("4,?111", words)
