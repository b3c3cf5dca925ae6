"""Long work rests, but never while others wait for it."""

import time

import pytest
from django.db import transaction

from foundation.pace import gently


@pytest.fixture
def rests(monkeypatch):
    found = []
    worked = iter(range(1000))
    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.setattr(time, "thread_time", lambda: next(worked))
    return found


@pytest.mark.django_db(transaction=True)
def test_it_rests_longer_than_it_worked_and_hands_everything_out(rests):
    assert list(gently(range(600))) == list(range(600))
    assert rests == [3, 3]


@pytest.mark.django_db
def test_nobody_waits_for_a_rest(rests):
    with transaction.atomic():
        assert list(gently(range(600))) == list(range(600))
    assert rests == []
