"""How a milestone is going, from its dates and per cent complete (rules.md 10).

Pure: no Django and no clock.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from foundation.marks import Mark
from foundation.words import counted

ON_TRACK_FROM = Fraction(90, 100)
MONITOR_FROM = Fraction(70, 100)
DUE_SOON_DAYS = 14


class Progress(StrEnum):
    """The judgement of one milestone. Values are stored in snapshots and never renamed."""

    COMPLETE = "complete"
    ON_TRACK = "on_track"
    MONITOR = "monitor"
    OFF_TRACK = "off_track"
    NOT_STARTED = "not_started"  # its start date is still ahead, which is as planned
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"

    @property
    def is_scored(self) -> bool:
        """Whether it counts in a total; what is on hold or cancelled does not."""
        return self not in (Progress.ON_HOLD, Progress.CANCELLED)


OVERDUE = Mark("overdue", "Overdue", "triangle", "red")
MARKS = {
    Progress.COMPLETE: Mark("complete", "Complete", "tick", "green"),
    Progress.ON_TRACK: Mark("on_track", "On track", "tick", "green"),
    Progress.MONITOR: Mark("monitor", "Monitor", "circle", "amber"),
    Progress.OFF_TRACK: Mark("off_track", "Off track", "triangle", "red"),
    Progress.NOT_STARTED: Mark("not_started", "Not due to start", "dash", "grey"),
    Progress.ON_HOLD: Mark("on_hold", "On hold", "square", "grey"),
    Progress.CANCELLED: Mark("cancelled", "Cancelled", "dash", "grey"),
}


class MilestoneJudgement(NamedTuple):
    """What is said of one milestone. ``slipped_days`` is negative when the date was brought forward."""

    progress: Progress
    expected_percent: Decimal
    is_open: bool
    is_overdue: bool
    is_due_soon: bool
    slipped_days: int
    reason: str

    @property
    def mark(self) -> Mark:
        """An overdue milestone is off track whatever is done of it, and its word says overdue."""
        return OVERDUE if self.is_overdue else MARKS[self.progress]


def expected_percent(starts_on: date, due_on: date, today: date) -> Decimal:
    """How much should be done by the end of today if work goes evenly: 0 up to the start, 100 from the due date.

    ValueError when the due date is before the start.
    """
    return _percent(_elapsed(starts_on, due_on, today))


def milestone_progress(
    *,
    state: str,
    starts_on: date,
    due_on: date,
    first_due_on: date,
    percent_complete: int,
    today: date,
    due_soon_days: int = DUE_SOON_DAYS,
) -> MilestoneJudgement:
    """Judge a milestone as it stands today (rules.md 10).

    ``state`` is not_started, in_progress, complete, on_hold or cancelled; ``percent_complete`` is 0 to 100;
    ``first_due_on`` is the date first promised. ValueError for anything else, and for a due date before the start.
    """
    if not 0 <= percent_complete <= 100:
        raise ValueError(f"Per cent complete is from 0 to 100, not {percent_complete}.")
    share = _elapsed(starts_on, due_on, today)
    is_open = state in ("not_started", "in_progress")
    if is_open:
        progress, reason = _judged(percent_complete, share, is_ahead=today < starts_on)
    elif state in (Progress.COMPLETE, Progress.ON_HOLD, Progress.CANCELLED):
        progress = Progress(state)
        reason = f"{MARKS[progress].word}{'' if progress.is_scored else ', so not scored'}."
    else:
        raise ValueError(f"“{state}” is not a state of a milestone.")
    is_overdue = is_open and today > due_on
    slipped_days = (due_on - first_due_on).days
    if is_overdue:
        reason += f" Overdue by {counted((today - due_on).days, 'day')}."
    if slipped_days > 0:
        reason += f" Due {counted(slipped_days, 'day')} later than first planned."
    return MilestoneJudgement(
        progress=progress,
        expected_percent=_percent(share),
        is_open=is_open,
        is_overdue=is_overdue,
        is_due_soon=is_open and is_soon(due_on, today=today, within=due_soon_days),
        slipped_days=slipped_days,
        reason=reason,
    )


def is_soon(day: date, *, today: date, within: int = DUE_SOON_DAYS) -> bool:
    """Whether a day is today or at most so many days ahead."""
    return today <= day <= today + timedelta(days=within)


def parent_percent(children: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The weighted mean of (weight, per cent) pairs; None when nothing has weight (rules.md 10)."""
    pairs = list(children)
    total = sum((weight for weight, _ in pairs), Decimal(0))
    if total == 0:
        return None
    return sum((weight * percent for weight, percent in pairs), Decimal(0)) / total


def _judged(percent_complete: int, share: Fraction, *, is_ahead: bool) -> tuple[Progress, str]:
    if is_ahead and percent_complete == 0:
        return Progress.NOT_STARTED, "Not due to start yet."
    if share == 0:
        return Progress.ON_TRACK, f"{percent_complete}% done; nothing is expected yet."
    # Exact fractions: a rounded quotient could fall just below 90 %, which is on track.
    performance = Fraction(percent_complete, 100) / share
    reason = f"{percent_complete}% done where {float(share):.0%} is expected."
    if performance >= ON_TRACK_FROM:
        return Progress.ON_TRACK, reason
    return (Progress.MONITOR if performance >= MONITOR_FROM else Progress.OFF_TRACK), reason


def _elapsed(starts_on: date, due_on: date, today: date) -> Fraction:
    if due_on < starts_on:
        raise ValueError(f"The due date {due_on} is before the start {starts_on}.")
    if today >= due_on:
        return Fraction(1)
    if today <= starts_on:
        return Fraction(0)
    return Fraction((today - starts_on).days, (due_on - starts_on).days)


def _percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / Decimal(share.denominator)
