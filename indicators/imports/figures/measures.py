"""What an import needs to know of a measure, whether it is stored or described by the rows of the file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from indicators.imports.figures.as_printed import bare_aim, bare_figure, number_and_share, whole_of
from indicators.imports.figures.measure_units import POINTS, MeasureUnit, clock_of, plain_word, says_kind, unit_of
from indicators.imports.figures.which_way import way_of
from indicators.imports.rows import ImportRow
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import Frequency, Period, YearBasis, containing, parse_label

FREQUENCIES = {
    "monthly": Frequency.MONTH,
    "month": Frequency.MONTH,
    "quarterly": Frequency.QUARTER,
    "quarter": Frequency.QUARTER,
    "termly": Frequency.TERM,
    "term": Frequency.TERM,
    "half yearly": Frequency.HALF,
    "six monthly": Frequency.HALF,
    "biannual": Frequency.HALF,
    "annual": Frequency.YEAR,
    "annually": Frequency.YEAR,
    "yearly": Frequency.YEAR,
    "year": Frequency.YEAR,
}
GRADES = (
    ("Inadequate", "Requires improvement", "Good", "Outstanding"),
    ("Red", "Amber", "Green"),
    ("Poor", "Fair", "Good", "Excellent"),
    ("No assurance", "Limited", "Reasonable", "Substantial"),
    ("Disclaimer", "Adverse", "Qualified", "Unqualified"),
    ("Off track", "At risk", "On track"),
    ("Not met", "Partially met", "Met"),
    ("Not achieved", "Partially achieved", "Achieved"),
    *(tuple(f"{letter}{grade}" for grade in (4, 3, 2, 1)) for letter in "CGV"),
)
"""Scales that inspectors, auditors and the regulator of social housing print, lowest first."""
_COUNTED = re.compile(
    r"(?P<number>(?:total )?(?:number|no\.|count|total)\b)|%|percent|per cent|proportion", re.IGNORECASE
)
_NAMED_UNIT = re.compile(
    r"[(\[](%|£|£ ?(?:m|k|000s?|million|thousands?)|mm:ss|hh:mm(?::ss)?|(?:working |calendar )?days|weeks|months"
    r"|hours|minutes|tonnes|kg|kwh)[)\]]",
    re.IGNORECASE,
)
_PER_CENT_OF = re.compile(r"(?:the )?(?:% |percentage (?:of )?|per ?cent (?:of )?)", re.IGNORECASE)
_TO_DATE = re.compile(
    r"year to date|\bytd\b|cumulative|\bq(?:uarte|t)?r?s? ?1 ?(?:-|–|to|&|and) ?(?:q(?:uarte|t)?r?)? ?[2-4]\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that rows are about; its kind and unit decide how cells are read. ``pk`` is None for a new measure.
    ``is_to_date``: its new figures are for the year to date. ``is_data_only``: it is stored as having no targets.
    ``has_open_unit``: its cells hold numbers and shares, and nothing says which of them it counts. ``collected``: how
    often it is entered, "" for as often as it is reported.
    """

    pk: int | None
    ref: str
    name: str
    kind: ValueKind
    unit: str
    decimals: int
    grades: tuple[str, ...]
    polarity: Polarity
    frequency: Frequency
    year_basis: YearBasis
    starts_on: date | None = None
    ends_on: date | None = None
    is_to_date: bool = False
    is_data_only: bool = False
    has_open_unit: bool = False
    lag: int = 0
    collected: str = ""

    def __hash__(self) -> int:
        # A cheap hash, because each row of a file looks its measure up; == tells those of the same reference apart.
        return hash(self.ref)

    def unit_in(self, row: ImportRow) -> MeasureUnit:
        """The unit in which a row's figures are read. How times are read follows the row's own unit column."""
        column = row.unit or (_clock_in(self.name) if self.kind is ValueKind.DURATION else "")
        found = _unit_in(self.ref, self.kind, self.unit, self.grades, column)
        return replace(found, is_open=True) if self.has_open_unit else found


@lru_cache(maxsize=2048)
def _clock_in(name: str) -> str:
    """How a name says that its times are written: “mm:ss”; "" where it does not."""
    found = _NAMED_UNIT.search(name)
    return found[1] if found and ":" in found[1] else ""


@lru_cache(maxsize=2048)
def _unit_in(ref: str, kind: ValueKind, unit: str, grades: tuple[str, ...], column: str) -> MeasureUnit:
    are_points = kind is ValueKind.PERCENTAGE and bool(POINTS.search(f"0 {column}"))
    return MeasureUnit(ref, kind, unit, grades, clock=clock_of(column), are_points=are_points)


