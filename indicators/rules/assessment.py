"""One measure in one period, judged: rating, direction of travel and signal joined (rules.md 3 to 5)."""

from decimal import Decimal

from indicators.rules.facts import Facts
from indicators.rules.results import Assessment, Travel
from indicators.rules.spc import FEWEST_FOR_VERDICT, Improvement, Xmr, xmr
from indicators.rules.status import is_judged, outcome, rating_of, status_shown
from indicators.rules.trend import long_travel, short_travel
from indicators.rules.vocabulary import AMOUNTS, Polarity, Signal


def assess(facts: Facts, *, with_signal: bool = True) -> Assessment:
    """Judge one measure. Never raises for odd data: what cannot be judged has a status that says so.

    ``with_signal`` False leaves out the process limits, where a page does not show them.
    """
    sheet, then = facts.sheet, facts.reported
    rating = rating_of(sheet, facts.now, facts.rule)
    short, process = short_travel(facts), _process(facts) if with_signal else None
    signal = process.points[-1].signal if process else None
    return Assessment(
        rating=rating,
        status=status_shown(sheet, facts.now, facts.rule),
        computed=rating.status,
        outcome=outcome(sheet, facts.now, rating.status),
        is_judged=is_judged(sheet, facts.now),
        previous_status=None if then is None else status_shown(sheet, then, then.rule or facts.rule),
        short=short,
        long=long_travel(facts),
        signal=signal,
        is_real_change=_is_real(short, signal, facts.polarity),
        process=process,
    )


def _is_real(move: Travel, signal: Signal | None, polarity: Polarity) -> bool | None:
    """Whether the last move is more than normal variation; None where nothing can be said of it.

    The signal is about the run of figures. A move against the run is proved neither a real change nor variation.
    """
    if signal is None or signal is Signal.COMMON_CAUSE:
        return None if signal is None else False
    rises = signal is Signal.NEUTRAL_HIGH
    if signal in (Signal.IMPROVEMENT, Signal.CONCERN):
        rises = (signal is Signal.IMPROVEMENT) is (polarity is not Polarity.LOW)
    went = move.change or 0
    return True if (went > 0 if rises else went < 0) else None


def _history(facts: Facts) -> list[Decimal]:
    """The approved figures of which something is told from period to period, oldest first: they end with this period's.
    Empty where there are too few, and where nothing can be told: of running totals and of seasonal measures, whose
    moves from period to period are not variation (ours).
    """
    history = [value for value in facts.history if value is not None]
    is_told = facts.kind in AMOUNTS and facts.runs_over_periods
    return history if len(history) >= FEWEST_FOR_VERDICT and facts.history[-1] is not None and is_told else []


def _process(facts: Facts) -> Xmr | None:
    """Process limits over the history; None for no verdict."""
    history = _history(facts)
    if not history:
        return None
    target = facts.now.target
    aim = None if target is None or target.value is None else float(target.value)
    return xmr(history, _improvement(facts), aim)


def _improvement(facts: Facts) -> Improvement:
    if facts.is_data_only or facts.is_contextual:
        return "neutral"
    improvements: dict[Polarity, Improvement] = {Polarity.HIGH: "increase", Polarity.LOW: "decrease"}
    return improvements.get(facts.polarity, "neutral")
