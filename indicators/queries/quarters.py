"""The latest quarter: pages open with it, and a rule is tried on it."""

from datetime import date

from django.db.models import QuerySet

from foundation.statements import written_once
from indicators.models import Observation, Return
from plans.periods import Frequency, Period, containing


def last_over(today: date) -> Period:
    """The last quarter that is over."""
    return containing(today, Frequency.QUARTER).previous()


def latest_quarter(today: date) -> Period:
    """The latest quarter that is over and for which figures are due or in; the last that is over where none are.

    One statement, answered from an index.
    """
    over = last_over(today)
    newest = _newest(over.next().start.isoformat())
    return quarter_with(newest[0].period, over) if newest else over


@written_once
def _newest(before: str) -> QuerySet[Observation]:
    return Observation.objects.filter(period__lt=before).order_by("-period").only("period")[:1]


def report_quarter(period: Period, *, lag: int, frequency: str) -> Period:
    """The quarter in which a figure of that data period is reported: ``lag`` periods later, which are as long as
    ``frequency`` says, also where its own is finer (rules.md 1).
    """
    if period.frequency == frequency:
        return containing(period.next(lag).end, Frequency.QUARTER)
    month = containing(period.end, Frequency.MONTH).next(lag * Frequency(frequency).months)
    return containing(month.end, Frequency.QUARTER)


def first_opened() -> Period | None:
    """The first quarter whose collection was opened here; None before any was."""
    return Return.objects.order_by("period").values_list("period", flat=True).first()


def quarter_with(newest: Period, over: Period) -> Period:
    """The quarter in which the newest period ends, at most the last one that is over."""
    return min(over, containing(newest.end, Frequency.QUARTER))
