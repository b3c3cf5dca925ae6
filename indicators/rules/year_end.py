"""How a measure's year will end if it goes on as it has (rules.md 8 and 18).

What is counted over the year is judged by how much of it there is by now; a level by where it goes. How far off that
may be comes from how far the measure's own figures move.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from statistics import NormalDist

from indicators.rules.facts import Point, Sheet
from indicators.rules.forecast import FEWEST, HELD, bounded, forecast, reach_of
from indicators.rules.reading import EXACT, QUOTIENT
from indicators.rules.rule import Rule
from indicators.rules.spc import usual_limits
from indicators.rules.status import computed
from indicators.rules.vocabulary import AMOUNTS, Counting, Status, ValueKind
from indicators.rules.whole_year import outturn

AT_RISK = 50
"""The chance of missing the target, in per cent, from which a measure is at risk: as likely as not (ours)."""
_COUNTS = (Counting.FLOW, Counting.CUMULATIVE)
_FEWEST_ERRORS = 4
_NORMAL = NormalDist()
# So many deviations either way hold four of five; the limits of a process are three of them from its mean.
_DEVIATIONS = Decimal(str(_NORMAL.inv_cdf((1 + float(HELD)) / 2)))
_TO_A_LIMIT = 3
_OUTTURNS = tuple(Decimal(str(_NORMAL.inv_cdf((place + 0.5) / 100))) for place in range(100))


class How(StrEnum):
    """How the year's end was worked out."""

    OVER = "over"  # the year is over: nothing is left to forecast
    SEASON = "season"  # as last year went on from here
    PROFILE = "profile"  # by the share of the targets that was due by now
    SHARES = "shares"  # by the share of the year that is over
    LEVEL = "level"  # the smoothed level


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What is known of a measure's year.

    ``periods`` is how many it has. ``so_far`` are the approved figures of those that are over, in order, None for a
    gap; ``last_year`` those of all periods of the year before, empty where a new definition lies between; ``aims`` the
    targets of the year's periods. ``history`` are the figures that lie before ``so_far``, oldest first, from the last
    break on, ending with last year's end. ``own`` is the figure of the whole year where one was entered for itself.
    """

    kind: ValueKind
    counting: Counting
    seasonal: bool
    periods: int
    so_far: tuple[Decimal | None, ...]
    last_year: tuple[Decimal | None, ...] = ()
    aims: tuple[Decimal | None, ...] = ()
    history: tuple[Decimal | None, ...] = ()
    own: Decimal | None = None

    @property
    def left(self) -> int:
        """How many of its periods are still to come."""
        return self.periods - len(self.so_far)

    @property
    def known(self) -> list[Decimal]:
        """All figures that there are, oldest first."""
        return [value for value in (*self.history, *self.so_far) if value is not None]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What the year is expected to end on, in the measure's unit: what is counted as its total, a level as the last
    period's. ``low`` to ``high`` holds it four times out of five, ``reach`` is half of that before it is bounded; None
    where too little is known to tell.
    """

    value: Decimal
    how: How
    reach: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the year will stand against its target. ``chance`` is that of missing it, in per cent, None where it cannot
    be told.
    """

    status: Status
    chance: int | None

    @property
    def is_at_risk(self) -> bool:
        """Whether the target will be missed, or is as likely missed as met."""
        return (self.status.is_rated and not self.status.is_met) or (self.chance is not None and self.chance >= AT_RISK)


def year_end(year: Year) -> YearEnd | None:
    """What the year will end on. None where it cannot be told: of answers, dates and grades, where a figure that counts
    is missing, and before the first figure of a total.
    """
    if year.kind not in AMOUNTS:
        return None
    if year.own is not None:
        return YearEnd(year.own, How.OVER)
    found = _of_counts(year) if year.counting in _COUNTS else _of_level(year)
    if found is None or found.how is How.OVER:
        return found
    value = _bounded(found.value, year)
    if found.reach is None:
        return replace(found, value=value)
    low, high = EXACT.subtract(value, found.reach), EXACT.add(value, found.reach)
    return replace(found, value=value, low=_bounded(low, year), high=_bounded(high, year))


def _bounded(value: Decimal, year: Year) -> Decimal:
    return bounded(value, year.known, year.kind)


def outlook(end: YearEnd, sheet: Sheet, aimed: Point, rule: Rule) -> Outlook:
    """How the year will stand. ``aimed`` holds its target and what was decided for it, ``rule`` is the one in force at
    its end. The chance is the share of a hundred equally likely outturns that would not meet the target.
    """
    status = status_of(end, sheet, aimed, rule)
    if end.reach is None or end.how is How.OVER or not status.is_rated:
        return Outlook(status, None)
    deviation = QUOTIENT.divide(end.reach, _DEVIATIONS)
    outturns = (QUOTIENT.fma(deviation, each, end.value) for each in _OUTTURNS)
    return Outlook(status, sum(not _status(each, sheet, aimed, rule).is_met for each in outturns))


def status_of(end: YearEnd, sheet: Sheet, aimed: Point, rule: Rule) -> Status:
    """The status of the year's end by itself, without the chance: it is a hundredth of the work."""
    return _status(end.value, sheet, aimed, rule)


