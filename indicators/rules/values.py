"""Values and how they are shown: every kind of figure is a Decimal, and is printed in one way everywhere.

Source: rules.md 2 and, for ``format_pair``, the last lines of rules.md 3. Reading figures is in ``reading``.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from foundation.dates import day_words
from foundation.words import with_unit
from indicators.rules.reading import EXACT
from indicators.rules.vocabulary import Status, ValueKind

NO_FIGURE = "no figure"

# A true minus sign: it does not break from its number at a line's end, and screen readers say it.
_MINUS = "−"
_POUND_SCALES = {"£k": "k", "£000": "k", "£000s": "k", "£m": "m", "£bn": "bn"}
_CONTINUOUS = (ValueKind.PERCENTAGE, ValueKind.MONEY, ValueKind.NUMBER, ValueKind.RATIO)
_MOST_EXTRA_PLACES = 10


def round_to(value: Decimal, decimals: int) -> Decimal:
    """Round to so many decimal places, halves away from zero as councils do."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=EXACT)


def format_value(
    value: Decimal | None, kind: ValueKind, decimals: int, unit: str = "", grades: Sequence[str] = ()
) -> str:
    """A value in words and signs, rounded to ``decimals``: "95.1%", "£1,234.50", "19.9 days", "17 July 2026".

    None is "no figure". ``unit`` follows numbers and money; "£m" and the like print as "£1.2m". Dates, grades and
    yes/no have no decimals; a duration is hours, minutes and whole seconds.
    """
    if value is None:
        return NO_FIGURE
    match kind:
        case ValueKind.YES_NO:
            return "Yes" if value else "No"
        case ValueKind.DATE:
            return day_words(date.fromordinal(int(value)))
        case ValueKind.GRADE:
            is_on_scale = value == int(value) and 0 <= value < len(grades)
            return grades[int(value)] if is_on_scale else f"grade {_signed(value, 1 if value % 1 else 0)}"
        case ValueKind.DURATION:
            return _duration(value)
        case ValueKind.PERCENTAGE:
            return f"{_signed(value, decimals)}%"
        case ValueKind.RATIO:
            return f"{_signed(value, decimals)} : 1"
    if kind is ValueKind.MONEY or unit.startswith("£"):
        after = _POUND_SCALES.get(unit) or (f" {unit.removeprefix('£').strip()}" if unit.removeprefix("£") else "")
        return f"{_signed(value, decimals, '£')}{after}"
    number = _signed(value, decimals)
    if not unit:
        return number
    return f"{number}%" if unit == "%" else with_unit(number, unit)


def format_trimmed(
    value: Decimal | None, kind: ValueKind, decimals: int, unit: str = "", grades: Sequence[str] = ()
) -> str:
    """As ``format_value``, for running text: without noughts at the end of the decimals ("90%"), but whole pence."""
    if value is None:
        return NO_FIGURE
    places = own_places(round_to(value, decimals))
    is_pence = kind is ValueKind.MONEY and places == 1
    return format_value(value, kind, 2 if is_pence else places, unit, grades)


def own_places(value: Decimal) -> int:
    """How many decimal places a value needs to be written in full."""
    return max(0, -int(value.normalize(EXACT).as_tuple().exponent))


def format_pair(
    value: Decimal | None,
    target: Decimal | None,
    status: Status,
    kind: ValueKind,
    decimals: int,
    unit: str = "",
    grades: Sequence[str] = (),
) -> tuple[str, str]:
    """A value and its target as printed side by side.

    Where rounding would print them equal beside a status that is not green, both get more decimal places until
    the difference shows (rules.md 3, ours).
    """
    places = decimals
    is_short = status in (Status.AMBER, Status.RED) and kind in _CONTINUOUS
    if is_short and value is not None and target is not None and value != target:
        while round_to(value, places) == round_to(target, places) and places < decimals + _MOST_EXTRA_PLACES:
            places = max(places + 1, 2) if kind is ValueKind.MONEY else places + 1
    return format_value(value, kind, places, unit, grades), format_value(target, kind, places, unit, grades)


def _signed(value: Decimal, decimals: int, before: str = "") -> str:
    rounded = round_to(value, decimals)
    return f"{_MINUS if rounded < 0 else ''}{before}{abs(rounded):,f}"


def _duration(value: Decimal) -> str:
    seconds = int(round_to(abs(value), 0))
    sign = _MINUS if value < 0 and seconds else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
