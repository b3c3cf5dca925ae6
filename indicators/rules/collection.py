"""From when until when figures of a measure are due (rules.md 18)."""

from datetime import date
from typing import Protocol

from plans.periods import Period


class Collected(Protocol):
    """A measure, or a row with the same names.

    ``starts_on`` and ``ends_on`` are "collected from" and "collected until". ``expected_from`` is used where
    ``starts_on`` is empty: the day after the measure was made, or the first day of its first figure's period if that
    is earlier; None for a measure made before the day was kept.
    """

    @property
    def starts_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def expected_from(self) -> date | None: ...


def is_due(measure: Collected, period: Period) -> bool:
    """Whether a figure of the measure is due for a period of its own.

    From the period in which "collected from" falls; without one, from its first figure's period, or the first that
    begins after the measure was made.
    """
    if measure.ends_on and period.start > measure.ends_on:
        return False
    if measure.starts_on:
        return period.end >= measure.starts_on
    return measure.expected_from is None or period.start >= measure.expected_from