def _status(value: Decimal, sheet: Sheet, aimed: Point, rule: Rule) -> Status:
    return computed(sheet, replace(aimed, value=value), rule)[0]


def _of_counts(year: Year) -> YearEnd | None:
    done = outturn(year.so_far, year.counting)
    if done is None:
        return None
    if not year.left:
        return YearEnd(done, How.OVER)
    how, due, whole = _share_due(year)
    if not due:
        return None
    value = QUOTIENT.divide(EXACT.multiply(done, whole), due)
    return YearEnd(value, how, _reach_of_counts(year))


def _share_due(year: Year) -> tuple[How, Decimal, Decimal]:
    """How much of a whole year is over by now, and the whole: of last year's figures for what follows the seasons, of
    the targets, of the periods.
    """
    over = len(year.so_far)
    shapes = [(How.SEASON, year.last_year if year.seasonal else ()), (How.PROFILE, year.aims)]
    for how, shape in shapes:
        whole = outturn(shape, year.counting) if len(shape) == year.periods else None
        due = outturn(shape[:over], year.counting)
        if whole and due is not None and 0 <= QUOTIENT.divide(due, whole) <= 1:
            return how, due, whole
    return How.SHARES, Decimal(over), Decimal(year.periods)


def _reach_of_counts(year: Year) -> Decimal | None:
    """How far the total may lie off: what is to come moves, and so did what it is judged by (ours)."""
    amounts = _amounts(year)
    if year.seasonal:
        pairs = zip(amounts, amounts[year.periods :], strict=False)
        amounts = [None if now is None or then is None else EXACT.subtract(now, then) for then, now in pairs]
    limits = usual_limits([amount for amount in amounts if amount is not None])
    if limits is None:
        return None
    deviation = Decimal(str((limits[1] - limits[0]) / 2 / _TO_A_LIMIT))
    periods = QUOTIENT.sqrt(QUOTIENT.divide(Decimal(year.left * year.periods), Decimal(len(year.so_far))))
    return QUOTIENT.multiply(QUOTIENT.multiply(deviation, _DEVIATIONS), periods)


def _amounts(year: Year) -> list[Decimal | None]:
    """What was counted in each period; of running totals by how much they grew."""
    figures = [*year.history, *year.so_far]
    if year.counting is Counting.FLOW:
        return figures
    begins = len(year.history) % year.periods
    amounts: list[Decimal | None] = []
    for place, figure in enumerate(figures):
        before = Decimal(0) if place % year.periods == begins else figures[place - 1] if place else None
        amounts.append(None if figure is None or before is None else EXACT.subtract(figure, before))
    return amounts


