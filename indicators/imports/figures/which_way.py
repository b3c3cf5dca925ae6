"""Which way is good of a measure, as councils say it: in a column, in its name, by its targets and their limits."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from indicators.imports.figures.as_printed import bare_aim, limit_side, spaced
from indicators.imports.figures.measure_units import plain_word
from indicators.imports.rows import ImportRow
from indicators.rules.reading import EXACT, read_band, read_figure
from indicators.rules.vocabulary import Polarity

POLARITIES = {
    **dict.fromkeys(("high", "higher", "h", "max", "increase", "increasing", "more", "bigger"), Polarity.HIGH),
    **dict.fromkeys(("up", "upward", "upwards"), Polarity.HIGH),
    **dict.fromkeys(("low", "lower", "l", "min", "decrease", "decreasing", "less", "smaller"), Polarity.LOW),
    **dict.fromkeys(("down", "downward", "downwards"), Polarity.LOW),
    **dict.fromkeys(("uchel", "uwch", "cynyddu", "i fyny"), Polarity.HIGH),
    **dict.fromkeys(("isel", "is", "lleihau", "i lawr"), Polarity.LOW),
    **dict.fromkeys(("in range", "range", "within range", "target range", "within a range"), Polarity.RANGE),
    **dict.fromkeys(("plan", "on plan", "as planned", "to plan", "close to target", "plan is best"), Polarity.PLAN),
    **dict.fromkeys(("", "none", "neither", "n/a", "no polarity", "neutral", "not applicable"), Polarity.NONE),
    **dict.fromkeys(("data only", "information only", "for information", "monitor", "contextual"), Polarity.NONE),
    **dict.fromkeys(
        ("measure for information", "for information only", "info only", "context", "no target"), Polarity.NONE
    ),
    **dict.fromkeys(
        ("contextual only", "monitor only", "monitoring only", "tracker", "trend only", "tbc"), Polarity.NONE
    ),
}
_TO_DO = (
    r"(?:(?:maintain|sustain) (?:or|and|/) )?(?:(?:(?:aim|plan|goal|objective|want|looking)(?: is)? )?to )?(?:be )?"
)
_IS_GOOD = r"(?: (?:figure|value|number|result|performance|score))?(?: is| the)? (?:better|best|good)"
_MORE = re.compile(
    rf"{_TO_DO}(?:maximi[sz]ed?|increase|higher|high)"
    rf"|(?:an? |the )?(?:high|higher|big|bigger|larger|more|increase|upward|up){_IS_GOOD}"
    r"|good (?:(?:to be|is) )?(?:high|higher)"
)
_FEWER = re.compile(
    rf"{_TO_DO}(?:minimi[sz]ed?|decrease|reduce|lower|low)"
    rf"|(?:an? |the )?(?:low|lower|small|smaller|less|fewer|decrease|reduction|downward|down){_IS_GOOD}"
    r"|good (?:(?:to be|is) )?(?:low|lower)"
)
_BESIDE_WORDS = re.compile(r"[()=]+")
_ARROWS = {**dict.fromkeys("↑⬆⇧▲△⇑", Polarity.HIGH), **dict.fromkeys("↓⬇⇩▼▽⇓", Polarity.LOW)}
_AT_LENGTH = re.compile(r"\S\s+\S|imi[sz]e", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


def way_of(rows: Sequence[ImportRow], are_grades: bool) -> Polarity:
    """Which way is good, as the first row says that does; else by its grades, or its targets. One that is to be as
    planned within a range is to be within it.
    """
    stated = (found for row in rows if (found := polarity_of(row)) is not Polarity.NONE)
    way = next(filter(None, stated), None)
    if way is Polarity.PLAN and aimed_at(rows) is Polarity.RANGE:
        return Polarity.RANGE
    return way or (Polarity.HIGH if are_grades else aimed_at(rows))


def aimed_at(rows: Sequence[ImportRow]) -> Polarity:
    """Which way is good by the limits and ranges that rows print as their targets, or by the side of these on which
    their limits lie: 80 beneath 90; NONE where they do not agree.
    """
    sides = {side for row in rows if row.target and (side := _side(row.target))}
    sides |= {side for row in rows if row.threshold and (side := _side_of_limit(row.target, row.threshold))}
    return sides.pop() if len(sides) == 1 else Polarity.NONE


@lru_cache(maxsize=2048)
def _side_of_limit(target: str, limit: str) -> Polarity | None:
    """A limit far from its target may be meant as a tolerance: 5 beside 80. It says nothing."""
    aim, worst = read_figure(bare_aim(target)), read_figure(bare_aim(limit))
    if aim.value is None or worst.value is None or aim.value == worst.value or aim.unit != worst.unit:
        return None
    if is_far(aim.value, worst.value):
        return None
    return Polarity.HIGH if worst.value < aim.value else Polarity.LOW


def is_far(target: Decimal, limit: Decimal) -> bool:
    """Whether a limit lies so far from its target that it may be meant as a tolerance."""
    return abs(EXACT.subtract(target, limit)) * 2 > abs(target)


@lru_cache(maxsize=2048)
def _side(target: str) -> Polarity | None:
    side = limit_side(target)
    return side or (Polarity.RANGE if read_figure(target).value is None and read_band(spaced(target)) else None)


def polarity_of(row: ImportRow) -> Polarity | None:
    """The polarity that a row states, in its column or in its name: “Empty homes (lower is better)”; None for an
    unknown word.
    """
    return polarity_in(row.polarity) if row.polarity else named_way(row.indicator)


@lru_cache(maxsize=2048)
def named_way(name: str) -> Polarity:
    """The polarity that a name states: “Empty homes (lower is better)”; NONE for none."""
    asides = (text for text in _ASIDE.findall(name) if says_way(text))
    return next((way for text in asides if (way := polarity_in(text))), Polarity.NONE)


@lru_cache(maxsize=512)
def polarity_in(text: str) -> Polarity | None:
    """Which way is good, in the words of councils: "High", "Aim to maximise", "Lower is better"; None for others."""
    word = plain_word(_BESIDE_WORDS.sub(" ", text)).rstrip(".").removesuffix("\ufe0f")
    if word in _ARROWS:
        return _ARROWS[word]
    if _MORE.fullmatch(word):
        return Polarity.HIGH
    if _FEWER.fullmatch(word):
        return Polarity.LOW
    if word not in POLARITIES and " / " in word:  # in two languages: “Uchel / High”
        ways = {way for part in word.split(" / ") if (way := polarity_in(part))}
        return ways.pop() if len(ways) == 1 else None
    return POLARITIES.get(word)


def says_way(text: str) -> bool:
    """Whether a text can only say which way is good: “Aim to Maximise”, “Lower is better”, and not “High” alone."""
    return bool(_AT_LENGTH.search(text)) and polarity_in(text) in (Polarity.HIGH, Polarity.LOW)


def names_way(text: str) -> bool:
    """Whether a text says which way is good, if only that is asked: “High”, “Reduce”."""
    return polarity_in(text) in (Polarity.HIGH, Polarity.LOW)
