"""Progress of milestones (rules.md 10)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.progress import MARKS, OVERDUE, Progress, expected_percent, milestone_progress, parent_percent

START, DUE = date(2026, 4, 1), date(2026, 7, 10)  # a hundred days


def judge(percent: int, day: int, *, state: str = "in_progress", first_due_on: date = DUE, **more):
    today = START + timedelta(days=day)
    return milestone_progress(
        state=state,
        starts_on=START,
        due_on=DUE,
        first_due_on=first_due_on,
        percent_complete=percent,
        today=today,
        **more,
    )


@pytest.mark.parametrize(("day", "expected"), [(-5, 0), (0, 0), (1, 1), (50, 50), (99, 99), (100, 100), (200, 100)])
def test_expected_is_the_share_of_time_gone(day, expected):
    assert expected_percent(START, DUE, START + timedelta(days=day)) == expected


def test_expected_of_a_single_day():
    assert expected_percent(START, START, START - timedelta(days=1)) == 0
    assert expected_percent(START, START, START) == 100


def test_due_before_start_is_refused():
    with pytest.raises(ValueError, match="before the start"):
        expected_percent(DUE, START, START)


@pytest.mark.parametrize(
    ("percent", "day", "progress"),
    [
        (45, 50, Progress.ON_TRACK),  # exactly 90 % of what is expected
        (44, 50, Progress.MONITOR),
        (35, 50, Progress.MONITOR),  # exactly 70 %
        (34, 50, Progress.OFF_TRACK),
        (0, 50, Progress.OFF_TRACK),
        (100, 50, Progress.ON_TRACK),
        (0, -1, Progress.NOT_STARTED),
        (5, -1, Progress.ON_TRACK),
        (0, 0, Progress.ON_TRACK),
        (90, 150, Progress.ON_TRACK),
        (89, 150, Progress.MONITOR),
    ],
)
def test_bands(percent, day, progress):
    assert judge(percent, day).progress is progress
    assert judge(percent, day, state="not_started").progress is progress


def test_a_third_of_the_way_is_judged_exactly():
    judged = milestone_progress(
        state="in_progress",
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 1, 31),  # thirty days
        first_due_on=date(2026, 1, 31),
        percent_complete=21,
        today=date(2026, 1, 8),  # seven of them: 23.3 % expected, 90 % of which is 21
    )
    assert judged.progress is Progress.ON_TRACK
    assert judged.reason == "21% done where 23% is expected."


@pytest.mark.parametrize("state", ["complete", "on_hold", "cancelled"])
def test_finished_and_stopped_milestones_are_never_overdue(state):
    judged = judge(40, 150, state=state)
    assert judged.progress == state
    assert not judged.is_overdue
    assert not judge(40, 95, state=state).is_due_soon
    assert ("not scored" in judged.reason) == (state != "complete")
    assert judged.progress.is_scored == (state == "complete")


def test_overdue_from_the_day_after():
    assert not judge(99, 100).is_overdue
    assert judge(99, 101).is_overdue
    assert judge(99, 101).reason.endswith("Overdue by 1 day.")
    assert judge(99, 103).reason.endswith("Overdue by 3 days.")


@pytest.mark.parametrize(("day", "soon"), [(85, False), (86, True), (100, True), (101, False)])
def test_due_soon(day, soon):
    assert judge(95, day).is_due_soon is soon


def test_due_soon_within_a_number_of_days_of_ones_own():
    assert judge(95, 70, due_soon_days=30).is_due_soon
    assert not judge(95, 99, due_soon_days=0).is_due_soon


def test_a_new_date_counts_the_slip():
    later = judge(50, 50, first_due_on=DUE - timedelta(days=30))
    assert later.slipped_days == 30
    assert later.reason.endswith("Due 30 days later than first planned.")
    sooner = judge(50, 50, first_due_on=DUE + timedelta(days=5))
    assert sooner.slipped_days == -5
    assert "planned" not in sooner.reason


def test_an_overdue_milestone_is_marked_overdue_whatever_is_done_of_it():
    assert judge(99, 100).mark == MARKS[Progress.ON_TRACK]
    assert judge(99, 101).mark == judge(0, 101).mark == OVERDUE
    assert judge(99, 101, state="on_hold").mark == MARKS[Progress.ON_HOLD]


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_per_cent_out_of_range_is_refused(percent):
    with pytest.raises(ValueError, match="0 to 100"):
        judge(percent, 50)


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="finished"):
        judge(50, 50, state="finished")


def test_parent_is_weighted():
    assert parent_percent([(Decimal(3), Decimal(100)), (Decimal(1), Decimal(20))]) == 80
    assert parent_percent([]) is None
    assert parent_percent([(Decimal(0), Decimal(50))]) is None


@given(st.integers(0, 99), st.integers(-10, 150))
def test_more_done_is_never_judged_worse(percent, day):
    order = [Progress.OFF_TRACK, Progress.MONITOR, Progress.ON_TRACK]
    less, more = judge(percent, day).progress, judge(percent + 1, day).progress
    if less is not Progress.NOT_STARTED:
        assert order.index(more) >= order.index(less)
