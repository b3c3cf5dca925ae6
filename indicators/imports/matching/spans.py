"""Finds the month, quarter, half or year that a heading or a title names, and what else it says. Pure."""

import re
from datetime import date
from functools import lru_cache

from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import ValueKind
from plans.label_words import MONTH_NAMES
from plans.periods import parse_label

_MONTH = "|".join(
    f"{name[:3].lower()}(?:{name[3:].lower()})?" if len(name) > 3 else name.lower() for name in MONTH_NAMES
)
_MONTH = _MONTH.replace("sep(?:tember)?", "sept?(?:ember)?")
_YEAR = (
    r"(?:fy ?)?(?<![\d/.])(?P<year>(?:19|20)\d\d ?[/–-] ?(?:(?:19|20)\d\d|\d\d)(?![\d/])"
    r"|\d\d[/-]\d\d(?![\d/-]| ?years?\b)|(?:19|20)\d\d(?![\d/.,%]))"
)
_DAY = (
    r"(?P<day>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? (?:" + _MONTH + r") \d{4}"
    r"|\d{1,2}-(?:" + _MONTH + r")-(?:\d{4}|\d\d)(?!\d))(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
)
_QUARTER = r"(?:q|qtr|quarter|ch|chwarter) ?\.? ?(?P<q>[1-4])\b|(?P<nth>[1-4])(?:st|nd|rd|th) (?:qtr|quarter)\b"
_HALF = r"(?:h|half[ -]?year|half) ?(?P<h>[12])\b"
_OF = r"(?: ?['’]?(?P<{}>\d{{4}}|\d\d)(?!\d| ?[/–-] ?\d))?"
_SPAN = rf"\(?\b(?P<from>{_MONTH}){_OF.format('first')} ?(?:-|–|to) ?(?P<to>{_MONTH})\b{_OF.format('last')}\)?"
_ONE = rf"\b(?P<month>{_MONTH})\b(?:[ '’-]{{0,2}}(?P<my>\d\d)(?![\d/]))?"
ACADEMIC = "(academic)"
"""What the label of an academic year has at its end."""

_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "day": _DAY,
        "year": _YEAR,
        "quarter": rf"\b(?:{_QUARTER})",
        "half": rf"\b(?:{_HALF})",
        "term": r"\b(?P<term>autumn|spring|summer) term\b",
        "span": _SPAN,
        "one": _ONE,
    }.items()
}

_OF_THE_YEAR = ("full year", "whole year", "year end", "end of year", "annual", "year", "outturn", "year end outturn")
_ISO_MONTH = re.compile(r"(?<!\d)(20[12]\d)-(0[1-9]|1[0-2])(?![\d-])")
_ACADEMIC = re.compile(r"\b(?:academic|school)(?: years?)?\b|\bay(?![a-z])", re.IGNORECASE)
_PART_ALONE = re.compile(r"[QH][1-4]|[A-Z][a-z]{2}(?: to [A-Z][a-z]{2})?|[A-Z][a-z]{5} term")


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
        if (same := _PATTERNS["quarter"].search(rest)) and part == f"Q{same['q'] or same['nth']}":
            rest = _without(rest, same)  # “Ch1 / Q1” says it in two languages
    elif found := _PATTERNS["half"].search(rest):
        part, rest = f"H{found['h']}", _without(rest, found)
    elif found := _PATTERNS["term"].search(rest):
        part, rest = f"{found['term'].title()} term", _without(rest, found)
    elif not part and (found := _PATTERNS["one"].search(rest)):
        part = found["month"][:3].title()
        year = f"20{found['my']}" if found["my"] else ""
        rest = _without(rest, found)
    if not (part or year) and (found := _ISO_MONTH.search(rest)) and int(found[2]) != (int(found[1]) + 1) % 100:
        return f"{found[1]} {MONTH_NAMES[int(found[2]) - 1][:3]}", _without(rest, found)
    if not year and (found := next(filter(_is_year_named, _PATTERNS["year"].finditer(rest)), None)):
        year, rest = _plain_year(found), _without(rest, found)
    if "/" in year and (found := _ACADEMIC.search(rest)):
        return " ".join(filter(None, (year, part, ACADEMIC))), _without(rest, found)
    return " ".join(filter(None, (year, part))), rest


def _months_between(found: re.Match[str]) -> str:
    """“Apr to Jun”, and “Apr 2024 to Mar 2025” with the years that it names."""
    first, last = (f" 20{year[-2:]}" if (year := found[name]) else "" for name in ("first", "last"))
    return f"{found['from'][:3].title()}{first} to {found['to'][:3].title()}{last}"


def numbered(text: str, heading: str) -> str:
    """A period that is a number beneath a heading that says of what: “2” beneath “Quarter” is Q2; else the text."""
    is_quarter = text.strip() in ("1", "2", "3", "4") and _QUARTERS.search(heading)
    return f"Q{text.strip()}" if is_quarter else text


_QUARTERS = re.compile(r"\b(?:quarter|qtr|chwarter)\b", re.IGNORECASE)


def _month_of(day: str) -> str:
    """The month whose first day a spreadsheet has put into a heading: "Apr 2025" for 01/04/2025; else the day."""
    value = read_figure(day, ValueKind.DATE).value
    first = date.fromordinal(int(value)) if value is not None else None
    return f"{MONTH_NAMES[first.month - 1][:3]} {first.year}" if first and first.day == 1 else day


def with_year(text: str, year: str) -> str:
    """A period in plain words, with the year of all where it names none itself."""
    tidy = " ".join(text.split())
    if not tidy or is_whole_period(tidy) or _PATTERNS["day"].search(tidy):
        return tidy
    if year and tidy.casefold() in _OF_THE_YEAR:
        return year
    span, rest = span_in(tidy)
    if not rest and is_whole_period(span):
        return span
    return f"{year} {tidy}" if year and lacks_year(tidy) else tidy


def _is_year_named(found: re.Match[str]) -> bool:
    """Whether two short years follow each other: “24-25” is a year, “10-12” is none."""
    first, dash, last = found["year"].partition("-")
    return not (dash and len(first) == len(last) == 2) or int(last) == (int(first) + 1) % 100


def year_in(text: str) -> str:
    """The first year that a text names: "2026/27"; "" for none. "Council Plan 2024-28" names none."""
    found = filter(_is_year_named, _PATTERNS["year"].finditer(" ".join(text.replace("_", " ").split())))
    return next(filter(is_whole_period, map(_plain_year, found)), "")


def _plain_year(found: re.Match[str]) -> str:
    year = re.sub(r" ?[–/-] ?", "/", found["year"])
    if re.fullmatch(r"(?:19|20)\d\d/(?:19|20)\d\d", year):
        return f"{year[:4]}/{year[-2:]}"
    return f"20{year}" if re.fullmatch(r"\d\d/\d\d", year) else year


def lacks_year(text: str) -> bool:
    """Whether a text names a month, a quarter or a half and not of which year: "Q3", "Quarter 1 (April to June)"."""
    return bool(_PART_ALONE.fullmatch(span_in(text)[0])) and not is_whole_period(text)


def is_last_day(text: str) -> bool:
    """Whether a text is the last day of a month, which names the period that it ends."""
    day = read_figure(text, ValueKind.DATE).value
    return day is not None and date.fromordinal(int(day) + 1).day == 1


@lru_cache(maxsize=2048)
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
