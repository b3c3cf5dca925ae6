"""Whole years of a measure that is reported oftener: what their periods come to, and their own figure (rules.md 7)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from indicators.judging.measure_row import STEPS
from indicators.models import Indicator, Observation
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Counting, ValueKind
from indicators.rules.whole_year import outturn
from indicators.workflow import FigureState
from plans.periods import Frequency, Period, YearBasis, containing

OFFERED = 6
"""Years that are over, of which somebody may say what they came to."""


class WholeYear(NamedTuple):
    """A year that is over. ``made`` is what its approved figures come to, None where one that it needs is missing;
    ``own`` the figure of the year itself that stands or is on its way, None where there is none.
    """

    year: Period
    made: Decimal | None
    own: Observation | None

    @property
    def is_open(self) -> bool:
        """Whether a figure of the year may be proposed: none stands, and none waits for approval."""
        return self.own is None or self.own.state not in (FigureState.APPROVED, FigureState.SUBMITTED)


def years_over(indicator: Indicator, *, today: date) -> list[WholeYear]:
    """The last years that are over, newest first; [] for a measure that is reported by the year. One statement."""
    frequency = Frequency(indicator.frequency)
    if frequency is Frequency.YEAR:
        return []
    last = containing(today, Frequency.YEAR, YearBasis(indicator.year_basis)).previous()
    years = [last.previous(back) for back in range(OFFERED)]
    keys = [each.key for year in years for each in (year, *year.parts(frequency))]
    rows = Observation.objects.standing().filter(indicator=indicator, period__in=keys)
    stored = {row.period: row for row in rows}
    approved = {period: row.value for period, row in stored.items() if row.state == FigureState.APPROVED}
    counting = Counting(indicator.counting)
    return [
        WholeYear(year, outturn([approved.get(each) for each in year.parts(frequency)], counting), stored.get(year))
        for year in years
    ]


def made_words(indicator: Indicator, made: Decimal | None) -> str:
    """ "its quarters come to 326", "its last quarter is 81%", "its quarters are not all there"."""
    step = STEPS[indicator.frequency]
    if made is None:
        return f"its {step}s are not all there"
    value = format_value(made, *_shown(indicator))
    is_sum = indicator.counting == Counting.FLOW
    return f"its {step}s come to {value}" if is_sum else f"its last {step} is {value}"


def _shown(indicator: Indicator) -> tuple[ValueKind, int, str, Sequence[str]]:
    return ValueKind(indicator.kind), indicator.decimals, indicator.unit, indicator.grades.splitlines()
