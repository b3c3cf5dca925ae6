"""The unit of a measure, and figures read in that unit, for imports and for published ratings. Nothing is guessed: a
figure in another unit is refused, and the message names both units.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from indicators.imports.limits import shown
from indicators.rules.reading import EXACT, MONEY_SCALES, SCALES, Clock, Reading, read_band, read_figure
from indicators.rules.vocabulary import ValueKind

GENERIC_UNITS = {"", "number", "no", "no.", "count", "value", "figure", "n/a", "-", "#", "nifer", "numeric", "integer"}

PLAIN_FIGURE = re.compile(r"[-+£]?[\d,]+(?:\.\d+)?%?")
"""Most figures: nothing stands around these that has to be looked for."""
_PER_CENT = re.compile(r"%|\bper ?cent|\bpct\b|\bcanran\b", re.IGNORECASE)
_PLAIN_POUNDS = ("£", "gbp", "pound", "pounds", "sterling", "money", "currency")
_ANSWERS = {"yes", "no", "y", "n"}
_TIMES = re.compile(r"\b(?:(hh?|hrs?|hours?)|(mm?|mins?|minutes?)|(ss?|secs?|seconds?)|(time))\b", re.IGNORECASE)
_SECONDS = (3600, 60, 1)
_DAYS = re.compile(r"days?", re.IGNORECASE)
# Spellings of one unit, so that "3 hrs" fits "hours".
_SPELLINGS = {
    "hr": "hour",
    "h": "hour",
    "min": "minute",
    "sec": "second",
    "d": "day",
    "wk": "week",
    "mth": "month",
    "yr": "year",
    "p": "pence",
    "t": "tonne",
    "people": "person",
    "ftes": "fte",
    "thousand": "1000",
    "100k": "100000",
    "million": "1000000",  # what a rate is per
}
_MOST_KNOWN = 500  # texts of a measure: most say the same figures and targets again
POINTS = re.compile(r"(?<=\d) ?(?:%|percentage|percent|per cent)? ?(?:points?|pts?|ppts?|pp)\b", re.IGNORECASE)
_RATE = re.compile(r"(?:per|an?|each)\b", re.IGNORECASE)
_IN_WORDS = re.compile(r"[a-z:]", re.IGNORECASE)
_RATIO = re.compile(r"1 ?: ?(?!0\d)[\d.,]+|(?!0\d)[\d.,]+ ?: ?1")
_HOURS_OR_MINUTES = re.compile(r"-?\d+:\d\d")
# "3 m" may be minutes, metres or millions, "1:20" a time or a ratio. They are times only if the unit says so.
_OPEN_TIME = re.compile(r"[-+]?(?:[\d.,]+ ?m|\d+:\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """The unit of the measure ``ref``; ``name`` is the definition sheet's ("days", "£m", ""). ``clock`` reads times.
    ``is_open``: the unit is not known, so a figure in any unit fits. ``are_points``: its column says percentage points.
    """

    ref: str
    kind: ValueKind
    name: str = ""
    grades: tuple[str, ...] = ()
    clock: Clock = field(default_factory=Clock)
    is_open: bool = False
    are_points: bool = False
    _known: dict[str, Reading] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def scale(self) -> int:
        """How many pounds or pieces one of the unit is: a million for "£m"."""
        return scale_of(self.name)

    def read(self, text: str) -> Reading:
        """Read one figure in this unit. A figure with another scale ("£1.2m") is converted."""
        if (known := self._known.get(text)) is not None:
            return known
        reading = self._read(text)
        if len(self._known) < _MOST_KNOWN:
            self._known[text] = reading
        return reading

    def _read(self, text: str) -> Reading:
        bare = POINTS.sub("", text) if self.are_points else text
        reading = read_figure(bare, self.kind, self.grades, self.clock)
        if reading.value is None or (not reading.unit and reading.scale == 1):
            return reading
        if problem := self._problem(reading):
            return Reading(problem=f"“{shown(text, 40)}” {problem}")
        if self.scale != 1 != reading.scale:
            return replace(reading, value=EXACT.divide(reading.value, self.scale), scale=1)
        return reading

    def _problem(self, reading: Reading) -> str:
        unit = reading.unit
        if not unit or self.is_open:
            return ""
        clash = (
            f"is in {unit}, and {self.ref} is {in_words(self.kind, self.name)}. Give it in that unit, or without one."
        )
        if self.kind is ValueKind.MONEY and unit.startswith("£"):
            after = unit.removeprefix("£").strip()
            if after and not _RATE.match(after) and not (self.name and same_unit(after, self.name)):
                return f"has “{after}” after the amount, which is no scale that is known. Type an amount such as £1.2m."
            is_clear = self.scale == 1 or reading.scale != 1 or not reading.value  # zero is zero at any scale
            return "" if is_clear else f"does not say whether it is in {self.name}. Type it without £, in {self.name}."
        if self.kind is ValueKind.MONEY:
            return "" if self.name and same_unit(unit, self.name) else clash
        if self.kind is ValueKind.NUMBER:
            is_other_kind = unit == "%" or unit.startswith("£")
            return "" if (unit == self.name if is_other_kind else same_unit(unit, self.name)) else clash
        return ""


def says_kind(columns: Iterable[str]) -> bool:
    """Whether the unit columns of a measure's rows say what kind it is of, whatever its figures look like."""
    stated = _stated(columns)
    return kind_of_unit(stated) is not None and stated.casefold() not in SCALES


