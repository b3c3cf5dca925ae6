"""From when figures of a measure are expected where it has no first day (``rules.collection``)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from foundation.dates import london_day
from indicators.models import Indicator, Observation
from indicators.queries.quarters import first_opened, last_over
from indicators.rules.whole_year import is_whole_year
from plans.periods import Frequency, Period, containing


def day_after(at: datetime) -> date:
    """``expected_from`` of a measure made at that moment: its first period is the first that begins after it."""
    return london_day(at) + timedelta(days=1)


def first_day(at: datetime) -> date:
    """The same; as long as no quarter was opened here, the year of the quarter that ended last, so that a council that
    moves in can report that quarter. One statement.
    """
    if first_opened() is not None:
        return day_after(at)
    return containing(last_over(london_day(at)).start, Frequency.YEAR).start


def expect_since(figures: Iterable[Observation]) -> None:
    """Move ``expected_from`` of measures back to the earliest period that a figure was signed off for."""
    Indicator.objects.bulk_update(moved_back(figures), ["expected_from"], batch_size=200)


def is_earlier(indicator: Indicator, period: Period) -> bool:
    """Whether a figure that was signed off for that period moves back from when figures are expected. That of a whole
    year says nothing of its periods.
    """
    if is_whole_year(period, indicator.frequency):
        return False
    return bool(indicator.expected_from and period.start < indicator.expected_from)


def moved_back(figures: Iterable[Observation]) -> list[Indicator]:
    """The measures whose ``expected_from`` moves back with these figures, moved and not stored yet."""
    moved: dict[int, Indicator] = {}
    for figure in figures:
        indicator = moved.get(figure.indicator_id, figure.indicator)
        if is_earlier(indicator, figure.period):
            indicator.expected_from = figure.period.start
            moved[indicator.pk] = indicator
    return list(moved.values())
