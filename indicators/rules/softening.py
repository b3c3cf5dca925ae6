"""Whether a target is easier to meet than another: one rule for a new year's targets and for what is typed."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.rules.rule import Target
from indicators.rules.vocabulary import Polarity, ValueKind


def is_softer(now: Target, before: Target, polarity: Polarity, kind: ValueKind) -> bool:
    """Whether ``now`` asks for less than ``before``; both are of the same period of their years.

    Lower where high is good, higher where low is good; a range that lets in what the old one left out. A wanted answer
    is not softer or harder, and neither is a figure that is to be exactly as planned or is neither good nor bad. A
    target in words cannot be compared. Dates are compared as they are: ``new_year.next_year`` moves the old one first.
    """
    if polarity is Polarity.RANGE:
        lows, highs = (before.low, now.low), (before.high, now.high)
        return _fell(lows) or _fell(highs[::-1])
    if kind is ValueKind.YES_NO:
        return False
    if kind is ValueKind.DATE:
        return _fell((now.value, before.value))  # later is easier, whatever is said to be good
    if polarity is Polarity.HIGH:
        return _fell((before.value, now.value))
    return polarity is Polarity.LOW and _fell((now.value, before.value))


def _fell(values: Sequence[Decimal | None]) -> bool:
    first, second = values
    return first is not None and second is not None and second < first
