"""Reads figures as people type and print them. Nothing is guessed.

A figure that could mean two things is refused with a message that says what was read and what to type instead.
Source: rules.md 1 (blank, zero and not applicable differ) and 2.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache

from foundation.dates import FIRST_YEAR, LAST_YEAR
from indicators.rules.absences import ABSENT, absence_of
from indicators.rules.vocabulary import Absence, ValueKind

QUOTIENT = Context(prec=28)
"""Divisions are carried to 28 significant digits, whatever the calling thread's own context."""

EXACT = Context(prec=120)
"""Wide enough that no sum, difference or product of figures is ever rounded."""

_LONGEST_TEXT = 100
_MOST_DIGITS = 14  # before the decimal point: beyond a national budget in pence
_MOST_PLACES = 30  # after it: a spreadsheet's 17 significant digits fit, with room

_TIDY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", "")
    | {"\u00b1": "+/-", "\u2236": ":"}
)
_ACCEPTED = {
    ValueKind.PERCENTAGE: "Type a percentage such as 95.1 or 95.1%.",
    ValueKind.MONEY: "Type an amount such as 1,234.50 or £1.2m.",
    ValueKind.NUMBER: "Type a number such as 1,234.5.",
    ValueKind.RATIO: "Type a ratio such as 20:1.",
    ValueKind.YES_NO: "Type Yes or No.",
    ValueKind.DATE: "Type a date such as 17 July 2026 or 17/07/2026.",
    ValueKind.DURATION: "Type hours, minutes and seconds such as 1:02:03, or a time such as 45 minutes.",
}

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_FIGURE = re.compile(rf"([+-]?) ?(£?) ?([+-]?)({_DIGITS}) ?(.*)")
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*")
_PER_CENT = {"%", "per cent", "percent", "pct", "pc"}
SCALES = {
    **dict.fromkeys(("thousand", "thousands"), 10**3),
    **dict.fromkeys(("million", "millions", "mn"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn"), 10**9),
    **dict.fromkeys(("trillion", "trillions"), 10**12),
}
"""What a word after a number multiplies it by."""

MONEY_SCALES = {**SCALES, "k": 10**3, "m": 10**6, "mil": 10**6, "b": 10**9, "tn": 10**12}
"""What it may be after an amount of money, where the short ones mean nothing else."""

_SHORT_SCALES = {"k": "thousands", "m": "millions or metres", "mil": "millions", "b": "billions", "tn": "trillions"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
# Words after a number that change what it means: they make it a limit, a share, a change, a direction, a date or a
# guess.
NOT_A_UNIT = {
    *_MONTHS, *SCALES,
    "to", "of", "out", "and", "or", "not", "no", "yes", "below", "above", "under", "over", "less", "more", "fewer",
    "than", "plus", "minus", "approx", "approximately", "about", "circa", "est", "estimate", "estimated", "provisional",
    "forecast", "target", "overspend", "overspent", "underspend", "underspent", "surplus", "deficit", "ahead", "behind",
    "early", "late", "up", "down", "st", "nd", "rd", "th", "e", "x", "nan", "inf", "infinity",
    "reduction", "reductions", "reduce", "reduced", "increase", "increases", "increased", "decrease", "decreases",
    "decreased", "improvement", "improvements", "improve", "improved", "deterioration", "decline", "declined", "drop",
    "dropped", "fall", "rise", "growth", "uplift", "cut", "cuts", "change", "changes", "additional", "extra", "lower",
    "higher", "worse", "better", "greater", "larger", "smaller", "longer", "shorter", "faster", "quicker", "slower",
    "sooner", "earlier", "later", "off", "shortfall", "excess", "against", "versus", "vs", "compared",
    "level", "levels", "baseline", "outturn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one cell. All of ``value``, ``problem`` and ``absence`` empty means a blank cell.

    ``value`` is in the unit of its kind (see ``ValueKind``). ``problem`` is a sentence for the person who typed
    it. ``unit`` is what stood beside the figure ("%", "£", "days"), so that a caller can refuse a target in hours
    beside an actual in days. ``scale`` is what a word such as "million" has multiplied the value by.
    """

    value: Decimal | None = None
    problem: str = ""
    absence: Absence | None = None
    unit: str = ""
    scale: int = 1

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.absence is None and not self.problem


@dataclass(frozen=True, slots=True)
class Clock:
    """How many seconds the figures of a time count where its text does not say: ``first`` is for the first figure of
    "2:30", ``one`` for a bare number (None: a bare number is refused).
    """

    first: int = 3600
    one: int | None = None


_USUAL_CLOCK = Clock()


class _NotReadError(Exception):
    """Why a text is not a figure; becomes ``Reading.problem``."""


def read_figure(
    text: str, kind: ValueKind | None = None, grades: Sequence[str] = (), clock: Clock = _USUAL_CLOCK
) -> Reading:
    """Read one figure as typed or printed (rules.md 2).

    ``kind`` None reads plain figures: a number with or without £, % or a unit, or a ratio such as 1:20. Yes/no,
    dates, durations and grades are read only when the kind says so. ``grades`` is the ordered scale, lowest first.
    Years of two digits are of this century. Never returns infinity or NaN.
    """
    return _read_once(text, kind, tuple(grades), clock)


@lru_cache(maxsize=8192)
def _read_once(text: str, kind: ValueKind | None, grades: tuple[str, ...], clock: Clock) -> Reading:
    """A large file says the same figures and targets again and again."""
    tidy = " ".join(text.translate(_TIDY).split())
    if not tidy:
        return Reading()
    if absence := absence_of(tidy):
        return Reading(absence=absence)
    try:
        return _read(tidy, kind, grades, clock)
    except _NotReadError as refusal:
        shown = tidy if len(tidy) <= 40 else f"{tidy[:39]}…"
        accepted = (
            f"Choose one of: {', '.join(grades)}." if kind is ValueKind.GRADE else _ACCEPTED[kind or ValueKind.NUMBER]
        )
        return Reading(problem=f"“{shown}” {refusal}. {accepted}")


def read_band(text: str, read: Callable[[str], Reading] = read_figure) -> tuple[Reading, Reading] | None:
    """Read a band as its low and its high end: "+/-5.0%" is -5 and 5; also "10-12%", "10 to 12", "100% +/- 5%".

    ``read`` reads an end in the unit of its measure; an end that it refuses is handed back with its problem. None if
    the text is not a band. Both ends must be in the same unit, or only the second may carry one; a scale that it
    carries ("10-12 million") is the first one's too.
    """
    tidy = " ".join(text.translate(_TIDY).split())
    if match := re.fullmatch(r"(.*?) ?\+ ?/? ?- ?([0-9£.].*)", tidy):
        return _band_around(match[1], match[2], read)
    in_words = re.fullmatch(r"(?:from |between )?(.+?) (?:to|and) (.+)", tidy, re.IGNORECASE)
    match = in_words or re.fullmatch(r"(.*?[0-9%a-z]) ?- ?(.*)", tidy, re.IGNORECASE)
    if match is None:
        return None
    low, high = _end(match[1], read), _end(match[2], read)
    if low is None or high is None or _in_other_unit(low, high):
        return None
    if low.value is None or high.value is None:
        return low, high
    if low.scale == 1 != high.scale and low.value:
        scaled = EXACT.multiply(low.value, Decimal(high.scale))
        return (replace(low, value=scaled, scale=high.scale), high) if scaled <= high.value else None
    if low.value > high.value:
        # "+5% to -5%" is a band, whichever end comes first; "2014-15" and "12-10" may be anything.
        return (high, low) if in_words else None
    return low, high


def _band_around(centre: str, by: str, read: Callable[[str], Reading]) -> tuple[Reading, Reading] | None:
    middle, reach = _end(centre or "0", read), _end(by, read)
    if middle is None or reach is None or (centre and (middle.unit, middle.scale) != (reach.unit, reach.scale)):
        return None
    if middle.value is None or reach.value is None:
        return middle, reach
    low, high = EXACT.subtract(middle.value, reach.value), EXACT.add(middle.value, reach.value)
    return replace(reach, value=low), replace(reach, value=high)


def _end(text: str, read: Callable[[str], Reading]) -> Reading | None:
    """One end of a band; None where the text is no figure in any unit."""
    reading = read(text)
    return None if reading.value is None and read_figure(text).value is None else reading


def _in_other_unit(low: Reading, high: Reading) -> bool:
    return high.value is not None and low.unit not in ("", high.unit)


def from_parts(numerator: Decimal, denominator: Decimal, kind: ValueKind) -> Decimal | Absence:
    """The unrounded value of a numerator over a denominator, times 100 for a percentage (rules.md 2).

    Nothing out of nothing is not applicable. Raises ValueError, with a message for the person, when something is
    divided by nothing.
    """
    if denominator:
        scaled = QUOTIENT.multiply(numerator, Decimal(100)) if kind is ValueKind.PERCENTAGE else numerator
        return QUOTIENT.divide(scaled, denominator)
    if numerator:
        raise ValueError(
            f"{numerator} out of 0 cannot be worked out. Check the denominator, or enter 0 and 0 if there were none."
        )
    return Absence.NOT_APPLICABLE


def _read(tidy: str, kind: ValueKind | None, grades: Sequence[str], clock: Clock) -> Reading:
    if len(tidy) > _LONGEST_TEXT:
        raise _NotReadError("is too long to be a figure")
    if tidy.startswith("#"):
        raise _NotReadError("is a spreadsheet's error, not a figure")
    if tidy.startswith("="):
        raise _NotReadError("is a formula, not a figure")
    match kind:
        case ValueKind.YES_NO:
            return Reading(_read_answer(tidy))
        case ValueKind.DATE:
            return Reading(_read_date(tidy))
        case ValueKind.DURATION:
            return Reading(_read_duration(tidy, clock))
        case ValueKind.GRADE:
            return Reading(_read_grade(tidy, grades))
        case ValueKind.RATIO:
            return Reading(_read_ratio(tidy))
        case ValueKind.PERCENTAGE:
            reading = _read_number(tidy, short_scale=False)
            if reading.unit not in ("", "%"):
                raise _NotReadError(f"is in {reading.unit}, and this measure is a percentage")
            return reading
        case ValueKind.MONEY:
            reading = _read_number(tidy, short_scale=True)
            if reading.unit == "%":
                raise _NotReadError("is a percentage, and this measure is an amount of money")
            return reading
        case None if ":" in tidy:
            return Reading(_read_ratio(tidy))
    return _read_number(tidy, short_scale=False)


def _read_number(tidy: str, *, short_scale: bool) -> Reading:
    """The number and its unit. ``short_scale``: "m" after a bare number means million (it is money)."""
    bracketed = re.fullmatch(r"(£?) ?\(([^()]*)\)( ?%| ?[a-z]+)?", tidy, re.IGNORECASE)
    inner = "".join(filter(None, bracketed.groups())) if bracketed else tidy
    match = _FIGURE.fullmatch(inner)
    if match is None or (match[1] and match[3]) or (bracketed and (match[1] or match[3])):
        raise _NotReadError(_why_not_a_number(tidy))
    sign, pound, second_sign, digits, rest = match.groups()
    unit, scale = _read_unit(rest, is_money=bool(pound) or short_scale, tidy=tidy)
    if pound and unit == "%":
        raise _NotReadError("has both £ and %")
    number = Decimal(digits.replace(",", "").rstrip("."))
    number = EXACT.multiply(number, Decimal(scale))
    if number >= 10**_MOST_DIGITS or -int(number.as_tuple().exponent) > _MOST_PLACES:
        raise _NotReadError("has more digits than a figure can have")
    is_negative = bracketed or "-" in (sign, second_sign)
    value = number.copy_negate() if is_negative and number else number
    return Reading(value, unit=f"£ {unit}".strip() if pound else unit, scale=scale)


def _read_unit(rest: str, *, is_money: bool, tidy: str) -> tuple[str, int]:
    """The unit after a number, and what "million" and the like multiply it by."""
    words = rest.split()
    scale = 1
    if words:
        first = words[0].casefold()
        scale = (MONEY_SCALES if is_money else SCALES).get(first, 1)
        if scale == 1 and first in _SHORT_SCALES:
            raise _NotReadError(f"could be in {_SHORT_SCALES[first]}; write it in full")
        if scale != 1:
            words = words[1:]
    unit = " ".join(words)
    if unit.casefold() in _PER_CENT:
        return "%", scale
    is_unit = len(words) <= 5 and all(
        _is_unit_word(word) or (_COUNT.fullmatch(word) and before.casefold() == "per")
        for before, word in zip(["", *words], words, strict=False)
    )
    if not is_unit or unit.casefold() in ABSENT:
        raise _NotReadError(_why_not_a_number(tidy))
    return unit, scale


def _is_unit_word(word: str) -> bool:
    letters = re.sub(r"[/.'’&²³-]", "", word.removeprefix("°"))
    return letters.isalpha() and (word[0].isalpha() or word[0] == "°") and letters.casefold() not in NOT_A_UNIT


def _why_not_a_number(tidy: str) -> str:
    if read_band(tidy) is not None:
        return "is a band, not one figure"
    if re.match(r"(?i)(below|under|fewer than|less than|above|over|more than|at least|at most|up to|<|>)", tidy):
        return "gives only a limit, not the figure"
    if re.fullmatch(r"(?i)[+-]?[0-9.]+e[+-]?[0-9]+", tidy):
        return "is shortened by a spreadsheet and may have lost digits; write it in full"
    if re.search(r"[0-9],(?![0-9]{3}(?![0-9]))", tidy):
        return "has a comma that does not mark thousands"
    if len(re.findall(r"[0-9][0-9.,]*", tidy)) > 1:
        return "holds more than one figure"
    return "is not a figure"


def _read_ratio(tidy: str) -> Decimal:
    parts = [_read_number(part.strip(), short_scale=False) for part in tidy.split(":", 1)]
    if unit := "".join(part.unit for part in parts):
        raise _NotReadError(f"carries a unit ({unit}), and a ratio has none")
    left, right, *_ = *(part.value or Decimal(0) for part in parts), Decimal(1)
    if right <= 0:
        raise _NotReadError("has no figure above 0 after the colon")
    return left if right == 1 else QUOTIENT.divide(left, right)


def _read_answer(tidy: str) -> Decimal:
    match tidy.casefold():
        case "yes" | "y" | "true":
            return Decimal(1)
        case "no" | "n" | "false":
            return Decimal(0)
    raise _NotReadError("is neither yes nor no")


def _read_grade(tidy: str, grades: Sequence[str]) -> Decimal:
    for position, grade in enumerate(grades):
        if " ".join(grade.split()).casefold() == tidy.casefold():
            return Decimal(position)
    raise _NotReadError("is not a grade on this measure's scale")


def _read_date(tidy: str) -> Decimal:
    text = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", tidy).casefold()
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = match[1], int(match[2]), match[3]
    elif match := re.fullmatch(r"([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", text):
        day, month, year = match[1], int(match[3]), match[4]
    elif match := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -]([0-9]{4}|[0-9]{2})", text):
        day, month, year = match[1], _MONTHS.get(match[2], 0), match[3]
    else:
        raise _NotReadError("is not a date")
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        raise _NotReadError("has a year that cannot be right")
    try:
        return Decimal(date(full_year, month, int(day)).toordinal())
    except ValueError:
        raise _NotReadError("is not a day in the calendar") from None


_SECONDS_IN = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_TIMES = re.compile(
    r"([0-9]+(?:\.[0-9]+)?) ?(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)(?:,? (?:and )?|(?=[0-9])|$)"
)


def _read_duration(tidy: str, clock: Clock) -> Decimal:
    text = tidy.casefold()
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-").strip()
    if match := re.fullmatch(r"([0-9]{1,6}):([0-5][0-9])", text):
        return sign * Decimal(int(match[1]) * clock.first + int(match[2]) * clock.first // 60)
    if match := re.fullmatch(r"([0-9]{1,6}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,6})?)", text):
        return sign * (Decimal(int(match[1]) * 3600 + int(match[2]) * 60) + Decimal(match[3]))
    if clock.one is not None and re.fullmatch(rf"(?:{_DIGITS})", text) and len(text) <= _MOST_DIGITS:
        return sign * EXACT.multiply(Decimal(text.replace(",", "").rstrip(".")), Decimal(clock.one))
    if re.fullmatch(r"[0-9.,]+", text):
        raise _NotReadError("does not say whether it is hours, minutes or seconds")
    total, end, smallest = Decimal(0), 0, 10**6
    for match in _TIMES.finditer(text):
        seconds = _SECONDS_IN[match[2][0]]
        if match.start() != end or seconds >= smallest or len(match[1]) > 9:
            raise _NotReadError("is not a length of time")
        total, end, smallest = total + Decimal(match[1]) * seconds, match.end(), seconds
    if end != len(text):
        raise _NotReadError("is not a length of time")
    return sign * total