def described(rows: Sequence[ImportRow], ref: str, name: str = "") -> Measure:
    """A new measure as its rows describe it. The first row that says something counts; rows that contradict it are
    refused when they are read. Where no row says which way is good, its targets may: "at least 90%", "85-90%".
    """
    frequency, year_basis = _collected(rows)
    units = [row.unit for row in rows]
    texts = [] if says_kind(units) else [text for row in rows for text in _figures(row)]
    is_open = not any(units) and _are_numbers_and_shares(texts)
    if is_open and (named := _COUNTED.match(name or rows[0].indicator)):
        units, is_open = ["number" if named["number"] else "%"], False
    elif not any(units) and (named_unit := _unit_in_name(name or rows[0].indicator, texts)):
        units = [named_unit]
    scores = "" if any(units) else _scored(rows, texts)
    unit = MeasureUnit(ref, ValueKind.NUMBER, scores) if scores else unit_of(units, texts)
    grades = _grades(rows, unit)
    return Measure(
        pk=None,
        ref=ref,
        name=name or rows[0].indicator,
        kind=ValueKind.GRADE if grades else unit.kind,
        unit=unit.name,
        decimals=max(row.places for row in rows),
        grades=grades,
        polarity=way_of(rows, bool(grades)),
        frequency=frequency,
        year_basis=year_basis,
        is_to_date=all(_TO_DATE.search(row.period) for row in rows),
        has_open_unit=is_open,
    )


def _are_numbers_and_shares(texts: Sequence[str]) -> bool:
    """Whether every figure is printed as a number with its share."""
    figures = [text for text in texts if text and read_figure(text).absence is None]
    return bool(figures) and all(number_and_share(text) for text in figures)


def _scored(rows: Sequence[ImportRow], texts: Sequence[str]) -> str:
    """The unit of figures that are all scores of one scale: “out of 5” of “3.4/5”; "" for others."""
    figures = [row.actual for row in rows if row.actual and read_figure(row.actual).absence is None]
    wholes = {whole_of(text) for text in figures}
    is_plain = not any(sign in text for sign in "%£" for text in texts)
    return wholes.pop() if len(wholes) == 1 and is_plain else ""


def _unit_in_name(name: str, texts: Sequence[str]) -> str:
    """The unit that a name says of figures that stand without one: “Income (£000)”, “Wait (mm:ss)”, “% of calls”; ""
    for none. Figures from 0 to 1 may be fractions of a per cent or parts of a whole: those say nothing.
    """
    values = [reading.value for text in texts if text and (reading := read_figure(text)).absence is None]
    found = _NAMED_UNIT.search(name)
    if clock := _clock_in(name):
        return clock if all(":" in text for text in texts if text and read_figure(text).absence is None) else ""
    is_bare = all(value is not None for value in values) and not any(read_figure(text).unit for text in texts)
    if not values or not is_bare or any(":" in text for text in texts):
        return ""
    unit = found[1] if found else "%" if says_per_cent(name) else ""
    is_fraction = max(abs(value) for value in values if value is not None) <= 1
    return "" if unit == "%" and is_fraction else unit


def says_per_cent(name: str) -> bool:
    """Whether a name says that its figures are per cent: “% of calls answered”, “Rent arrears %”."""
    return bool(_PER_CENT_OF.match(name)) or name.rstrip().endswith("%")


def _figures(row: ImportRow) -> tuple[str, str]:
    """A row's figure and target without what is printed around them."""
    return bare_figure(row.actual), bare_aim(row.target)


def _grades(rows: Sequence[ImportRow], unit: MeasureUnit) -> tuple[str, ...]:
    """The ordered scale that all figures of the rows are on, lowest first; () where they are no grades."""
    if unit.kind is not ValueKind.NUMBER or any(row.actual[:1].isdigit() for row in rows):
        return ()
    texts = {" ".join(row.actual.split()).casefold() for row in rows if row.actual}
    texts = {text for text in texts if read_figure(text).absence is None}
    scales = (scale for scale in GRADES if texts and texts <= {grade.casefold() for grade in scale})
    return next(scales, ())


def frequency_in(text: str) -> Frequency | None:
    """The frequency that a row's cell states; None for none or an unknown word."""
    return FREQUENCIES.get(plain_word(text)) if text else None


_DAY = re.compile(
    r"(?:as at |as of |to |up to |(?:period|quarter|month|year|qtr)? ?end(?:ing|ed)? "
    r"|\d{1,2} months (?:to|ending|ended) )?"
    r"(\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}"
    r"|\d{1,2}-[a-z]{3,9}-(?:\d{4}|\d\d))(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?",
    re.IGNORECASE,
)
_MONTH_ENDING = re.compile(
    r"(?:rolling )?(?:12 months|year|quarter|qtr|half[ -]year|period|month|3 months|6 months)?,? ?"
    r"(?:to|ending|ended|end(?: of)?|as at|at)"
    r" (?:the )?(?:end (?:of )?)?([a-z]{3,9})[a-z]*\.?(?: |-| ?['’])(\d{4}|\d\d)",
    re.IGNORECASE,
)


