"""Writes figures and targets in the columns that an import reads: a download can be imported again (C17)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from foundation.dates import day_words
from indicators.imports.figures.existing_rows import (
    StoredFigure,
    StoredTarget,
    StoredYear,
    stored_figures,
    stored_targets,
    stored_years,
)
from indicators.imports.rows import EXAMPLE_REFS, WORDS
from indicators.imports.units_by_name import Places
from indicators.models import Indicator
from indicators.rules.vocabulary import Absence, Polarity, ValueKind
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import FigureState
from plans.periods import Frequency, Period, YearBasis, containing

COLUMNS = (
    *("council", "indicator_ref", "indicator", "theme", "polarity", "unit", "frequency", "period", "actual", "target"),
    *("standing", *WORDS),
)
"""The columns that are written, in order. An import reads a few more."""

EXAMPLES = (
    ("", EXAMPLE_REFS[0], "Homes let within 25 days", "Housing", "high", "%", "Quarterly", "2026/27 Q1", "78.5", "80",
     "final", "Fewer homes came free.", "", "A second lettings officer starts in August.", "On target by December."),
    ("", EXAMPLE_REFS[1], "Days lost to sickness for each employee", "HR", "low", "days", "Monthly", "April 2026",
     "n/a", "8.5", "", "", "", "", ""),
)  # fmt: skip
_FREQUENCIES = {"M": "Monthly", "Q": "Quarterly", "T": "Termly", "H": "Half-yearly", "Y": "Annual"}
_ABSENT = {
    Absence.NOT_AVAILABLE.value: "[x]",
    Absence.NOT_APPLICABLE.value: "[z]",
    Absence.WITHHELD.value: "[c]",
}
_UNITS = {
    ValueKind.PERCENTAGE: "%",
    ValueKind.RATIO: "ratio",
    ValueKind.YES_NO: "yes/no",
    ValueKind.DATE: "date",
    ValueKind.DURATION: "time",
    ValueKind.GRADE: "grade",
}
_EXACT_DIGITS = 15  # that a spreadsheet keeps of a number

Cell = str | Decimal


def _cell(value: Decimal, measure: Indicator) -> Cell:
    """The value as a cell that an import reads back unchanged."""
    match measure.kind:
        case ValueKind.YES_NO:
            return "Yes" if value else "No"
        case ValueKind.DATE:
            return day_words(date.fromordinal(int(value)))
        case ValueKind.GRADE:
            return measure.grades.splitlines()[int(value)]
        case ValueKind.RATIO:
            return f"{value.normalize():f}:1"
        case ValueKind.DURATION:
            return f"{value.normalize():f} seconds"
    return _number(value)


def _number(value: Decimal) -> Cell:
    """A number without zeros at its end; as text if a spreadsheet would cut off digits."""
    plain = value.normalize()
    return f"{plain:f}" if len(plain.as_tuple().digits) > _EXACT_DIGITS else plain


def figure_rows(year: int, *, reach: frozenset[int] | None) -> Iterator[list[Cell]]:
    """Approved figures and targets of the periods that begin in the year from April, under ``COLUMNS``, by reference
    and time. ``reach``: the services that the reader may see (None: all). Seven statements.
    """
    places = Places.load()
    measures = Indicator.objects.select_related("service").order_by("ref")
    if reach is not None:
        measures = measures.filter(service__in=reach)
    periods = _periods(year)
    figures = {
        place: each for place, each in stored_figures(periods).items() if each.state == FigureState.APPROVED.value
    }
    targets, years = stored_targets(periods), stored_years({period.year for period in periods})
    aimed = {(pk, period.year) for pk, period in targets}
    for measure in measures:
        council = places.council_of(measure.service_id)
        for period in periods:
            figure, target = figures.get((measure.pk, period)), targets.get((measure.pk, period))
            whole = years.get((measure.pk, period.year))
            if is_whole_year(period, measure.frequency) and (measure.pk, period.year) not in aimed:
                target = whole
            if figure is None and target is None:
                continue
            words = whole.text if whole else ""
            yield _row(council.name if council else "", measure, period, figure, target, words)


def _periods(year: int) -> list[Period]:
    """Every period, of any frequency and kind of year, that begins in the twelve months from April."""
    first, after = date(year, 4, 1), date(year + 1, 4, 1)
    found = []
    for basis in YearBasis:
        for frequency in Frequency:
            if frequency is Frequency.TERM and basis is not YearBasis.ACADEMIC:
                continue
            period = containing(first, frequency, basis)
            while period.start < after:
                if period.start >= first:
                    found.append(period)
                period = period.next()
    return sorted(found, key=lambda period: period.start)


def _row(
    council: str,
    measure: Indicator,
    period: Period,
    figure: StoredFigure | None,
    target: StoredTarget | StoredYear | None,
    words: str,
) -> list[Cell]:
    return [
        council,
        measure.ref,
        measure.name,
        measure.service.name,
        "in-range" if measure.polarity == Polarity.RANGE else measure.polarity,
        _UNITS.get(measure.kind) or measure.unit or ("£" if measure.kind == ValueKind.MONEY else "number"),
        _FREQUENCIES[measure.frequency],
        period.label,
        _actual(figure, measure),
        _target(target, words, measure),
        figure.standing if figure else "",
        *(figure.words if figure else ("",) * len(WORDS)),
    ]


def _actual(figure: StoredFigure | None, measure: Indicator) -> Cell:
    if figure is None:
        return ""
    return _cell(figure.value, measure) if figure.value is not None else _ABSENT.get(figure.absence, "")


def _target(target: StoredTarget | StoredYear | None, words: str, measure: Indicator) -> Cell:
    if target is None:
        return ""
    if target.low is not None and target.high is not None:
        return f"{target.low.normalize():f} to {target.high.normalize():f}"
    return words if target.value is None else _cell(target.value, measure)
