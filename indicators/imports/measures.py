"""What an import needs to know of a measure, whether it is stored or described by the rows of the file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indicators.imports.measure_units import MeasureUnit, clock_of, plain_word, unit_of
from indicators.imports.rows import ImportRow
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import Frequency, Period, YearBasis, parse_label

POLARITIES = {
    "high": Polarity.HIGH,
    "higher": Polarity.HIGH,
    "low": Polarity.LOW,
    "lower": Polarity.LOW,
    "in range": Polarity.RANGE,
    "range": Polarity.RANGE,
    "plan": Polarity.PLAN,
    "none": Polarity.NONE,
    "neither": Polarity.NONE,
    "": Polarity.NONE,
}
FREQUENCIES = {
    "monthly": Frequency.MONTH,
    "month": Frequency.MONTH,
    "quarterly": Frequency.QUARTER,
    "quarter": Frequency.QUARTER,
    "half yearly": Frequency.HALF,
    "six monthly": Frequency.HALF,
    "biannual": Frequency.HALF,
    "annual": Frequency.YEAR,
    "annually": Frequency.YEAR,
    "yearly": Frequency.YEAR,
    "year": Frequency.YEAR,
}
_TO_DATE = re.compile(r"year to date|\bytd\b|cumulative", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that rows are about; its kind and unit decide how cells are read. ``pk`` is None for a new measure.
    ``is_to_date``: its new figures are for the year to date. ``is_data_only``: it is stored as having no targets.
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
    lag: int = 0

    def unit_in(self, row: ImportRow) -> MeasureUnit:
        """The unit in which a row's figures are read. How times are read follows the row's own unit column."""
        return MeasureUnit(self.ref, self.kind, self.unit, self.grades, clock=clock_of(row.unit))


def described(rows: Sequence[ImportRow], ref: str) -> Measure:
    """A new measure as its rows describe it. The first row that says something counts; rows that contradict it are
    refused when they are read.
    """
    frequency, year_basis = _collected(rows)
    unit = unit_of([row.unit for row in rows], [text for row in rows for text in (row.actual, row.target)])
    stated = (found for row in rows if (found := polarity_of(row)) is not Polarity.NONE)
    return Measure(
        pk=None,
        ref=ref,
        name=rows[0].indicator,
        kind=unit.kind,
        unit=unit.name,
        decimals=max(row.places for row in rows),
        grades=(),
        polarity=next(filter(None, stated), Polarity.NONE),
        frequency=frequency,
        year_basis=year_basis,
        is_to_date=all(_TO_DATE.search(row.period) for row in rows),
    )


def polarity_of(row: ImportRow) -> Polarity | None:
    """The polarity that a row states; None for an unknown word."""
    return POLARITIES.get(plain_word(row.polarity))


def stated_frequency(row: ImportRow) -> Frequency | None:
    """The frequency that a row states; None for none or an unknown word."""
    return FREQUENCIES.get(plain_word(row.frequency))


def day_as_month(row: ImportRow) -> Period | None:
    """The month whose first day a spreadsheet has put in place of the period; None for any other date."""
    day = row.period_day
    return Period(day, Frequency.MONTH) if day is not None and day.day == 1 else None


def _collected(rows: Sequence[ImportRow]) -> tuple[Frequency, YearBasis]:
    """The frequency and year that most of the periods have."""
    found: Counter[tuple[Frequency, YearBasis]] = Counter()
    for row in rows:
        if kind := _kind_of_period(row):
            found[kind] += 1
    if found:
        return found.most_common(1)[0][0]
    stated = (stated_frequency(row) for row in rows)
    return next((each for each in stated if each), Frequency.QUARTER), YearBasis.FINANCIAL


def _kind_of_period(row: ImportRow) -> tuple[Frequency, YearBasis] | None:
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
