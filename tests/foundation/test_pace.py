"""Long work rests, but never while others wait for it."""

import os
import time

import pytest
from django.db import transaction

from foundation import pace
from foundation.pace import gently


@pytest.fixture
def clocks(monkeypatch):
    """The rests that are taken; and by how much each clock goes on with each look at it."""
    found, steps = [], {"monotonic": 1.2, "thread_time": 0.1, "process_time": 0.1, "busy_seconds": 0.1}
    shown = dict.fromkeys(steps, 0.0)

    def look(name):
        def now():
            shown[name] += steps[name]
            return shown[name]

        return now

    monkeypatch.setattr(time, "sleep", found.append)
    for name in ("monotonic", "thread_time", "process_time"):
        monkeypatch.setattr(time, name, look(name))
    monkeypatch.setattr(pace, "busy_seconds", look("busy_seconds"))
    return found, steps


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("busy", "rests"),
    [(0.1, []), (0.19, []), (0.2, [0.5, 0.5]), (0.4, [0.5, 0.5])],
    ids=["alone", "nearly", "shared", "crowded"],
)
def test_it_rests_while_others_are_at_work_and_hands_everything_out(clocks, busy, rests):
    taken, steps = clocks
    steps["busy_seconds"] = busy
    assert list(gently(range(600))) == list(range(600))
    assert taken == pytest.approx(rests)


@pytest.mark.django_db(transaction=True)
def test_it_looks_at_others_now_and_then(clocks):
    taken, steps = clocks
    steps |= {"busy_seconds": 1.0, "monotonic": 0.4}
    assert list(gently(range(800))) == list(range(800))
    assert len(taken) == 1


@pytest.mark.django_db(transaction=True)
def test_it_rests_where_the_machine_does_not_say_whether_others_are_at_work(clocks, monkeypatch):
    taken, _ = clocks
    monkeypatch.setattr(pace, "busy_seconds", lambda: None)
    assert list(gently(range(600))) == list(range(600))
    assert taken == pytest.approx([0.5, 0.5])


@pytest.mark.django_db
def test_nobody_waits_for_a_rest(clocks):
    taken, steps = clocks
    steps["busy_seconds"] = 1.0
    with transaction.atomic():
        assert list(gently(range(600))) == list(range(600))
    assert taken == []


def test_a_busy_machine_says_so(monkeypatch, tmp_path):
    first = pace.busy_seconds()
    deadline = time.monotonic() + 10
    while pace.busy_seconds() == first and time.monotonic() < deadline:
        sum(range(10_000))
    assert first is None or pace.busy_seconds() > first
    monkeypatch.setattr(pace, "_STAT", tmp_path / "none")
    assert pace.busy_seconds() is None
    (tmp_path / "none").write_text("cpu  100 20 30 4000 50 6 7 0 0 0\ncpu0 1 2 3", encoding="utf-8")
    assert pace.busy_seconds() == pytest.approx(163 / os.sysconf("SC_CLK_TCK"))
