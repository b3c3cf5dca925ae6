"""From when figures of a measure are expected where nobody says so (``rules.collection``)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from foundation.dates import london_day
from indicators.models import Indicator, Observation


def day_after(at: datetime) -> date:
    """What a measure made at that moment starts with: its first period is the first that begins after it was made."""
    return london_day(at) + timedelta(days=1)


def expect_since(approved: Iterable[Observation]) -> None:
    """Figures were signed off: those of earlier periods than were expected move the first of them back."""
    moved: dict[int, Indicator] = {}
    for figure in approved:
        indicator = moved.get(figure.indicator_id, figure.indicator)
        if indicator.expected_from and figure.period.start < indicator.expected_from:
            indicator.expected_from = figure.period.start
            moved[indicator.pk] = indicator
    Indicator.objects.bulk_update(moved.values(), ["expected_from"], batch_size=200)
