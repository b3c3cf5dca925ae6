"""Years, months and days as printed labels of periods have them. Knows no period."""

import re
from calendar import month_name
from datetime import date

from foundation.dates import FIRST_YEAR, LAST_YEAR, day_words

MONTH_NAMES = tuple(month_name)[1:]
_MONTH_WORD = rf"(?:{'|'.join(f'{name[:3].lower()}(?:{name[3:].lower()})?' for name in MONTH_NAMES)}|sept)"
_TIME = rf"\b{_MONTH_WORD}\b|\bq(?:uarte|t)?r?(?: ?\d)?\b|\b[hq]\d\b|\bhalf\b|\d{{4}}|\d ?[/-] ?\d"
_REMARK = re.compile(rf"\((?:(?!{_TIME})[^()])+\)")
# A running total from the first quarter on is of the quarter that it runs to.
_FROM_Q1 = re.compile(r"\bq(?:uarte|t)?r?s? ?1 ?(?:-|to|&|and) ?(?:q(?:uarte|t)?r?)? ?(?=[2-4]\b)(?! ?[2-4]\d)")
_NAMED_QUARTER = re.compile(r"\b(?:(?P<nth>[1-4])(?:st|nd|rd|th) (?:qtr|quarter)|ch(?:warter)? ?(?P<welsh>[1-4]))\b")
_ASIDES = re.compile(
    r"\b(?:year to date|ytd|cumulative|provisional|final|outturn|full year|end of year|year end"
    r"|(?:financial |calendar )?year|fy|survey|annual)\b"
)
_WEEK = re.compile(
    r"(?:week|w)[ /-]?(?:(?P<end>ending|ended|end|e)|commencing|beginning|starting|c|b)[ :.]+"
    r"(?:(?:mon|fri|sat|sun)[a-z]*[ ,]+)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ /.-](?P<month>\d{1,2}|[a-z]{3,9})[ /.-](?P<year>\d{4}|\d\d)"
    r"|(?P<iso>\d{4}-\d\d-\d\d))",
    re.ASCII,
)
_ENDS, _BEGINS = (4, 5, 6), (0,)  # days of the week, from Monday: the working week ends on a Friday


def tidied(text: str) -> str:
    """A label in small letters without what does not tell its period: remarks, "cumulative", "academic", stops."""
    words = re.sub(r"[‐‑–—]", "-", text.casefold())
    words = _NAMED_QUARTER.sub(lambda found: f"q{found['nth'] or found['welsh']}", words)
    words = _FROM_Q1.sub("q", _ASIDES.sub(" ", _REMARK.sub(" ", words.replace("academic", " "))))
    return re.sub(r"[\s,:().*†‡]+", " ", words).strip(" -")


def day_in_week(text: str) -> date | None:
    """A day of the week that a label names: "w/e 5 July 2026", "week commencing 29/06/2026"; None for other labels.

    ValueError where it names no end, or no beginning, of a week from Monday to Sunday.
    """
    found = _WEEK.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    day = date.fromisoformat(found["iso"]) if found["iso"] else _day(found["day"], found["month"], found["year"])
    known_year(str(day.year))
    if day.weekday() not in (_ENDS if found["end"] else _BEGINS):
        edge = "end" if found["end"] else "begin"
        raise ValueError(f"weeks run from Monday to Sunday, and none {edge}s on {day_words(day)}")
    return day


def _day(day: str, month: str, year: str) -> date:
    number = int(month) if month.isdigit() else month_number(month)
    if number is None:
        raise ValueError(f"{month} is no month")
    return date(full_year(year), number, int(day))


def first_of_two(first: str, second: str) -> int:
    year = known_year(first) if len(first) == 4 else 2000 + int(first)
    if int(second) not in (year + 1, (year + 1) % 100):
        raise ValueError(f"{first} and {second} are not two years in a row")
    return year


def full_year(text: str) -> int:
    return known_year(text) if len(text) == 4 else 2000 + int(text)


def known_year(text: str) -> int:
    """A year as a number, within what a council's figures can be about: "2324" may be meant for 2023/24."""
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValueError(f"{text} is not a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(text)


def month_number(word: str) -> int | None:
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(MONTH_NAMES, 1) if name.lower().startswith(word)), None)
