"""How the year of a measure is expected to end, from figures that are read already (rules.md 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.measure_words import Mark
from foundation.memo import memo
from indicators.judging.judged import Measured, approved_value
from indicators.judging.measure_row import status_words, target_words, value_words
from indicators.judging.plain_rows import PlainRows, target_of, yearly_target_rows
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT
from indicators.judging.spans import TOLD_FROM
from indicators.rules.exceptions import NOT_FORESEEN, Foreseen
from indicators.rules.facts import Point
from indicators.rules.rule import Target
from indicators.rules.whole_year import aim_of_year, came_to, is_whole_year
from indicators.rules.year_end import How, Outlook, Step, Year, YearEnd, outlook, status_of, steps, year_end
from plans.periods import Frequency, Period, YearBasis, containing, parse_key

HISTORY = 24
"""How many periods before the one shown a page reads that also tells what earlier forecasts were worth."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How a measure's year is expected to end. ``aimed`` holds the target of the whole year, ``aims`` are those of its
    periods; ``left`` are the periods to come, ``way`` is what is expected in each, empty where that is not known.
    """

    measured: Measured
    year: Period
    end: YearEnd
    aimed: Point
    outlook: Outlook
    aims: tuple[Decimal | None, ...]
    left: tuple[Period, ...]
    way: tuple[Step, ...]
    mark: Mark

    @property
    def value(self) -> str:
        """The end as it is printed."""
        return value_words(self.end.value, self.measured)

    @property
    def target_words(self) -> str:
        """The year's target as it is printed."""
        return target_words(self.aimed.target, self.measured)

    @property
    def year_periods(self) -> int:
        """How many periods the year has."""
        return len(_parts(self.measured, self.year))

    @property
    def latest(self) -> Period | None:
        """The period of the latest figure that it rests on, None where the year has none yet."""
        over = self.year_periods - len(self.left)
        return _parts(self.measured, self.year)[over - 1] if over else None

    @property
    def last_period(self) -> Period:
        """The year's last period."""
        return _parts(self.measured, self.year)[-1]

    @property
    def is_over(self) -> bool:
        """Whether the year has its last figure."""
        return self.end.how is How.OVER

    @property
    def foreseen(self) -> Foreseen:
        """What the rules of exceptions go by: nothing is foreseen of a year that is over."""
        return NOT_FORESEEN if self.is_over else Foreseen(self.outlook.status, self.outlook.is_at_risk)


def foreseen_of(expected: Expected | None) -> Foreseen:
    """The same where it may be that nothing can be told of the year."""
    return expected.foreseen if expected else NOT_FORESEEN


def year_ends(measures: Sequence[Measured], *, report_period: Period, rules: RulesInForce) -> dict[int, Expected]:
    """How the year in which the report period ends is expected to end for each measure, by its key; without those of
    which it cannot be told. The measures are read ``with_outlook``, or with a history of two years. One statement, none
    for no measure.
    """
    if not measures:
        return {}
    years = {each.definition.pk: year_of(each, report_period) for each in measures}
    keys = {year.key for year in years.values()}
    keys |= {part.key for each in measures for part in _parts(each, years[each.definition.pk])}
    rows = yearly_target_rows(list(years), sorted(keys))
    found = (_expected(each, years[each.definition.pk], rows[each.definition.pk], rules) for each in measures)
    return {each.measured.definition.pk: each for each in found if each is not None}


def year_of(measured: Measured, report_period: Period) -> Period:
    """The measure's year in which a report period ends."""
    return containing(report_period.end, Frequency.YEAR, YearBasis(measured.definition.year_basis))


def year_as_known(
    measured: Measured, year: Period, *, aims: Sequence[Decimal | None] = (), until: Period | None = None
) -> Year:
    """What is known of a measure's year by the last of its approved figures; ``until``: by an earlier period's."""
    parts, last_parts = _parts(measured, year), _parts(measured, year.previous())
    told = [measured.period.previous(back) for back in range(TOLD_FROM[measured.period.frequency], -1, -1)]
    since = max([told[0], *(each for each in measured.breaks if each <= measured.period)])
    values = {
        period: approved_value(measured.stored.figures.get(period))
        for period in told
        if period >= since and (until is None or period <= until)
    }
    over = [part for part in parts if values.get(part) is not None]
    first = min(values, default=parts[0])
    before = [parts[0].previous(back) for back in range(_between(first, parts[0]), 0, -1)]
    return Year(
        kind=measured.facts.kind,
        counting=measured.facts.counting,
        seasonal=measured.facts.seasonal,
        periods=len(parts),
        so_far=tuple(values.get(part) for part in parts if over and part <= over[-1]),
        last_year=tuple(map(values.get, last_parts)) if since <= last_parts[0] else (),
        aims=tuple(aims),
        history=tuple(map(values.get, before)),
        own=own_of(measured, year) if min(until or measured.period, measured.period) >= parts[-1] else None,
    )