_SINCE_APRIL = re.compile(r"apr(?:il)?\.? ?(?:-|–|to) ?([a-z]{3,9})\.? (\d{4}(?: ?[-/] ?\d{2,4})?)", re.IGNORECASE)
_MONTHS_BETWEEN = re.compile(r"([a-z]{3,9})\.? (\d{4}) ?(?:-|–|to) ?([a-z]{3,9})\.? (\d{4})", re.IGNORECASE)


def day_of(row: ImportRow) -> date | None:
    """The day that stands in place of a row's period; None for a period in words."""
    return row.period_day or _day_in(row.period)


@lru_cache(maxsize=2048)
def _day_in(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip()) if text[:1].isdigit() or text[:2].isalpha() else None
    if found is None and (ending := _MONTH_ENDING.fullmatch(text.strip())):
        return _last_day(f"{ending[1]} {ending[2]}")
    if found is None and (running := _SINCE_APRIL.fullmatch(text.strip())) and _kind_of_label(text) is None:
        return _last_day(f"{running[2]} {running[1]}")
    if found is None and (span := _MONTHS_BETWEEN.fullmatch(text.strip())):
        return _end_of_rolling_year(span)
    value = read_figure(found[1], ValueKind.DATE).value if found else None
    return date.fromordinal(int(value)) if value is not None else None


def _end_of_rolling_year(span: re.Match[str]) -> date | None:
    """The last day of twelve months that are no year of the calendar: “Jul 2024 to Jun 2025”; None for others."""
    first, last = (_last_day(f"{month} {year}") for month, year in ((span[1], span[2]), (span[3], span[4])))
    if first is None or last is None or _kind_of_label(span[0]) is not None:
        return None
    return last if (last.year - first.year) * 12 + last.month - first.month == 11 else None


def _last_day(month: str) -> date | None:
    try:
        return parse_label(month, frequency=Frequency.MONTH).end
    except ValueError:
        return None


def day_as_month(row: ImportRow) -> Period | None:
    """The month whose first day a spreadsheet has put in place of the period; None for any other date."""
    day = row.period_day
    return Period(day, Frequency.MONTH) if day is not None and day.day == 1 else None


def _collected(rows: Sequence[ImportRow]) -> tuple[Frequency, YearBasis]:
    """The frequency and year that most of the periods have."""
    found: Counter[tuple[Frequency, YearBasis]] = Counter()
    for row in rows:
        if kind := kind_of_period(row):
            found[kind] += 1
    said = next((each for row in rows if row.frequency and (each := frequency_in(row.frequency))), None)
    if not found:
        return said or _by_days(rows), YearBasis.FINANCIAL
    frequency, basis = found.most_common(1)[0][0]
    is_said = said and frequency is Frequency.MONTH
    if is_said and all(ended_by_month(row.period, row.frequency, said, basis) for row in rows):
        return said, basis
    return frequency, basis


@lru_cache(maxsize=2048)
def ended_by_month(label: str, said: str, frequency: Frequency, basis: YearBasis) -> Period | None:
    """The longer period that a month ends, where its row says that the measure is collected so: “Jun-24” of a quarterly
    measure is its first quarter; None for any other. Kept, because the rows of a large file say the same.
    """
    if frequency.months < _QUARTER or frequency_in(said) is not frequency:
        return None
    kind = _kind_of_label(label)
    if kind is None or kind[0] is not Frequency.MONTH:
        return None
    last = parse_label(label).end
    period = containing(last, frequency, basis)
    return period if period.end == last else None


_QUARTER = Frequency.QUARTER.months


def _by_days(rows: Sequence[ImportRow]) -> Frequency:
    """The length of the periods that days end: months, where one of them ends no quarter."""
    days = [day for row in rows if (day := day_of(row))]
    are_quarters = all(containing(day, Frequency.QUARTER).end == day for day in days)
    return Frequency.QUARTER if are_quarters else Frequency.MONTH


def kind_of_period(row: ImportRow) -> tuple[Frequency, YearBasis] | None:
    """The length and the year of the period that a row names; None where it names none, or a day."""
    if month := day_as_month(row):
        return month.frequency, month.basis
    return _kind_of_label(row.period)


@lru_cache(maxsize=2048)
def _kind_of_label(label: str) -> tuple[Frequency, YearBasis] | None:
    """Cached, because many rows of a file have the same period."""
    try:
        period = parse_label(label)
    except ValueError:
        return None
    return period.frequency, period.basis
