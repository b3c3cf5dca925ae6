"""How a longer figure comes about, in numbers: "12 + 14 + 15 = 41" (rules.md 7)."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.judging.measure_row import Shown
from indicators.rules.aggregation import Combined, Piece
from indicators.rules.reading import QUOTIENT
from indicators.rules.values import format_trimmed, format_value
from indicators.rules.vocabulary import Combining, ValueKind

_MOST_NAMED = 6


def workings(pieces: Sequence[Piece], made: Combined, how: Combining, shown: Shown) -> str:
    """The sum with its result, of the pieces that count; "" where nothing is worked out yet."""
    if made.so_far is None:
        return ""
    result = format_value(made.so_far, *shown)
    known = [each for each in pieces if each.value is not None and not each.absence]
    match how:
        case Combining.PARTS:
            above = _added([_plain(each.numerator) for each in known])
            below = _added([_plain(each.denominator) for each in known])
            return f"{_bracketed(above)} ÷ {_bracketed(below)} = {result}"
        case Combining.LAST:
            return f"{result}, as in {known[-1].name}"
    return f"{_added([format_value(each.value, *shown) for each in known])} = {result}"


def mean_beside(pieces: Sequence[Piece], made: Combined, shown: Shown) -> str:
    """Why shares are not simply averaged, where that would give another figure; "" elsewhere."""
    values = [each.value for each in pieces if each.value is not None]
    if made.so_far is None or not values:
        return ""
    mean = QUOTIENT.divide(sum(values, Decimal(0)), Decimal(len(values)))
    said, right = format_value(mean, *shown), format_value(made.so_far, *shown)
    return "" if said == right else f"Their mean, {said}, would count a small one like a large one."


def _added(texts: Sequence[str]) -> str:
    if len(texts) > _MOST_NAMED:
        texts = [*texts[:2], "…", texts[-1]]
    return " + ".join(texts)


def _bracketed(text: str) -> str:
    return f"({text})" if " + " in text else text


def _plain(value: Decimal | None) -> str:
    return format_trimmed(value, ValueKind.NUMBER, 10)
