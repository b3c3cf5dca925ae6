"""One measure in one period, judged: rating, direction of travel and signal joined (rules.md 3 to 5)."""

from dataclasses import dataclass

from indicators.rules.facts import Facts, Point
from indicators.rules.rating import Because, Rating, rate
from indicators.rules.sentences import reason_for, sentence
from indicators.rules.spc import FEWEST_FOR_VERDICT, Improvement, Xmr, xmr
from indicators.rules.trend import Travel, long_travel, short_travel
from indicators.rules.vocabulary import Absence, Polarity, Signal, Status, ValueKind

__all__ = ["Assessment", "Facts", "Point", "assess", "reason_for", "sentence"]

_ABSENT = {
    Absence.NOT_AVAILABLE: Status.NOT_AVAILABLE,
    Absence.NOT_APPLICABLE: Status.NOT_APPLICABLE,
    Absence.WITHHELD: Status.WITHHELD,
}
_MEASURED_KINDS = (
    ValueKind.PERCENTAGE,
    ValueKind.MONEY,
    ValueKind.NUMBER,
    ValueKind.RATIO,
    ValueKind.DURATION,
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one measure in one period.

    ``status`` is the one shown; ``outcome`` is what it is or will be once signed off: a person's judgement where
    there is one, else ``computed``, which the engine worked out and nothing overwrites. ``previous_status`` is that
    of the report period before. Earlier statuses are None where there was no figure. ``signal`` and
    ``is_real_change`` are None where there is no verdict: fewer than eight figures, a running total, a seasonal
    measure, or no figure now. ``process`` holds the limits.
    """

    rating: Rating
    status: Status
    computed: Status
    outcome: Status
    previous_status: Status | None
    last_year_status: Status | None
    short: Travel
    long: Travel
    signal: Signal | None = None
    is_real_change: bool | None = None
    process: Xmr | None = None


def assess(facts: Facts, *, with_signal: bool = True) -> Assessment:
    """Judge one measure. Never raises for odd data: what cannot be judged has a status that says so.

    ``with_signal`` False leaves out the process limits, where a page does not show them.
    """
    rating = _rating(facts, facts.now, facts.last_year if facts.last_year_comparable else None)
    computed = rating.status
    outcome = _outcome(facts, rating)
    process = _process(facts) if with_signal else None
    signal = process.points[-1].signal if process else None
    return Assessment(
        rating=rating,
        status=outcome if facts.now.approved else _unsigned(facts),
        computed=computed,
        outcome=outcome,
        previous_status=_earlier_status(facts, facts.reported),
        last_year_status=_earlier_status(facts, facts.last_year),
        short=short_travel(facts),
        long=long_travel(facts),
        signal=signal,
        is_real_change=None if signal is None else signal is not Signal.COMMON_CAUSE,
        process=process,
    )


def _rating(facts: Facts, point: Point, year_before: Point | None) -> Rating:
    if point.absence is not None:
        return _unrated(facts, point, _ABSENT[point.absence], Because.ABSENT)
    if point.value is None:
        if facts.due:
            return _unrated(facts, point, Status.UNKNOWN, Because.NO_FIGURE)
        return _unrated(facts, point, Status.NOT_DUE, Because.NOT_DUE)
    if facts.is_contextual:
        return _unrated(facts, point, Status.CONTEXTUAL, Because.CONTEXTUAL)
    if facts.is_data_only:
        return _unrated(facts, point, Status.DATA_ONLY, Because.DATA_ONLY)
    if facts.not_rated:
        return _unrated(facts, point, Status.NOT_RATED, Because.DECIDED)
    last_year = year_before.figure if year_before is not None and year_before.approved else point.year_before
    rule = point.rule or facts.rule
    return rate(point.value, point.target, rule, facts.polarity, kind=facts.kind, last_year=last_year)


def _unrated(facts: Facts, point: Point, status: Status, because: Because) -> Rating:
    return Rating(status, None, because, point.figure, point.target, facts.rule, facts.polarity, facts.kind)


def _outcome(facts: Facts, rating: Rating) -> Status:
    """A person's judgement counts where the engine rates, could not, or still waits; it never colours what has
    been declared absent, contextual, data only or not rated.
    """
    is_open = rating.because not in (Because.ABSENT, Because.CONTEXTUAL, Because.DATA_ONLY, Because.DECIDED)
    return facts.judgement[0] if facts.judgement and is_open else rating.status


def _unsigned(facts: Facts) -> Status:
    """What a draft shows is what there is without it: only a figure that was handed in awaits sign-off."""
    if facts.now.handed_in:
        return Status.AWAITING
    return Status.UNKNOWN if facts.due else Status.NOT_DUE


def _earlier_status(facts: Facts, point: Point | None) -> Status | None:
    if point is None:
        return None
    if not point.approved:
        return Status.AWAITING
    return point.judged or _rating(facts, point, None).status


def _process(facts: Facts) -> Xmr | None:
    """Process limits over the history, where the last of it is this period's figure; None for no verdict.

    Running totals and seasonal measures have none: their moves from period to period are not variation (ours).
    """
    history = [value for value in facts.history if value is not None]
    if (
        len(history) < FEWEST_FOR_VERDICT
        or facts.history[-1] is None
        or facts.kind not in _MEASURED_KINDS
        or not facts.runs_over_periods
    ):
        return None
    target = facts.now.target
    aim = None if target is None or target.value is None else float(target.value)
    return xmr(history, _improvement(facts), aim)


def _improvement(facts: Facts) -> Improvement:
    if facts.is_data_only or facts.is_contextual:
        return "neutral"
    match facts.polarity:
        case Polarity.HIGH:
            return "increase"
        case Polarity.LOW:
            return "decrease"
    return "neutral"
