"""Direction of travel: better, worse or the same, apart from any rating (rules.md 4)."""

from decimal import Decimal

from indicators.rules.facts import Facts, Point
from indicators.rules.rating import gap_to
from indicators.rules.reading import EXACT
from indicators.rules.results import NO_TRAVEL, Travel
from indicators.rules.rule import TWO_SIDED, Target
from indicators.rules.vocabulary import Direction, Polarity, ValueKind


def travel(
    value: Decimal | None,
    earlier: Decimal | None,
    polarity: Polarity,
    *,
    tolerance: Decimal = Decimal(0),
    aim: Target | None = None,
) -> Travel:
    """Compare two values. Without either there is no comparison, which is not "the same".

    Up to ``tolerance``, in the measure's units, is the same. For in-range and plan-is-best measures nearer to
    ``aim`` is better, and the tolerance is of the distance; without an aim, as without a polarity, a figure is only
    higher or lower.
    """
    if value is None or earlier is None:
        return NO_TRAVEL
    change = EXACT.subtract(value, earlier)
    worsening = change
    if polarity in TWO_SIDED:
        distance = None if aim is None else gap_to(value, aim, polarity)
        before = None if aim is None else gap_to(earlier, aim, polarity)
        if distance is None or before is None:
            polarity = Polarity.NONE
        else:
            worsening = EXACT.subtract(max(distance, Decimal(0)), max(before, Decimal(0)))
    elif polarity is Polarity.HIGH:
        worsening = change.copy_negate()
    if worsening.copy_abs() <= tolerance:
        return Travel(Direction.SAME, change)
    if polarity is Polarity.NONE:
        return Travel(Direction.HIGHER if change > 0 else Direction.LOWER, change)
    return Travel(Direction.WORSE if worsening > 0 else Direction.BETTER, change)


def short_travel(facts: Facts) -> Travel:
    """Against the previous period; never for a running total or a seasonal measure, nor across a break."""
    if not facts.runs_over_periods or not facts.previous_comparable:
        return NO_TRAVEL
    return _travel_from(facts, facts.previous)


def long_travel(facts: Facts) -> Travel:
    """Against the same period last year, never across a break in the series."""
    return _travel_from(facts, facts.last_year) if facts.last_year_comparable else NO_TRAVEL


def _travel_from(facts: Facts, earlier: Point | None) -> Travel:
    now = facts.now
    # A draft has no direction: what is not signed off counts as no figure.
    if earlier is None or not (now.approved and earlier.approved):
        return NO_TRAVEL
    polarity = Polarity.NONE if facts.is_data_only or facts.is_contextual else facts.polarity
    if facts.kind is ValueKind.DATE:
        # A year between two dates is no change: what counts is how late each was against its own target (ours).
        return travel(_lateness(now), _lateness(earlier), Polarity.LOW, tolerance=facts.tolerance)
    if facts.kind is ValueKind.YES_NO and now.target is not None and now.target.value is not None:
        polarity = Polarity.HIGH if now.target.value else Polarity.LOW
    return travel(now.figure, earlier.figure, polarity, tolerance=facts.tolerance, aim=now.target)


def _lateness(point: Point) -> Decimal | None:
    if point.figure is None or point.target is None or point.target.value is None:
        return None
    return EXACT.subtract(point.figure, point.target.value)