def _of_level(year: Year) -> YearEnd | None:
    figures = [*year.history, *year.so_far]
    missing = _missing_at_the_end(figures)
    if missing == len(figures):
        return None
    ahead, latest = year.left + missing, year.known[-1]
    if not ahead:
        return YearEnd(latest, How.OVER)
    if year.seasonal:
        return _of_seasonal_level(year, latest, figures, ahead)
    found = forecast(year.known, ahead)
    return YearEnd(found.value, How.LEVEL, None if found.high is None else EXACT.subtract(found.high, found.value))


def _missing_at_the_end(figures: Sequence[Decimal | None]) -> int:
    """How many of the last figures are not there: a level goes by the last one that is."""
    return next((place for place, figure in enumerate(reversed(figures)) if figure is not None), len(figures))


def _of_seasonal_level(year: Year, latest: Decimal, figures: Sequence[Decimal | None], ahead: int) -> YearEnd | None:
    """The level moved as it moved last year from the same period on."""
    over = year.periods - ahead
    then, end = (year.last_year[over - 1], year.last_year[-1]) if over > 0 and year.last_year else (None, None)
    if then is None or end is None:
        return None
    moved = [_less(now, before) for before, now in zip(figures, figures[ahead:], strict=False)]
    errors = [_less(now, before) for before, now in zip(moved, moved[year.periods :], strict=False)]
    known = [abs(error) for error in errors if error is not None]
    reach = reach_of(known) if len(known) >= _FEWEST_ERRORS and len(year.known) >= FEWEST else None
    return YearEnd(EXACT.add(latest, EXACT.subtract(end, then)), How.SEASON, reach)


def _less(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if value is None or other is None else EXACT.subtract(value, other)


@dataclass(frozen=True, slots=True)
class Step:
    """What is expected in one period to come, of what is counted as what that period counts; its interval likewise."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None


def steps(year: Year, end: YearEnd) -> list[Step]:
    """How the measure gets from its latest figure to the year's end: one step for each period to come, none once the
    year is over or where the way is not known. The last step of a running total or a level is the end itself.
    """
    values = _between(year, end)
    found = []
    for ahead, value in enumerate(values, start=1):
        value, reach = _bounded(value, year), _reach_at(year, end, ahead)
        if reach is None:
            found.append(Step(value, None, None))
        else:
            low, high = EXACT.subtract(value, reach), EXACT.add(value, reach)
            found.append(Step(value, _bounded(low, year), _bounded(high, year)))
    return found


def _between(year: Year, end: YearEnd) -> list[Decimal]:
    if end.how in (How.LEVEL, How.OVER):
        return [end.value] * year.left
    over = len(year.so_far)
    if year.counting not in _COUNTS:
        # As far below the end as last year was then.
        lacking = (_less(year.last_year[-1], value) for value in year.last_year[over:])
        return [end.value if lack is None else EXACT.subtract(end.value, lack) for lack in lacking]
    shape = {How.SEASON: year.last_year, How.PROFILE: year.aims, How.SHARES: _equal_shares(year)}[end.how]
    whole, rest = outturn(shape, year.counting), [value for value in shape[over:] if value is not None]
    if not whole or len(rest) < year.left:
        return []
    return [QUOTIENT.divide(EXACT.multiply(value, end.value), whole) for value in rest]


def _equal_shares(year: Year) -> tuple[Decimal, ...]:
    places = range(1, year.periods + 1)
    return tuple(Decimal(1 if year.counting is Counting.FLOW else place) for place in places)


def _reach_at(year: Year, end: YearEnd, ahead: int) -> Decimal | None:
    """Half the interval of a step: it widens with the root of the distance; that of one period's amount stays."""
    if end.reach is None:
        return None
    if year.counting is Counting.FLOW:
        share = QUOTIENT.divide(Decimal(len(year.so_far)), Decimal(year.left * year.periods))
    else:
        share = QUOTIENT.divide(Decimal(ahead), Decimal(year.left))
    return QUOTIENT.multiply(end.reach, QUOTIENT.sqrt(share))
