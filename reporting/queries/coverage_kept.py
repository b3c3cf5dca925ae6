"""How objectives and measures covered one another, quarter by quarter, as it was kept with each release."""

from collections import defaultdict
from typing import NamedTuple

from foundation.narrowing import narrowed, within
from plans.periods import Period
from reporting.models import CoverageCount


class Counts(NamedTuple):
    """Of a unit or of several: how many there are of each, and how many of them lack the other."""

    objectives: int = 0
    objectives_without: int = 0
    outcomes: int = 0
    outcomes_without: int = 0
    measures: int = 0
    measures_without: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def is_nothing(self) -> bool:
        return not (self.objectives or self.outcomes or self.measures)


def kept_counts(*, reach: frozenset[int] | None, unit_id: int | None) -> dict[Period, Counts]:
    """The counts of each quarter that has any, in time: of the units in reach together, or of one. One statement."""
    found: dict[Period, Counts] = defaultdict(Counts)
    rows = narrowed(within(CoverageCount.objects.order_by("period"), reach, "unit"), unit_id=unit_id)
    for period, *numbers in rows.values_list("period", *Counts._fields):
        found[period] = found[period].plus(Counts(*numbers))
    return dict(found)
