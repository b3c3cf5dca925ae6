"""Which periods a measure needs: its own for a report, the one before, last year's, and what is drawn before them."""

from dataclasses import dataclass

from foundation.memo import memo
from plans.periods import Frequency, Period, YearBasis, containing

TOLD_FROM = {Frequency.MONTH: 24, Frequency.QUARTER: 12, Frequency.TERM: 9, Frequency.HALF: 8, Frequency.YEAR: 8}
"""How many periods before its own tell how a measure's year will end, however many more a page has read: every page is
to say the same."""


@dataclass(frozen=True, slots=True)
class Span:
    """The periods that measures of one frequency, year and lag need for a report period.

    ``reported`` is what a report of the period before showed. ``periods`` are the series, oldest first, ``now`` last;
    ``read`` also holds what only comparisons need, and the years, which may have a figure of their own.
    """

    now: Period
    previous: Period
    last_year: Period
    reported: Period
    periods: tuple[Period, ...]

    @property
    def read(self) -> set[Period]:
        return {*self.periods, self.reported.last_year(), *(each.year for each in self.periods)}


def data_period(frequency: str, year_basis: str, lag: int, report_period: Period) -> Period:
    """The latest period of an indicator's own frequency that is over by the report period's end, less its lag.

    A yearly measure in July to September shows the year that ended in March; one a quarter in arrears shows the
    quarter before.
    """
    period = containing(report_period.end, Frequency(frequency), YearBasis(year_basis))
    if period.end > report_period.end:
        period = period.previous()
    return period.previous(lag) if lag else period


@memo(512, why="the few kinds of measure share theirs")
def span_of(frequency: str, year_basis: str, lag: int, report_period: Period, history: int) -> Span:
    """The periods that a kind of measure needs for a report period, with so many before its own."""
    now = data_period(frequency, year_basis, lag, report_period)
    reported = data_period(frequency, year_basis, lag, report_period.previous())
    return _span(now, reported, max(history, 1))


@memo(512, why="the few kinds of measure share theirs")
def span_to(now: Period, history: int) -> Span:
    """A data period with so many before it, and the same period last year."""
    return _span(now, now.previous(), history)


def _span(now: Period, reported: Period, history: int) -> Span:
    periods = {now.previous(n) for n in range(history + 1)} | {now.last_year(), reported}
    return Span(now, now.previous(), now.last_year(), reported, tuple(sorted(periods)))
