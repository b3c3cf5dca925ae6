"""What a catalogue's words mean for a measure of ours (C1). Pure: what is not plain is left for a person to say."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from indicators.rules.vocabulary import Counting, Polarity, ValueKind

_UNCHECKED = re.compile(r"not checked\b", re.IGNORECASE)
_PERCENTAGE = re.compile(
    r"^(?:the )?(?:%|percentage\b|per cent\b|proportion of\b)|(?:[(:]|\bas an? )%|: (?:percentage|proportion)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\bcosts?\b|\bspend\b|\bexpenditure per\b", re.IGNORECASE)
_SATISFACTION = re.compile(r"\bsatisf(?:ied|action)\b", re.IGNORECASE)
_RATE = re.compile(r"\b(?:rate )?per ([\d,]+)\b", re.IGNORECASE)
_TIMES = {
    "monthly": "M", "month": "M", "quarterly": "Q", "quarter": "Q", "half-yearly": "H", "half yearly": "H",
    "annual": "Y", "annually": "Y", "yearly": "Y",
}  # fmt: skip
_TIME_UNITS = ("days", "weeks", "months", "hours")
_TELLS = ("outcome", "output", "input", "process", "perception", "contextual")
UNCHECKED = "not checked against a stored source"
PLACEHOLDER = "placeholder"


class Published(NamedTuple):
    """An entry as it is published. ``kind`` and ``frequency`` are words of its publisher; ``polarity`` is ours, ""
    where it is not said; ``best`` is the best value of one within a range; ``title_check`` tells how its title was
    checked; ``grouping`` which family groups of councils hold for it.
    """

    title: str
    code: str = ""
    theme: str = ""
    kind: str = ""
    polarity: str = ""
    best: Decimal | None = None
    frequency: str = ""
    numerator: str = ""
    denominator: str = ""
    data_source: str = ""
    title_check: str = ""
    is_placeholder: bool = False
    source_url: str = ""
    grouping: str = ""

    @property
    def marks(self) -> list[str]:
        """What a reader has to know of it wherever it stands: an unchecked title, a placeholder."""
        unchecked = [UNCHECKED] if is_unchecked(self.title_check) else []
        return [*unchecked, *([PLACEHOLDER] if self.is_placeholder else [])]


def entry_name(short: str, code: str, title: str) -> str:
    """What an entry is called beside a measure of ours: "LGBF ENV03c"; "NI 14", whose code says the set already; where
    there is no code "LOF: Births of new enterprises".
    """
    if not code:
        return f"{short}: {title}"
    return code if code.casefold().startswith(f"{short} ".casefold()) else f"{short} {code}"


def web_address(text: str) -> str:
    """The text where it is an address of the web, to be followed; else ""."""
    return text if text.casefold().startswith(("https://", "http://")) else ""


def is_unchecked(title_check: str) -> bool:
    """Whether the words of the column say that nobody held the title against its source. Nothing said is not that."""
    return bool(_UNCHECKED.match(title_check.strip()))


def value_kind(kind: str, title: str) -> ValueKind | None:
    """What its figures are, by the publisher's type and else by its title; None where neither tells."""
    said = kind.strip().casefold()
    if said in ("percentage", "percent", "%"):
        return ValueKind.PERCENTAGE
    if said in ("cost", "money", "£"):
        return ValueKind.MONEY
    if said in _TIME_UNITS or _RATE.search(said) or said in ("number", "count", "score", "index"):
        return ValueKind.NUMBER
    if _PERCENTAGE.search(title):
        return ValueKind.PERCENTAGE
    if _RATE.search(title) or title.casefold().startswith(("number of", "rate of")):
        return ValueKind.NUMBER
    return None


def unit_of(kind: str, title: str) -> str:
    """What stands behind its figures: "per 10,000", "days"; "" where nothing does."""
    said = kind.strip().casefold()
    if said in _TIME_UNITS:
        return said
    found = _RATE.search(kind) or _RATE.search(title)
    return f"per {found[1]}" if found else ""


def frequency_of(words: str) -> str:
    """Our key of how often it is collected; "" for what we collect in no such way, such as three years together."""
    return _TIMES.get(words.strip().casefold(), "")


def dimension_of(kind: str, title: str) -> str:
    """Whether it tells of cost or satisfaction; "" where that is not plain."""
    if kind.strip().casefold() == "cost" or _MONEY.search(title):
        return "cost"
    return "satisfaction" if _SATISFACTION.search(title) else ""


def started(entry: Published, catalogue: str) -> dict[str, object]:
    """What a new measure begins with, by the fields of its sheet. What the entry leaves open is not there.

    Of a title that nobody checked the way that is good is not taken over: it is to be looked up, not relied on.
    """
    kind = value_kind(entry.kind, entry.title)
    tells = entry.kind.strip().casefold()
    given: Mapping[str, object] = {
        "name": entry.title,
        "definition": _definition(entry),
        "data_source": ", ".join(filter(None, (entry.data_source, catalogue)))[:250],
        "kind": kind.value if kind else "",
        "unit": unit_of(entry.kind, entry.title) if kind in (ValueKind.NUMBER, ValueKind.MONEY) else "",
        "counting": Counting.RATE.value if kind is ValueKind.PERCENTAGE or _is_a_rate(entry) else "",
        "polarity": "" if is_unchecked(entry.title_check) else entry.polarity,
        "frequency": frequency_of(entry.frequency),
        "tells": tells if tells in _TELLS else "",
        "dimension": dimension_of(entry.kind, entry.title),
        "numerator": entry.numerator[:200],
        "denominator": entry.denominator[:200],
        "has_parts": bool(entry.numerator and entry.denominator) and kind is ValueKind.PERCENTAGE,
    }
    return {name: value for name, value in given.items() if value}


def left_open(entry: Published) -> list[str]:
    """What the framework does not say, and somebody has to: in the words of the form."""
    start = started(entry, "")
    asked = (("kind", "what kind of value it is"), ("polarity", "which way is good"), ("frequency", "how often"))
    return [words for name, words in asked if name not in start]


def _is_a_rate(entry: Published) -> bool:
    return bool(unit_of(entry.kind, entry.title).startswith("per ") or (entry.numerator and entry.denominator))


def _definition(entry: Published) -> str:
    """How the publisher defines it, as far as that is told."""
    if entry.numerator and entry.denominator:
        told = f"{entry.numerator}, divided by {entry.denominator}."
    else:
        told = f"{entry.numerator or entry.denominator}." if entry.numerator or entry.denominator else ""
    best = (
        f" The best value is {entry.best.normalize():f}."
        if entry.best is not None and entry.polarity == Polarity.RANGE
        else ""
    )
    return f"{told}{best}".strip()
