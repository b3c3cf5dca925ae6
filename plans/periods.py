"""The calendar: periods and London time. Nothing else computes a date from a quarter (rules.md 1).

Pure: no Django and no clock. Whoever needs today passes it in.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from foundation.dates import day_words
from plans.label_words import MONTH_NAMES, day_in_week, first_of_two, full_year, known_year, month_number, tidied

TERMS = ("autumn", "spring", "summer")
"""From September, January and May on, four months each, so that every month belongs to one (ours)."""


class Frequency(StrEnum):
    """How long a period is. A week begins on a Monday; a term is a third of the academic year (ours)."""

    WEEK = "W"
    MONTH = "M"
    QUARTER = "Q"
    TERM = "T"
    HALF = "H"
    YEAR = "Y"

    @property
    def months(self) -> int:
        """How many months long it is; 0 for a week, which is shorter than all others."""
        return {"W": 0, "M": 1, "Q": 3, "T": 4, "H": 6, "Y": 12}[self.value]


class YearBasis(StrEnum):
    """Which year the periods count from."""

    FINANCIAL = "F"  # April to March
    CALENDAR = "C"  # January to December
    ACADEMIC = "A"  # September to August

    @property
    def first_month(self) -> int:
        return {"F": 4, "C": 1, "A": 9}[self.value]


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Period:
    """A week, month, quarter, term, half-year or year. ``start`` must be its first day, or ValueError.

    A week belongs to the month, quarter and year in which it ends.
    """

    start: date
    frequency: Frequency
    basis: YearBasis = YearBasis.FINANCIAL

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or not self._starts_here():
            name = f"{self.basis.name.lower()} {self.frequency.name.lower()}"
            raise ValueError(f"No {name} starts on {self.start}.")

    def _starts_here(self) -> bool:
        if self.frequency is Frequency.WEEK:
            return self.start.weekday() == 0
        if self.frequency is Frequency.TERM and self.basis is not YearBasis.ACADEMIC:
            return False
        return self.start.day == 1 and (self.start.month - self.basis.first_month) % self.frequency.months == 0

    def __hash__(self) -> int:
        # A cheap hash, because a page looks up thousands of periods; == tells those with the same first day apart.
        return hash(self.start)

    def __repr__(self) -> str:
        return f"<Period {self.key}>"

    def __str__(self) -> str:
        return self.label

    @property
    def end(self) -> date:
        """The last day."""
        if self.frequency is Frequency.WEEK:
            return self.start + timedelta(days=6)
        return _shifted(self.start, self.frequency.months) - timedelta(days=1)

    @property
    def key(self) -> str:
        """Twelve characters, ``2026-07-01QF``; keys of one frequency and basis sort in time."""
        return f"{self.start.isoformat()}{self.frequency}{self.basis}"

    @property
    def number(self) -> int:
        """Place in its year, from 1: the 2 of Q2."""
        if self.frequency is Frequency.WEEK:
            return (self.end - self.year.start).days // 7 + 1
        return (self.start.month - self.basis.first_month) % 12 // self.frequency.months + 1

    @property
    def year(self) -> "Period":
        """The year, on the same basis, that it lies in."""
        return containing(self.end if self.frequency is Frequency.WEEK else self.start, Frequency.YEAR, self.basis)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, self.frequency, self.basis) == (other.start, other.frequency, other.basis)

    @property
    def label(self) -> str:
        """As printed: "2026/27 Q1", "April 2026", "2026/27 H1", "2026/27"; "2026 Q1"; "2026/27 Q1 (academic)";
        "Autumn term 2026/27"; "week ending 5 July 2026".
        """
        return _label(self)

    @property
    def long_label(self) -> str:
        """Spelt out: "July to September 2026 (Q2)", "April 2026 to March 2027", "July 2026", "January to April 2027
        (spring term)", "week ending 5 July 2026".
        """
        if self.frequency in (Frequency.WEEK, Frequency.MONTH):
            return self.label
        first, last = _month_and_year(self.start), _month_and_year(self.end)
        if self.start.year == self.end.year:
            first = MONTH_NAMES[self.start.month - 1]
        part = "" if self.frequency is Frequency.YEAR else f" ({self.frequency}{self.number})"
        if self.frequency is Frequency.TERM:
            part = f" ({TERMS[self.number - 1]} term)"
        return f"{first} to {last}{part}"

    def next(self, n: int = 1) -> "Period":
        """The period n later (earlier when n is negative), of the same frequency and basis."""
        if self.frequency is Frequency.WEEK:
            return Period(self.start + timedelta(weeks=n), self.frequency, self.basis)
        return Period(_shifted(self.start, n * self.frequency.months), self.frequency, self.basis)

    def previous(self, n: int = 1) -> "Period":
        """The period n earlier."""
        return self.next(-n)

    def last_year(self) -> "Period":
        """The same period of the year before; for a week, the one 52 weeks before."""
        return self.previous(52) if self.frequency is Frequency.WEEK else self.next(-12 // self.frequency.months)

    def parts(self, frequency: Frequency) -> tuple["Period", ...]:
        """The periods of a frequency that it is made of, in time: the months of a quarter, the weeks that end in it.

        ValueError when none of them make it up: they are longer, or do not fit.
        """
        return _parts(self, frequency)

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def within(self, other: "Period") -> bool:
        """Whether all of it lies in the other, whatever the other's frequency and basis; of a week, its end."""
        if self.frequency is Frequency.WEEK and other.frequency is not Frequency.WEEK:
            return other.contains(self.end)
        return other.start <= self.start and self.end <= other.end

    def is_over(self, today: date) -> bool:
        return today > self.end


