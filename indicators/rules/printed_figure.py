"""Separates a printed figure from the marks, remarks and limits around it: “96.1% (p)*” is 96.1%, and “at least 85%” is
85% with a limit. For published tables only: imports and entry pages need the remark as a standing. Pure.
"""

import re
from dataclasses import dataclass

from indicators.rules.reading import MONEY_SCALES, NOT_A_UNIT, read_figure
from indicators.rules.vocabulary import Polarity, ValueKind

_LONGEST = 200  # a longer text is no figure
_MARKS = "*†‡§"
_ARROWS = "↑↓→←↔⬆⬇➡⬌⇧⇩⇔▲▼►◄\ufe0e\ufe0f"
# Remarks about the standing of a figure or its span of time. They do not change the figure.
_IN_FULL = r"prov(?:isional)?\.?|est(?:imated?)?\.?|rev(?:ised)?\.?|final|unaudited|ytd|year to date|cum(?:ulative)?\.?"
_REMARK = rf"(?:{_IN_FULL}|p|e|r|annual|quarterly|monthly|actual|outturn|target|latest|figures?|data)"
_REMARKS = re.compile(rf"{_REMARK}(?:[ ,;/]+{_REMARK})*", re.IGNORECASE)
_BRACKET = re.compile(r"(.*\S) ?\(([^()\d]*[a-z][^()\d]*)\)", re.IGNORECASE)
_TRAILING = re.compile(rf"(.*[\w%)],?) (?:{_IN_FULL}|annual)", re.IGNORECASE)
_LEADING = re.compile(rf"(?:\((?:{_IN_FULL})\)|(?:{_IN_FULL}|actual|target) ?:?) ?([-+£\d.<>≤≥].*)", re.IGNORECASE)
# In a bracket these words are no remark, because they change the figure.
_CHANGES = {
    *(NOT_A_UNIT | MONEY_SCALES.keys()),
    *("per", "a", "an", "each", "every", "percent", "cent", "pct", "pc", "point", "points", "pp", "pts", "ppts"),
    *("working", "calendar", "relative", "absolute", "negative", "positive", "credit", "debit", "loss", "gain"),
    *("adverse", "favourable", "max", "maximum", "minimum"),
    *("second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "h", "s"),
    *("day", "days", "d", "week", "weeks", "wk", "wks", "month", "months", "mths", "year", "years", "yr", "yrs"),
}
# The direction of a limit, whether the figure itself is excluded, and the words and signs for it.
_BEFORE = (
    (
        Polarity.HIGH,
        False,
        r">=|=>|≥|(?:increase|raise|improve|rise)(?: it)? to|at least"
        r"|(?:a )?min(?:imum)?\.?(?: of)?|not? (?:less|fewer|lower) than|not below",
    ),
    (Polarity.HIGH, True, r">|over|above|(?:more|greater|higher) than|exceed(?:s|ing)?|in excess of"),
    (
        Polarity.LOW,
        False,
        r"<=|=<|≤|(?:reduce|decrease|cut|fall|lower)(?: it)? to|at most"
        r"|(?:a )?max(?:imum)?\.?(?: of)?|up to|not? (?:more|greater|higher) than"
        r"|not (?:above|exceeding)",
    ),
    (Polarity.LOW, True, r"<|under|below|(?:less|fewer|lower) than"),
    (Polarity.LOW, False, r"within(?=[^%£]*$)"),  # “within 5%” may be 5% on either side
)
_BEFORE_A_DATE = (
    (Polarity.LOW, False, r"by|on or before|not? later than"),
    (Polarity.LOW, True, r"before"),
)
_AFTER = (
    (
        Polarity.HIGH,
        False,
        r"\+|(?<![a-z])(?:(?:or|and) (?:more|above|over|higher|greater)|minimum|(?<=[%a-z] )min\.?)",
    ),
    (Polarity.LOW, False, r"(?<![a-z])(?:(?:or|and) (?:less|fewer|below|under|lower|earlier|before)|max(?:imum)?\.?)"),
    (None, False, r"or better"),
)
_TO_DO = re.compile(
    r"(?:to )?(?:maintain|achieve|keep|hold|remain|sustain|reach)(?:ed)?(?: it)?(?: at)? (?=.*\d)", re.IGNORECASE
)
_A_YEAR = re.compile(r"(?:199|20[0-3])\d(?![\d,.%])")
_PLUS_MINUS = re.compile(r"plus ?(?:or|/) ?minus|\+ ?or ?-|- ?/ ?\+|\+ ?/ ?-|±", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_PER = {"thousand": "1,000", "1000": "1,000", "million": "1,000,000"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A printed figure that is a limit. ``towards``: HIGH for "at least", LOW for "below", None for "or better".
    ``is_strict``: the figure itself is excluded.
    """

    printed: str
    towards: Polarity | None
    is_strict: bool

    def agrees(self, polarity: Polarity) -> bool:
        """Whether the limit points to the good side."""
        return self.towards in (None, polarity)

    def is_good_itself(self, polarity: Polarity) -> bool:
        """Whether the figure itself is on the good side of the limit."""
        return self.agrees(polarity) is not self.is_strict


def figure_alone(text: str) -> str:
    """A printed figure without its marks and remarks; "0" for "nil". Any other text is returned as printed."""
    return _bare(text, _MARKS + _ARROWS)


def aim_alone(text: str) -> str:
    """The same for a target or threshold, but an arrow is kept, because "10 ↓" may be a reduction."""
    return _bare(text, _MARKS)


def figure_and_limit(text: str) -> tuple[str, Limit | None]:
    """A printed target or threshold without marks, remarks and limit; and its limit."""
    tidy = aim_alone(_TO_DO.sub("", " ".join(text.split())))
    for is_before, phrases in ((True, _BEFORE), (True, _BEFORE_A_DATE), (False, _AFTER)):
        for towards, is_strict, words in phrases:
            pattern = (
                rf"(?:{words}) ?(?=[-+£\d.(])(.+)" if is_before else rf"(.*[\w%)]) ?(?:\((?:{words})\)|(?:{words}))"
            )
            found = re.fullmatch(pattern, tidy, re.IGNORECASE)
            if found is None or (phrases is _BEFORE_A_DATE and read_figure(found[1], ValueKind.DATE).value is None):
                continue
            if _A_YEAR.match(found[1]):
                return tidy, None  # "above 2013 average"
            return aim_alone(found[1]), Limit(" ".join(text.split()), towards, is_strict)
    return tidy, None


def even_signs(text: str) -> str:
    """A band or a tolerance in one spelling: "+5%/-5%" and "plus or minus 5%" become "+/-5%"."""
    tidy = " ".join(text.translate(_DASHES).split())
    tidy = re.sub(r"\+ ?([^-+/ ]+) ?(?:/|,|and|to) ?- ?\1", r"+/-\1", tidy)
    return _PLUS_MINUS.sub("+/-", tidy)


def _bare(text: str, marks: str) -> str:
    tidy = " ".join(text.split())
    if nil := re.fullmatch(r"(£?) ?(?:nil|zero)", tidy.rstrip(marks + " "), re.IGNORECASE):
        return f"{nil[1]}0"
    if len(tidy) > _LONGEST or not re.search(r"\d", tidy):
        return tidy
    before = ""
    while before != tidy:
        before = tidy
        tidy = _without_bracket(tidy.rstrip(marks + " "))
        for remark in (_TRAILING, _LEADING):
            if found := remark.fullmatch(tidy):
                tidy = found[1].rstrip(",")
    tidy = re.sub(r"\bper 100 ?k\b", "per 100,000", tidy, flags=re.IGNORECASE)
    tidy = re.sub(r"\bper (thousand|1000|million)\b", lambda per: f"per {_PER[per[1].casefold()]}", tidy)
    return re.sub(r"(?<=\d) ?k\b", " thousand", tidy, flags=re.IGNORECASE)


def _without_bracket(tidy: str) -> str:
    """The text without a remark in brackets at its end. A unit there loses only the brackets: "45 (homes)"."""
    found = _BRACKET.fullmatch(tidy)
    if found is None or _REMARKS.fullmatch(found[2].strip()):
        return found[1] if found else tidy
    if any(word in _CHANGES for word in re.findall(r"[a-z]+", found[2].casefold())) or re.search(
        r"[%£+<>≤≥±/-]", found[2]
    ):
        return tidy
    has_unit = re.search(r"[%£a-z]", found[1], re.IGNORECASE)
    return found[1] if has_unit else f"{found[1]} {found[2].strip()}"
