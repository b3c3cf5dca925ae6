"""A quarter's dates: what is proposed, and on which days people are reminded. Pure: the calendar comes in."""

from collections.abc import Mapping
from datetime import date, timedelta

from plans.periods import Period
from plans.working_days import is_working_day, working_day_after, working_days_between

# Working days after the quarter's end, in the order of the timetable.
WORKING_DAYS = {
    "opens_on": 1,
    "due_on": 13,
    "late_after": 15,
    "approval_due_on": 18,
    "locks_on": 23,
    "management_team_on": 28,
    "cabinet_on": 38,
    "scrutiny_on": 43,
}
REMINDED_BEFORE = 5  # working days before the due date on which the daily reminders begin


def propose_timetable(period: Period, *, today: date | None = None) -> dict[str, date]:
    """The dates of the quarter's cycle by field name, counted in working days from its end (rules.md 1). With
    ``today`` they are counted from yesterday where they would be over: a council that moves in reports a quarter late.
    """
    dates = _dated_from(period.end)
    is_over = today is not None and dates["due_on"] < today
    return {**_dated_from(today - timedelta(days=1)), "opens_on": today} if today and is_over else dates


def _dated_from(day: date) -> dict[str, date]:
    return {name: working_day_after(day, days) for name, days in WORKING_DAYS.items()}


def renew_timetable(before: Period, dates: Mapping[str, date], period: Period) -> dict[str, date]:
    """The dates of another quarter's cycle, as many working days after its end as ``dates`` were after ``before``'s."""

    def renewed(day: date) -> date:
        if day <= before.end:
            return period.end - (before.end - day)
        return working_day_after(period.end, working_days_between(before.end, day))

    return {name: renewed(dates[name]) for name in WORKING_DAYS}


def first_reminder(due_on: date) -> date:
    """The day on which daily reminders begin: so many working days before the due date."""
    day, left = due_on, REMINDED_BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return day


def reminds_on(day: date, *, opens_on: date, due_on: date, locks_on: date, told_on: date | None) -> bool:
    """Whether digests go out: when collection opens, then each working day from ``first_reminder`` to the lock.

    ``told_on`` is the first day since collection opened on which any went out, None as long as none did: those of a
    day on which nothing ran go out on the next working day.
    """
    if day == opens_on:
        return True
    is_opening = day > opens_on and told_on in (None, day)
    return is_working_day(day) and (is_opening or first_reminder(due_on) <= day) and day <= locks_on


def next_reminder(day: date, *, opens_on: date, due_on: date, locks_on: date, told_on: date | None) -> date | None:
    """The first day after ``day`` on which digests go out, if today's do; None when the cycle sends no more."""
    window = {"opens_on": opens_on, "due_on": due_on, "locks_on": locks_on}
    if told_on is None and reminds_on(day, **window, told_on=None):
        told_on = day
    while day < locks_on:
        day += timedelta(days=1)
        if reminds_on(day, **window, told_on=told_on):
            return day
    return None