def _stated(columns: Iterable[str]) -> str:
    return next((column for column in columns if plain_word(column) not in GENERIC_UNITS), "")


def unit_of(columns: Sequence[str], texts: Sequence[str], ref: str = "this measure") -> MeasureUnit:
    """The unit of a measure, from the unit columns of its rows and from their figures and targets as printed."""
    stated = _stated(columns)
    texts = [end for text in texts if text for end in _ends(text)]
    clock = clock_of(stated)
    if stated and stated.casefold() in SCALES and any("£" in text for text in texts):
        stated = f"£{stated}"
    if kind := kind_of_unit(stated):
        is_scaled = kind is ValueKind.MONEY and stated.casefold() not in _PLAIN_POUNDS
        return MeasureUnit(ref, kind, stated if is_scaled else "", clock=clock)
    is_number = not stated and any(columns)
    found = MeasureUnit(ref, ValueKind.NUMBER, stated) if stated else _unit_of_cells(ref, texts, is_number=is_number)
    if not is_number and _are_times(texts, found, stated):
        return MeasureUnit(ref, ValueKind.DURATION, clock=clock)
    return found


def kind_of_unit(unit: str) -> ValueKind | None:
    """The kind of value that a unit column names; None if it names none."""
    if _PER_CENT.search(unit):
        return ValueKind.PERCENTAGE
    if unit.startswith("£") or unit.casefold() in _PLAIN_POUNDS:
        return ValueKind.MONEY
    words = {"ratio": ValueKind.RATIO, "yes/no": ValueKind.YES_NO, "y/n": ValueKind.YES_NO, "date": ValueKind.DATE}
    return words.get(unit.casefold())


@lru_cache(maxsize=1024)
def clock_of(column: str) -> Clock:
    """How times are read under a unit column: "2:30" is minutes and seconds under "mm:ss" or "minutes"; 2 is two hours
    under "hours". "hh:mm" and "time" do not say what a bare number counts.
    """
    if _DAYS.fullmatch(column):
        return Clock(one=86_400)
    named = [next(at for at, size in enumerate(match.groups()) if size) for match in _TIMES.finditer(column)]
    if not named:
        return Clock()
    first = 60 if 0 not in named and 3 not in named else 3600
    is_one = len(named) == 1 and named != [3] and not re.search(r"\bper\b|/", column, re.IGNORECASE)
    return Clock(first, _SECONDS[named[0]] if is_one else None)


@lru_cache(maxsize=1024)
def scale_of(unit: str) -> int:
    """How many pounds or pieces one of a unit is: 1,000 for "£000" and "number (thousands)", else 1."""
    words = re.split(r"[^\w]+", unit.casefold().replace("£", " £ ").replace("'", "").replace("’", ""))
    scales = (
        MONEY_SCALES | dict.fromkeys(("000", "000s", "1000", "1000s"), 10**3)
        if "£" in unit or "gbp" in words
        else SCALES
    )
    after_per = words.index("per") if "per" in words else len(words)
    return next((scales[word] for word in words[:after_per] if word in scales), 1)


