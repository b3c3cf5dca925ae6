"""Finds the month, quarter, half or year that a heading or a title names, and what else it says. Pure."""

import re
from datetime import date

from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import ValueKind
from plans.label_words import MONTH_NAMES
from plans.periods import parse_label

_MONTH = "|".join(
    f"{name[:3].lower()}(?:{name[3:].lower()})?" if len(name) > 3 else name.lower() for name in MONTH_NAMES
)
_MONTH = _MONTH.replace("sep(?:tember)?", "sept?(?:ember)?")
_YEAR = (
    r"(?:fy ?)?(?<![\d/.])(?P<year>(?:19|20)\d\d ?[/–-] ?(?:(?:19|20)\d\d|\d\d)(?![\d/])|\d\d/\d\d(?![\d/])"
    r"|(?:19|20)\d\d(?![\d/.,%]))"
)
_DAY = (
    r"(?P<day>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? (?:" + _MONTH + r") \d{4})"
)
_QUARTER = r"(?:q|qtr|quarter) ?\.? ?(?P<q>[1-4])\b|(?P<nth>[1-4])(?:st|nd|rd|th) (?:qtr|quarter)\b"
_HALF = r"(?:h|half[ -]?year|half) ?(?P<h>[12])\b"
_OF = r"(?: ?['’]?(?P<{}>\d{{4}}|\d\d)(?!\d| ?[/–-] ?\d))?"
_SPAN = rf"\(?\b(?P<from>{_MONTH}){_OF.format('first')} ?(?:-|–|to) ?(?P<to>{_MONTH})\b{_OF.format('last')}\)?"
_ONE = rf"\b(?P<month>{_MONTH})\b(?:[ '’-]{{0,2}}(?P<my>\d\d)(?![\d/]))?"
_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "day": _DAY,
        "year": _YEAR,
        "quarter": rf"\b(?:{_QUARTER})",
        "half": rf"\b(?:{_HALF})",
        "span": _SPAN,
        "one": _ONE,
    }.items()
}

_PART_ALONE = re.compile(r"[QH][1-4]|[A-Z][a-z]{2}(?: to [A-Z][a-z]{2})?")


def span_in(text: str) -> tuple[str, str]:
    """The period that a text names ("2026/27 Q1", "Q1", "Apr", "2026/27", "30/06/2026"; "" for none), and the text
    without it.
    """
    rest = " ".join(text.split())
    if day := _PATTERNS["day"].search(rest):
        return _month_of(day["day"]), _without(rest, day)
    year, part = "", ""
    if found := _PATTERNS["span"].search(rest):
        part, rest = _months_between(found), _without(rest, found)
    if found := _PATTERNS["quarter"].search(rest):
        part, rest = f"Q{found['q'] or found['nth']}", _without(rest, found)
    elif found := _PATTERNS["half"].search(rest):
        part, rest = f"H{found['h']}", _without(rest, found)
    elif not part and (found := _PATTERNS["one"].search(rest)):
        part = found["month"][:3].title()
        year = f"20{found['my']}" if found["my"] else ""
        rest = _without(rest, found)
    if not year and (found := _PATTERNS["year"].search(rest)):
        year, rest = _plain_year(found), _without(rest, found)
    return " ".join(filter(None, (year, part))), rest


def _months_between(found: re.Match[str]) -> str:
    """“Apr to Jun”, and “Apr 2024 to Mar 2025” with the years that it names."""
    first, last = (f" 20{year[-2:]}" if (year := found[name]) else "" for name in ("first", "last"))
    return f"{found['from'][:3].title()}{first} to {found['to'][:3].title()}{last}"


def _month_of(day: str) -> str:
    """The month whose first day a spreadsheet has put into a heading: "Apr 2025" for 01/04/2025; else the day."""
    first = re.fullmatch(r"0?1[/.](\d\d?)[/.](\d{4})", day) or re.fullmatch(r"(\d{4})-(\d\d)-01", day)
    month, year = (first[1], first[2]) if first and len(first[1]) < 3 else (first[2], first[1]) if first else ("0", "")
    return f"{MONTH_NAMES[int(month) - 1][:3]} {year}" if 1 <= int(month) <= 12 else day


def with_year(text: str, year: str) -> str:
    """A period with the year of all, where it names none itself."""
    tidy = " ".join(text.split())
    if not year or not tidy or _PATTERNS["year"].search(tidy) or _PATTERNS["day"].search(tidy):
        return tidy
    found = _PATTERNS["one"].fullmatch(tidy)
    return tidy if found and found["my"] else f"{year} {tidy}"


def year_in(text: str) -> str:
    """The first year that a text names: "2026/27"; "" for none. "Council Plan 2024-28" names none."""
    found = _PATTERNS["year"].finditer(" ".join(text.replace("_", " ").split()))
    return next(filter(is_whole_period, map(_plain_year, found)), "")


def _plain_year(found: re.Match[str]) -> str:
    year = re.sub(r" ?[–/-] ?", "/", found["year"])
    return f"20{year}" if re.fullmatch(r"\d\d/\d\d", year) else year


def lacks_year(text: str) -> bool:
    """Whether a text names a month, a quarter or a half and not of which year: "Q3", "Quarter 1 (April to June)"."""
    return bool(_PART_ALONE.fullmatch(span_in(text)[0]))


def is_last_day(text: str) -> bool:
    """Whether a text is the last day of a month, which names the period that it ends."""
    day = read_figure(text, ValueKind.DATE).value
    return day is not None and date.fromordinal(int(day) + 1).day == 1


def is_whole_period(text: str) -> bool:
    """Whether a text is a period by itself, with its year."""
    try:
        parse_label(text)
    except ValueError:
        return False
    return True


def is_span(text: str) -> bool:
    """Whether a text says nothing but a period: "Q1", "2026/27", "Apr-26", "Q1 2026/27 (Apr - Jun)"."""
    span, rest = span_in(text)
    return bool(span) and not re.search(r"[a-z]", rest, re.IGNORECASE)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).strip(" -–:,()/")