def own_of(measured: Measured, year: Period) -> Decimal | None:
    """The figure entered for a whole year itself, once it is approved; None of a measure reported by the year."""
    is_own = is_whole_year(year, measured.definition.frequency)
    return approved_value(measured.stored.figures.get(year)) if is_own else None


def _came(measured: Measured, year: Period, figures: Sequence[Decimal | None]) -> Decimal | None:
    return came_to(own_of(measured, year), figures, measured.facts.counting) if figures else None


def _between(first: Period, last: Period) -> int:
    """How many periods lie from the first to before the last, none where it is later."""
    months = (last.start.year - first.start.year) * 12 + last.start.month - first.start.month
    return max(months // first.frequency.months, 0)


@memo(KEPT, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _expected(measured: Measured, year: Period, rows: PlainRows, rules: RulesInForce) -> Expected | None:
    parts, by_period = _parts(measured, year), {parse_key(row[0]): row[1:] for row in rows}
    text, is_not_rated, *_ = next(iter(by_period.values()), ("", False))
    targets = [target_of(by_period[part][4:], text) if part in by_period else None for part in parts]
    annual = target_of(by_period[year][4:], text) if year in by_period else Target(text=text)
    aims = [each and each.value for each in targets]
    known = year_as_known(measured, year, aims=aims)
    end = year_end(known)
    if end is None:
        return None
    target = aim_of_year(annual, targets, known.counting)
    rule, bands = rules.applying(measured.definition.pk, parts[-1])
    aimed = Point(
        None, target, year_before=_came(measured, year.previous(), known.last_year), not_rated=bool(is_not_rated)
    )
    told = outlook(end, measured.facts.sheet, aimed, rule)
    # A year with a figure of its own is over, whatever is missing of its periods.
    is_over = end.how is How.OVER
    left, way = ((), ()) if is_over else (parts[len(known.so_far) :], tuple(steps(known, end)))
    return Expected(measured, year, end, aimed, told, tuple(aims), left, way, status_words(told.status, bands))


def _parts(measured: Measured, year: Period) -> tuple[Period, ...]:
    return year.parts(Frequency(measured.definition.frequency))


def turns(expected: Expected, rules: RulesInForce) -> bool:
    """Whether the latest figure put the measure at risk: it is, and without that figure it was not, or nothing was
    told. Never once the year is over, nor before its first figure.
    """
    if expected.is_over or not expected.outlook.is_at_risk or expected.latest is None:
        return False
    until = expected.latest.previous()
    before = year_end(year_as_known(expected.measured, expected.year, aims=expected.aims, until=until))
    if before is None:
        return True
    rule, _ = rules.applying(expected.measured.definition.pk, expected.last_period)
    then = outlook(before, expected.measured.facts.sheet, expected.aimed, rule)
    return not then.is_at_risk


@dataclass(frozen=True, slots=True)
class Scored:
    """A forecast of an earlier year's end, made after as many periods, beside what came. ``within``: it lay in the
    interval, None where none was told; ``is_right``: it foresaw whether the target would be met, None without a target.
    """

    year: Period
    forecast: str
    outturn: str
    within: bool | None
    is_right: bool | None


def track_record(expected: Expected, rules: RulesInForce) -> list[Scored]:
    """What forecasts at this point of earlier years would have said, the latest first: of years that have ended and of
    which enough lies before. Made of the figures as they stand now.
    """
    found, back = [], 1
    while (scored := scored_before(expected, rules, back=back)) is not None:
        found.append(scored)
        back += 1
    return found


def scored_before(expected: Expected, rules: RulesInForce, *, back: int = 1) -> Scored | None:
    """The same of one year, so many back. None where that year has not ended or too little lies before it."""
    over = expected.year_periods - len(expected.left)
    return _scored(expected.measured, expected.year.previous(back), over, rules)


@memo(KEPT, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _scored(measured: Measured, year: Period, over: int, rules: RulesInForce) -> Scored | None:
    parts = _parts(measured, year)
    targets = {period: target for period, _, target in measured.series}
    aimed = [targets.get(part) for part in parts]
    aims = [each and each.value for each in aimed]
    until = parts[over - 1] if over else parts[0].previous()
    then, whole = (year_as_known(measured, year, aims=aims, until=each) for each in (until, parts[-1]))
    told, came = year_end(then), year_end(whole)
    if told is None or came is None or came.how is not How.OVER or len(then.so_far) != over:
        return None
    rule, _ = rules.applying(measured.definition.pk, parts[-1])
    point = Point(
        None,
        aim_of_year(Target(), aimed, whole.counting),
        year_before=_came(measured, year.previous(), whole.last_year),
    )
    foreseen, is_met = (status_of(each, measured.facts.sheet, point, rule) for each in (told, came))
    return Scored(
        year=year,
        forecast=value_words(told.value, measured),
        outturn=value_words(came.value, measured),
        within=None if told.low is None or told.high is None else told.low <= came.value <= told.high,
        is_right=foreseen.is_met is is_met.is_met if foreseen.is_rated and is_met.is_rated else None,
    )
