"""Which quarters a dashboard can show, and which it opens with."""

from datetime import date

from indicators.models import Observation
from plans.periods import Frequency, Period, YearBasis, containing, parse_key

SHOWN = 12
"""Quarters offered: three years."""


def last_over(today: date) -> Period:
    """The last quarter that is over."""
    return containing(today, Frequency.QUARTER).previous()


def latest_quarter(today: date) -> Period:
    """The latest quarter that is over and for which figures are due or in; the last that is over where none are.

    One statement, answered from an index.
    """
    over = last_over(today)
    newest = (
        Observation.objects.filter(period__lt=over.next().start.isoformat())
        .order_by("-period")
        .values_list("period", flat=True)
        .first()
    )
    return quarter_with(newest, over) if newest else over


def quarter_with(newest: Period, over: Period) -> Period:
    """The quarter in which the newest period ends, but none that is not over."""
    return min(over, containing(newest.end, Frequency.QUARTER))


def read_quarter(key: str, *, today: date) -> Period | None:
    """The quarter that an address names by its key; None for anything but a financial quarter that is over."""
    try:
        period = parse_key(key)
    except ValueError:
        return None
    is_quarter = (period.frequency, period.basis) == (Frequency.QUARTER, YearBasis.FINANCIAL)
    return period if is_quarter and period <= last_over(today) else None


def offered_quarters(newest: Period, chosen: Period) -> list[Period]:
    """The quarters to choose from, the newest first; the one chosen is always among them."""
    quarters = [newest.previous(n) for n in range(SHOWN)]
    return quarters if chosen in quarters else sorted({*quarters, chosen}, reverse=True)
