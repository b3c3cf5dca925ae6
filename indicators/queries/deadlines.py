"""By when figures have to be in and signed off, and which of them are late (rules.md 1, 18). Decided here alone.

Three things say by when a figure has to be in: its return's dates, a named exception that moves them, and a date of
its own after it was sent back. The latest of them is in force. It is late once that moment and its grace are over.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import LessThan

from foundation.dates import day_words, end_of_day, london_day, weekday_words
from indicators.models import Observation, Return
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import EDITABLE, FigureState
from plans.periods import Period
from plans.working_days import working_day_after, working_days_between

SENT_BACK_DAYS = 3
"""Working days that an officer has for what the approver sent back, where less time is left otherwise (ours)."""

OWED = (*EDITABLE, FigureState.MISSING)
"""Not handed in: late once the time for it is over."""


class ReturnDates(NamedTuple):
    """The moments of a return, as its timetable gives them or as in force. After ``grace_ends_at`` figures are late."""

    opens_at: datetime
    due_at: datetime
    grace_ends_at: datetime
    approval_due_at: datetime
    locks_at: datetime


def deadlines_of(in_return: Return) -> ReturnDates:
    """The dates in force, moved by the return's exception: approval is due as many working days after the figures as
    before, and never before they are.
    """
    until = in_return.extended_to
    due_at, approval_due_at = later(in_return.due_at, until), in_return.approval_due_at
    if due_at != in_return.due_at:
        days = working_days_between(london_day(in_return.due_at), london_day(approval_due_at))
        approval_due_at = later(approval_due_at, end_of_day(working_day_after(london_day(due_at), days)))
    return ReturnDates(
        opens_at=in_return.opens_at,
        due_at=due_at,
        grace_ends_at=late_after(in_return),
        approval_due_at=later(approval_due_at, due_at),
        locks_at=later(in_return.locks_at, until),
    )


def later(moment: datetime, *others: datetime | None) -> datetime:
    """The latest of some moments, of which all but the first may be missing."""
    return max([moment, *(other for other in others if other is not None)])


def late_after(in_return: Return, *, back_by: datetime | None = None) -> datetime:
    """The last moment at which a figure of the return is in time. ``back_by``: its own date after it was sent back."""
    return later(in_return.grace_ends_at, in_return.extended_to, back_by)


def is_late(in_return: Return, *, at: datetime, back_by: datetime | None = None) -> bool:
    """Whether a figure handed in at that moment is late."""
    return at > late_after(in_return, back_by=back_by)


def back_by(figure: Observation, *, at: datetime) -> datetime | None:
    """By when a figure sent back at that moment has to be handed in again, while its return is open.

    None where the return's own deadline holds: for a figure that came late, and for one that nobody owed by then.
    """
    owed = figure.in_return
    if owed is None or not _is_owed(figure) or (figure.submitted_at and is_late(owed, at=figure.submitted_at)):
        return None
    own = end_of_day(working_day_after(london_day(at), SENT_BACK_DAYS))
    return later(late_after(owed), min(own, deadlines_of(owed).locks_at))


def _is_owed(figure: Observation) -> bool:
    """Whether a figure belongs into its return by its deadline: revisions do not, nor does that of a whole year."""
    return figure.revision == 1 and not is_whole_year(figure.period, figure.indicator.frequency)


def closed_because(in_return: Return, *, at: datetime) -> str:
    """Why nobody may type into the return at that moment, in a sentence that says what to do; "" while it is open.

    A named exception reopens a locked return until its last moment, in London time.
    """
    if at < in_return.opens_at:
        return f"this return opens on {day_words(in_return.opens_at)}."
    if in_return.extended_to and at <= in_return.extended_to:
        return ""
    closed_at = deadlines_of(in_return).locks_at
    if in_return.locked_at or at > closed_at:
        return (
            f"this return was locked on {day_words(min(in_return.locked_at or closed_at, at))}. "
            "Ask the performance team to reopen it."
        )
    return ""


def closed_to(figure: Observation, *, at: datetime) -> str:
    """Why nobody may type the figure now, as ``closed_because``. Revisions are made after the return was locked, and so
    is the figure of a whole year itself.
    """
    is_open = figure.in_return is None or not _is_owed(figure)
    return "" if is_open else closed_because(figure.in_return, at=at)


def returns_to_lock(*, at: datetime) -> QuerySet[Return]:
    """Returns whose lock has come, and whose exception (if any) is over."""
    return Return.objects.filter(
        Q(locked_at=None), Q(locks_at__lt=at), Q(extended_to=None) | Q(extended_to__lt=at)
    ).order_by("pk")


def deadline(*, owed: str = "in_return__", figure: str = "") -> Greatest:
    """``late_after`` in a query. The prefixes lead from what is asked to the return and to the figure."""
    grace = F(f"{owed}grace_ends_at")
    return Greatest(
        grace,
        Coalesce(f"{owed}extended_to", grace),
        Coalesce(f"{figure}back_by", grace),
        output_field=DateTimeField(),
    )


def late(*, at: datetime, owed: str = "in_return__", figure: str = "") -> Q:
    """The filter for figures that are late: not handed in, and the time for it is over."""
    return Q(**{f"{figure}state__in": OWED}) & Q(LessThan(deadline(owed=owed, figure=figure), at))


def late_figures(period: Period, *, at: datetime) -> frozenset[int]:
    """The late figures of a report period, by their ids."""
    standing = Observation.objects.standing().filter(late(at=at), in_return__period=period)
    return frozenset(standing.values_list("pk", flat=True))


def late_sql(moment: str) -> str:
    """``is_late`` as a condition of a statement written by hand, with ``figure`` and its return ``owed``; ``moment``
    stands in it three times.
    """
    dates = ("owed.grace_ends_at", "COALESCE(owed.extended_to, {0})", "COALESCE(figure.back_by, {0})")
    return "({})".format(" AND ".join(f"{moment} > {each.format(dates[0])}" for each in dates))


def due_day(in_return: Return, first: datetime | None) -> datetime:
    """By when the return's figures are due; ``first``: the deadline of the first that is left, if any is."""
    dates = deadlines_of(in_return)
    return first if first is not None and first > dates.grace_ends_at else dates.due_at


def due_words(in_return: Return, first: datetime | None, *, at: datetime) -> str:
    """ "due Friday 17 July 2026", "was due …, late after …", "late since …". ``first`` as for ``due_day``."""
    dates = deadlines_of(in_return)
    if first is not None and at > first:
        return f"late since {weekday_words(first)}"
    if first is not None and first > dates.grace_ends_at:
        return f"sent back, due again {weekday_words(first)}"
    if in_return.extended_to and in_return.locks_at < at <= in_return.extended_to:
        return f"reopened until {weekday_words(in_return.extended_to)}"
    if at > dates.due_at:
        return f"was due {weekday_words(dates.due_at)}, late after {weekday_words(dates.grace_ends_at)}"
    if london_day(at) == london_day(dates.due_at):
        return "due today, by midnight"
    return f"due {weekday_words(dates.due_at)}"


def approval_due(in_return: Return, last: datetime | None) -> datetime:
    """By when its figures have to be signed off; ``last``: the latest own date of those that were sent back, if any."""
    return later(deadlines_of(in_return).approval_due_at, last)