# A page asks some hundred times for the same few periods and their words, so those are kept.
@lru_cache(maxsize=4096)
def containing(day: date, frequency: Frequency, basis: YearBasis = YearBasis.FINANCIAL) -> Period:
    """The period that a day lies in."""
    if frequency is Frequency.WEEK:
        return Period(day - timedelta(days=day.weekday()), frequency, basis)
    into = (day.month - basis.first_month) % frequency.months
    return Period(_shifted(date(day.year, day.month, 1), -into), frequency, basis)


@lru_cache(maxsize=4096)
def parse_key(key: str) -> Period:
    """The period of a ``Period.key``. ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[WMQTHY][FCA]", key, re.ASCII):
        raise ValueError(f"“{key}” is not a period key such as 2026-07-01QF.")
    return Period(date.fromisoformat(key[:10]), Frequency(key[10]), YearBasis(key[11]))


def asked_period(key: str) -> Period:
    """The period of a key that somebody asks for. ValueError, besides, for a year that no figure can be about."""
    period = parse_key(key)
    known_year(str(period.start.year))
    return period


def split_year(first: int) -> str:
    """A year that spans two, as printed: 2026 gives "2026/27"."""
    return f"{first}/{(first + 1) % 100:02}"


@lru_cache(maxsize=4096)
def _label(period: Period) -> str:
    if period.frequency is Frequency.MONTH:
        return _month_and_year(period.start)
    if period.frequency is Frequency.WEEK:
        return f"week ending {day_words(period.end)}"
    if period.frequency is Frequency.TERM:
        return f"{TERMS[period.number - 1].capitalize()} term {split_year(period.year.start.year)}"
    first = period.start if period.frequency is Frequency.YEAR else period.year.start
    name = str(first.year) if period.basis is YearBasis.CALENDAR else split_year(first.year)
    if period.frequency is not Frequency.YEAR:
        name += f" {period.frequency}{period.number}"
    return f"{name} (academic)" if period.basis is YearBasis.ACADEMIC else name


@lru_cache(maxsize=4096)
def _parts(period: Period, frequency: Frequency) -> tuple[Period, ...]:
    if frequency is period.frequency:
        return (period,)
    if frequency is Frequency.WEEK:
        first = containing(period.start, frequency, period.basis)
        return tuple(week for week in map(first.next, range(period.frequency.months * 5 + 1)) if week.within(period))
    if period.frequency.months % frequency.months or period.frequency is Frequency.WEEK:
        raise ValueError(f"A {period.frequency.name.lower()} has no parts as long as a {frequency.name.lower()}.")
    first = Period(period.start, frequency, period.basis)
    return tuple(first.next(n) for n in range(period.frequency.months // frequency.months))


def _shifted(first_of_month: date, months: int) -> date:
    year, month = divmod(first_of_month.year * 12 + first_of_month.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _month_and_year(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


# Labels as councils print them

ACCEPTED = "Write it like 2026/27 Q1, 2026/27 H1, April 2026, 2026/27 Apr or 2026/27."
_YEARS = re.compile(r"(?<!\d)(?:(\d{4}|\d\d)\s*/\s*(\d{4}|\d\d)|(\d{4})\s*-\s*(\d{4}|\d\d)|(\d{4}))(?!\d)", re.ASCII)
_PART = re.compile(r"(?:(q|qtr|quarter)|(?:h|half)) ?(\d{1,2})", re.ASCII)
_MONTH = f"((?:{'|'.join(name[:3].lower() for name in MONTH_NAMES)})[a-z]*)"
_OWN_YEAR = r"(?: ?'?(\d{4}|\d\d)(?!\d| ?[/-] ?\d))?"  # of a month, and not the first half of 2026/27
_SPAN = re.compile(rf"\b{_MONTH}{_OWN_YEAR} ?(?:-|\bto\b) ?{_MONTH}{_OWN_YEAR}(?![a-z\d])", re.ASCII)
_MONTH_NAMED = re.compile("|".join(name[:3] for name in MONTH_NAMES), re.IGNORECASE)
_YEARS_WORDS = {
    YearBasis.FINANCIAL: "financial years, from April",
    YearBasis.CALENDAR: "calendar years",
    YearBasis.ACADEMIC: "academic years, from September",
}
_TERM = re.compile(rf"({'|'.join(TERMS)}) term|(?:term|t) ?([1-3])", re.ASCII)
_SHORT_MONTH = re.compile(r"([a-z]+)[ -]?'?(\d\d)", re.ASCII)


def parse_label(text: str, *, frequency: Frequency | None = None, basis: YearBasis | None = None) -> Period:
    """The period that a printed label names, in the forms councils use ("Q1 2014-15", "2023/24 Apr", "Apr 2023").

    Two years are a financial year unless the label says academic; one year alone, or with a quarter, is a calendar
    year. What a label says twice ("2026/27 Q2 (Jul-Sep)") has to agree; a remark in brackets that names no time is
    passed over. ValueError says what was read and what is accepted; so it does when ``frequency`` is given and the
    label names a period of another length.

    ``basis`` is which year is meant, where that is known: the label of a month does not tell. With it the label of a
    period always names that period; ValueError where it counts other years.
    """
    period = _labelled(text, frequency, is_academic=basis is YearBasis.ACADEMIC)
    if basis is None or period.basis is basis:
        return period
    if period.frequency is Frequency.TERM:
        raise ValueError(f"“{text}” is a term, which only academic years have, and it is to count others. {ACCEPTED}")
    if period.frequency in (Frequency.WEEK, Frequency.MONTH) or _MONTH_NAMED.search(text):
        return Period(period.start, period.frequency, basis)  # named months are the same days in any year
    raise ValueError(
        f"“{text}” counts {_YEARS_WORDS[period.basis]}, where it is to count {_YEARS_WORDS[basis]}. "
        f"Write it like {containing(date(2026, 7, 1), period.frequency, basis).label}."
    )


def _labelled(text: str, frequency: Frequency | None, *, is_academic: bool) -> Period:
    words = tidied(text)
    academic, annual = is_academic or "academic" in text.casefold(), "annual" in text.casefold()
    try:
        day = day_in_week(text)
        week = containing(day, Frequency.WEEK) if day else None
        period = week or _read_span(words, academic) or _read_year(words, academic)
        if annual and period and period.frequency is not Frequency.YEAR:
            raise ValueError(f"it says annual and names a {period.frequency.name.lower()}")
    except ValueError as error:
        raise ValueError(f"“{text}” is not a period: {error}. {ACCEPTED}") from error
    if period is None:
        raise ValueError(f"“{text}” is not a period. {ACCEPTED}")
    if frequency is not None and period.frequency is not frequency:
        expected, found = frequency.name.lower(), period.frequency.name.lower()
        raise ValueError(f"“{text}” is a {found} where a {expected} is expected. {ACCEPTED}")
    return period


def _read_term(words: str, year: int, *, single: bool) -> Period | None:
    """A term of an academic year, or with one year alone the term that lies in it."""
    found = _TERM.fullmatch(words)
    if found is None or (single and found[2]):
        return None
    number = int(found[2]) if found[2] else TERMS.index(found[1]) + 1
    first = year - (single and number > 1)
    return Period(date(first, YearBasis.ACADEMIC.first_month, 1), Frequency.TERM, YearBasis.ACADEMIC).next(number - 1)


def _read_year(words: str, academic: bool) -> Period | None:
    """A label with one year in it, and perhaps a quarter, half or month."""
    split_basis = YearBasis.ACADEMIC if academic else YearBasis.FINANCIAL
    if (short := _SHORT_MONTH.fullmatch(words)) and (month := month_number(short[1])):
        return Period(date(2000 + int(short[2]), month, 1), Frequency.MONTH, split_basis)
    found = _YEARS.search(words)
    if found is None:
        return None
    single = found[5] is not None
    year = known_year(found[5]) if single else first_of_two(found[1] or found[3], found[2] or found[4])
    rest = (words[: found.start()] + words[found.end() :]).strip(" -")
    month = month_number(rest)
    if month:
        calendar_year = year + 1 if not single and month < split_basis.first_month else year
        return Period(date(calendar_year, month, 1), Frequency.MONTH, split_basis)
    if term := _read_term(rest, year, single=single):
        return term
    basis = YearBasis.CALENDAR if single and not academic else split_basis
    whole = Period(date(year, basis.first_month, 1), Frequency.YEAR, basis)
    if not rest:
        return whole
    part = _PART.fullmatch(rest)
    if part is None:
        return None
    return _numbered(whole, Frequency.QUARTER if part[1] else Frequency.HALF, int(part[2]))


def _read_span(words: str, academic: bool) -> Period | None:
    """A label from month to month: "July to September 2026 (Q2)", "2026/27 Q2 (Jul-Sep)".

    What stands beside the months, a quarter's number, a year or both, tells the basis and has to be true of them.
    """
    found = _SPAN.search(words)
    first, last = (month_number(found[1]), month_number(found[3])) if found else (None, None)
    if found is None or first is None or last is None:
        return None
    rest = re.sub(" +", " ", f"{words[: found.start()]} {words[found.end() :]}").strip(" -")
    part = _PART.fullmatch(rest)
    named = _read_year(rest, academic) if rest and not part else None
    if (rest and not part and not named) or not (found[4] or named):
        return None
    spans = _spans(first, last, _first_year(found, first, last, named), academic)
    if not spans or (found[4] and spans[0].end.year != full_year(found[4])):
        raise ValueError("its months do not make a quarter, half-year or year")
    fitting = (each for each in spans if _is_part(each, part) and (named is None or _is_named(each, named)))
    period = next(fitting, None)
    if period is None and named is not None and named.frequency is Frequency.YEAR:
        raise ValueError(f"its months are not in {named.label}")
    if period is None:
        raise ValueError(f"its months are not those of {named.long_label if named else rest.upper()}")
    return period


def _first_year(span: re.Match[str], first: int, last: int, named: Period | None) -> int:
    """The year of a span's first month: as the span says itself, else within the year that is named beside it."""
    if span[2]:
        return full_year(span[2])
    if span[4] or named is None:
        return full_year(span[4]) - (first > last)
    year = named.year.start
    return year.year + (first < year.month)


