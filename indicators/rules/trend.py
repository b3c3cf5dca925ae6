"""Direction of travel: better, worse or the same, apart from any rating (rules.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.facts import Facts, Point
from indicators.rules.rating import gap_to
from indicators.rules.reading import EXACT, QUOTIENT
from indicators.rules.results import NO_TRAVEL, Travel
from indicators.rules.rule import TWO_SIDED, Target
from indicators.rules.vocabulary import Direction, Polarity, ValueKind

# Student's t, two-sided 5 %, by degrees of freedom; beyond the table its last value, which is the stricter.
_CRITICAL_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
)  # fmt: skip
_FEWEST_FOR_SLOPE = 5


@dataclass(frozen=True, slots=True)
class Slope:
    """A straight line through a window: its change per period, and better, worse, higher or lower if it is clear.

    ``direction`` None is "no clear trend".
    """

    per_period: Decimal
    direction: Direction | None


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


def slope(values: Sequence[Decimal | None], polarity: Polarity) -> Slope | None:
    """Least squares over the window shown, oldest first, a blank period keeping its place. None under five figures.

    The trend is clear when the slope differs from level at the 5 % level of Student's t (ours). In-range and
    plan-is-best measures only rise or fall.
    """
    points = [(Decimal(at), value) for at, value in enumerate(values) if value is not None]
    if len(points) < _FEWEST_FOR_SLOPE:
        return None
    count = Decimal(len(points))
    middle_x = QUOTIENT.divide(_total([x for x, _ in points]), count)
    middle_y = QUOTIENT.divide(_total([y for _, y in points]), count)
    spread_x = _total([(x - middle_x) ** 2 for x, _ in points])
    spread_y = _total([(y - middle_y) ** 2 for _, y in points])
    together = _total([(x - middle_x) * (y - middle_y) for x, y in points])
    per_period = QUOTIENT.divide(together, spread_x)
    freedom = len(points) - 2
    critical = Decimal(str(_CRITICAL_T[min(freedom, len(_CRITICAL_T)) - 1]))
    explained = per_period * together
    # t² = explained / (unexplained / freedom), multiplied out so that a perfect line does not divide by nothing.
    is_clear = explained > 0 and explained * freedom >= critical**2 * (spread_y - explained)
    if not is_clear:
        return Slope(per_period, None)
    one_sided = Polarity.NONE if polarity in TWO_SIDED else polarity
    return Slope(per_period, travel(per_period, Decimal(0), one_sided).direction)


def _total(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total