def same_unit(one: str, other: str) -> bool:
    """Whether two units may be the same, such as "days" and "working days". An empty unit fits any."""
    first, second = (_words(text) for text in (one, other))
    return first <= second or second <= first


def may_be_ratios(texts: Sequence[str]) -> bool:
    """Whether every text with a colon has 1 on one side: "1:20" may be a ratio, and "2:10" is none."""
    return all(_RATIO.fullmatch(text.strip()) for text in texts if ":" in text)


def in_words(kind: ValueKind, unit: str) -> str:
    """The unit in words that follow "is": "in days", "a plain number", "a percentage"."""
    if kind is ValueKind.NUMBER:
        return f"in {unit}" if unit else "a plain number"
    if kind is ValueKind.MONEY:
        return f"in {unit or '£'}"
    return f"a {kind.value.replace('_', ' ')}"


def _words(unit: str) -> set[str]:
    words = re.sub(r"(?<=\d),(?=\d{3})", "", unit.casefold()).replace("/", " per ")
    return {_SPELLINGS.get(word, word) for word in re.sub(r"s\b", "", words).split()}


@lru_cache(maxsize=1024)
def plain_word(word: str) -> str:
    """A cell's word in small letters, with single spaces for hyphens and underlines."""
    return re.sub(r"[\s_-]+", " ", word.casefold()).strip()


def _ends(text: str) -> Sequence[str]:
    """The text of a figure, or the texts of both ends of a band."""
    if PLAIN_FIGURE.fullmatch(text):
        return (text,)
    ends: list[str] = []

    def noted(end: str) -> Reading:
        ends.append(end)
        reading = read_figure(end)
        return reading if reading.value is not None else read_figure(end, ValueKind.DURATION)

    return ends if read_figure(text).value is None and read_band(text, noted) is not None else (text,)


def _are_times(texts: Sequence[str], found: MeasureUnit, stated: str) -> bool:
    """Whether the texts are durations rather than plain figures in the unit that was found."""
    clock = clock_of(stated)
    figures = [text for text in texts if not _is_absent(text)]
    is_time = bool(_TIMES.search(found.name))
    if is_time and any(":" in text for text in figures):
        # 2:20 is a time here. If only another cell says so, it may be in hours or in minutes.
        return bool(stated) or not any(map(_HOURS_OR_MINUTES.fullmatch, figures))
    if not any(map(_IN_WORDS.search, figures)) or all(found.read(text).value is not None for text in figures):
        return False
    if any(map(_OPEN_TIME.fullmatch, figures)) and (not is_time or found.name.casefold() == "m"):
        return False
    return all(read_figure(text, ValueKind.DURATION, (), clock).value is not None for text in figures)


def _unit_of_cells(ref: str, texts: Sequence[str], *, is_number: bool) -> MeasureUnit:
    """The unit if none is stated. ``is_number``: the column says that the figures are plain numbers."""
    readings = [reading for text in texts if (reading := read_figure(text)).value is not None]
    first = next((reading.unit for reading in readings if reading.unit), "")
    is_sign = first == "%" or first.startswith("£")
    if is_number:
        return MeasureUnit(ref, ValueKind.NUMBER, "" if is_sign else first)
    if is_sign:
        return MeasureUnit(ref, ValueKind.PERCENTAGE if first == "%" else ValueKind.MONEY)
    answers = [text.casefold() in _ANSWERS for text in texts if not _is_absent(text)]
    if answers and all(answers):
        return MeasureUnit(ref, ValueKind.YES_NO)
    figures = [text for text in texts if not _is_absent(text)]
    # One alone may be a figure that a spreadsheet has turned into a date.
    if len(figures) > 1 and all(read_figure(text, ValueKind.DATE).value is not None for text in figures):
        return MeasureUnit(ref, ValueKind.DATE)
    if readings and any(":" in text for text in texts) and may_be_ratios(texts):
        return MeasureUnit(ref, ValueKind.RATIO)
    return MeasureUnit(ref, ValueKind.NUMBER, first)


def _is_absent(text: str) -> bool:
    return read_figure(text).absence is not None
