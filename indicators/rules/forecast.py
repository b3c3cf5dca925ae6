"""What a series will be some periods on: the computed forecast of a level (rules.md 8 and 18).

Neither the last value nor the mean: the series smoothed by a constant that is chosen on its own past. How far off it
may be is told by how far off the same method was on that past, at the same distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from indicators.rules.vocabulary import ValueKind

FEWEST = 8
"""So many figures are needed: of fewer the last one is the forecast, without an interval."""
HELD = Fraction(4, 5)
"""The share of what comes that the interval is to hold."""
_CONSTANTS = tuple(Decimal(tenths) / 10 for tenths in range(10, 0, -1))
_IN = Context(prec=34)
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected, in the unit of the series, and within what it is expected four times out of five; ``low`` and
    ``high`` are None where the series is too short to tell.
    """

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


def forecast(values: Sequence[Decimal], distance: int = 1) -> Forecast:
    """The forecast of a level ``distance`` periods after the last of these values, which are in time, oldest first,
    without gaps, from the last break on. ValueError for no values and for a distance below 1.
    """
    if not values or distance < 1:
        raise ValueError("A forecast needs a figure, and a period to come.")
    if len(values) < FEWEST:
        return Forecast(values[-1])
    levels = min((_levels(values, constant) for constant in _CONSTANTS), key=lambda each: _squares(values, each))
    errors = [abs(_IN.subtract(value, level)) for level, value in zip(levels, values[distance:], strict=False)]
    if not errors:
        return Forecast(levels[-1])
    reach = reach_of(errors)
    return Forecast(levels[-1], _IN.subtract(levels[-1], reach), _IN.add(levels[-1], reach))


def reach_of(errors: Sequence[Decimal]) -> Decimal:
    """How far off the next may be, four times out of five, after errors of these sizes: of a few errors the one that so
    many of the next would be within, on the side of caution. ValueError for none.
    """
    if not errors:
        raise ValueError("Without an error nothing tells how far off the next may be.")
    place = min(len(errors), -(-HELD.numerator * (len(errors) + 1) // HELD.denominator))
    return sorted(errors)[place - 1]


def bounded(value: Decimal, history: Sequence[Decimal], kind: ValueKind) -> Decimal:
    """What is expected, within what can be: not below nought where no figure ever was, nor a percentage beyond 100."""
    if min(history) >= 0:
        value = max(value, Decimal(0))
    return min(value, _WHOLE) if kind is ValueKind.PERCENTAGE and max(history) <= _WHOLE else value


def _levels(values: Sequence[Decimal], constant: Decimal) -> list[Decimal]:
    """The smoothed series: after each value, what is expected next."""
    found = [values[0]]
    for value in values[1:]:
        found.append(_IN.fma(constant, _IN.subtract(value, found[-1]), found[-1]))
    return found


def _squares(values: Sequence[Decimal], levels: Sequence[Decimal]) -> Decimal:
    """How far off the levels were one period ahead."""
    total = Decimal(0)
    for value, level in zip(values[1:], levels, strict=False):
        error = _IN.subtract(value, level)
        total = _IN.fma(error, error, total)
    return total
