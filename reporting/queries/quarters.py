"""Which quarters a dashboard can show."""

from datetime import date

from indicators.queries.quarters import last_over
from plans.periods import Frequency, Period, YearBasis, asked_period

SHOWN = 12
"""Quarters offered: three years."""


def read_quarter(key: str, *, today: date) -> Period | None:
    """The quarter that an address names by its key; None for anything but a financial quarter that is over."""
    try:
        period = asked_period(key)
    except ValueError:
        return None
    is_quarter = (period.frequency, period.basis) == (Frequency.QUARTER, YearBasis.FINANCIAL)
    return period if is_quarter and period <= last_over(today) else None


def offered_quarters(newest: Period, chosen: Period) -> list[Period]:
    """The quarters to choose from, the newest first; the one chosen is always among them."""
    quarters = [newest.previous(n) for n in range(SHOWN)]
    return quarters if chosen in quarters else sorted({*quarters, chosen}, reverse=True)
