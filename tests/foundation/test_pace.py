"""Long work rests, but never while others wait for it."""

import time

import pytest
from django.db import transaction

from foundation.pace import gently


@pytest.fixture
def clocks(monkeypatch):
    """The rests that are taken, and how the clock and the work of this thread go on with each look at them."""
    found, steps = [], {"monotonic": 0.0, "thread_time": 0.0}
    shown = dict.fromkeys(steps, 0.0)

    def look(name):
        def now():
            shown[name] += steps[name]
            return shown[name]

        return now

    monkeypatch.setattr(time, "sleep", found.append)
    for name in steps:
        monkeypatch.setattr(time, name, look(name))
    return found, steps


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("went", "worked", "rests"), [(0.1, 0.1, []), (0.12, 0.1, []), (0.13, 0.1, [0.3, 0.3]), (0.5, 0.1, [0.3, 0.3])]
)
def test_it_rests_while_others_want_the_processor_and_hands_everything_out(clocks, went, worked, rests):
    taken, steps = clocks
    steps |= {"monotonic": went, "thread_time": worked}
    assert list(gently(range(600))) == list(range(600))
    assert taken == pytest.approx(rests)


@pytest.mark.django_db
def test_nobody_waits_for_a_rest(clocks):
    rests, steps = clocks
    steps["monotonic"] = 1.0
    with transaction.atomic():
        assert list(gently(range(600))) == list(range(600))
    assert rests == []