def _spans(first: int, last: int, year: int, academic: bool) -> list[Period]:
    """The periods from one month of a year to another month, the likeliest basis first."""
    length = (last - first) % 12 + 1
    return [
        Period(date(year, first, 1), frequency, basis)
        for basis in ((YearBasis.ACADEMIC,) if academic else YearBasis)
        for frequency in Frequency
        if frequency.months == length
        and (first - basis.first_month) % length == 0
        and (frequency is not Frequency.TERM or basis is YearBasis.ACADEMIC)
    ]


def _is_part(period: Period, part: re.Match[str] | None) -> bool:
    """Whether it is the quarter or half-year of that number, or no number is given."""
    if part is None:
        return True
    return (period.frequency, period.number) == (Frequency.QUARTER if part[1] else Frequency.HALF, int(part[2]))


def _is_named(period: Period, named: Period) -> bool:
    """Whether it is the named period or lies in the named year; a year named by one number may be of any basis."""
    lies_in_year = named.frequency is Frequency.YEAR and period.within(named)
    return period == named or (lies_in_year and named.basis in (YearBasis.CALENDAR, period.basis))


def _numbered(whole: Period, frequency: Frequency, number: int) -> Period:
    parts = whole.parts(frequency)
    if not 1 <= number <= len(parts):
        raise ValueError(f"a year has {frequency}1 to {frequency}{len(parts)}, not {frequency}{number}")
    return parts[number - 1]
