"""Reads one row of an import: its period, figure, target and commentary. Nothing is guessed: a cell that cannot be read
refuses the row, and the message says what was read and what is accepted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from foundation.dates import day_words
from indicators.imports.figures.as_printed import holds_another, number_and_share, read_printed, read_target
from indicators.imports.figures.measure_units import (
    GENERIC_UNITS,
    PLAIN_FIGURE,
    MeasureUnit,
    in_words,
    kind_of_unit,
    same_unit,
    scale_of,
)
from indicators.imports.figures.measures import (
    Measure,
    day_as_month,
    day_of,
    ended_by_month,
    frequency_in,
    kind_of_period,
)
from indicators.imports.figures.thresholds import read_threshold
from indicators.imports.figures.which_way import named_way, polarity_in
from indicators.imports.limits import shown
from indicators.imports.rows import EXAMPLE_REFS, WORDS, ImportRow
from indicators.models import Indicator
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import Absence, Polarity, Standing, ValueKind
from indicators.rules.whole_year import is_whole_year
from plans.periods import Frequency, Period, YearBasis, containing, parse_label

REQUIRED = ("indicator", "period", "actual")
LONGEST_NAME, LONGEST_WORDS = 250, 4000
_PLANNED_RANGE = (Polarity.PLAN, Polarity.RANGE)  # to be as planned, and the plan is a range

_SUPPRESSED = re.compile(r"(?:below|fewer than|less than|under|<)\s*\d{1,2}", re.IGNORECASE)
_CLOCK = re.compile(r"-?\d+:[0-5]\d")
_MARKED = re.compile(r"(.*\S)\s*\[(p|r|e|provisional|revised|estimated)\]", re.IGNORECASE)
_MARKS = {"p": Standing.PROVISIONAL, "r": Standing.REVISED, "e": Standing.ESTIMATED}


@dataclass(slots=True)
class Line:
    """A row of the file. It is refused if it has ``problems``; ``notes`` are only information. ``value`` None with
    ``absence`` "" means that the row gives no figure, only a definition or a target. ``green_limit`` and ``red_limit``
    are the explicit limits beside the target, ``unused_threshold`` says why a
    file's are not used; ``unusable_target`` why its target is not, beside a figure that is.
    """

    row: ImportRow
    measure: Measure
    period: Period | None = None
    value: Decimal | None = None
    absence: str = ""
    absence_reason: str = ""
    standing: str = ""
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    target_text: str = ""
    tolerance: str = ""
    green_limit: Decimal | None = None
    red_limit: Decimal | None = None
    unused_threshold: str = ""
    unusable_target: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.row.line

    @property
    def ref(self) -> str:
        return self.measure.ref

    @property
    def has_figure(self) -> bool:
        return self.value is not None or bool(self.absence)

    @property
    def has_target(self) -> bool:
        """Two limits, such as “60;70”, are one too without a target of their own."""
        return self.target is not None or self.low is not None or bool(self.target_text) or self.red_limit is not None


def read_line(row: ImportRow, measure: Measure, *, today: date) -> Line:
    """Read one row about a stored or a new measure."""
    line = Line(row, measure)
    if not row.indicator and measure.pk is None:
        line.problems.append("indicator: the name of the measure is missing.")
    if row.indicator_ref in EXAMPLE_REFS:
        line.problems.append("indicator_ref: this is the template's example. Delete the row.")
    _check_definition(line)
    unit = measure.unit_in(row)
    _read_actual(line, unit)
    read_target(line, unit)
    if line.unusable_target and not line.has_figure:
        line.problems.append(f"target: {line.unusable_target}")
    read_threshold(line)
    _read_period(line, today)
    if row.commentary or row.why or row.action or row.outlook:
        for column in WORDS:
            if len(getattr(row, column)) > LONGEST_WORDS:
                line.problems.append(f"{column}: has more than {LONGEST_WORDS:,} characters. Shorten it.")
    return line


def example_period(measure: Measure) -> str:
    """A period as this measure's are written: "2026/27 Q2"."""
    return containing(date(2026, 7, 1), measure.frequency, measure.year_basis).label


def _check_definition(line: Line) -> None:
    row = line.row
    name = "" if row.polarity else row.indicator
    problems, notes = _defined(line.measure, row.polarity, name, row.unit, row.frequency)
    line.problems += problems
    line.notes += notes


@lru_cache(maxsize=2048)
def _defined(
    measure: Measure, polarity: str, name: str, unit: str, frequency: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The problems and notes of what a row says of its measure. Kept, because the rows of a measure say the same."""
    problems, notes = [], []
    way = polarity_in(polarity) if polarity else named_way(name)
    if way is None:
        if measure.pk is None:
            notes.append(
                f"polarity of {measure.ref}: “{shown(polarity)}” is not one of high, low, in-range, plan, none, so "
                "which way is good is taken as not said"
            )
    elif way not in (Polarity.NONE, measure.polarity) and (way, measure.polarity) != _PLANNED_RANGE:
        said = f"the file says {polarity} and the definition sheet {measure.polarity}, which stands"
        if measure.pk is None:
            problems.append(
                f"polarity: “{polarity}” here, and {measure.polarity} in another row of this measure. Keep one."
            )
        else:
            notes.append(f"polarity of {measure.ref}: {said}")
    if unit_problem := _unit_column_problem(unit, measure):
        problems.append(f"unit: {unit_problem}")
    if frequency_in(frequency) not in (None, measure.frequency):
        notes.append(f"frequency of {measure.ref}: the file says {frequency}, its periods say otherwise")
    return tuple(problems), tuple(notes)


def _unit_column_problem(unit: str, measure: Measure) -> str:
    """Why a row's unit contradicts its measure's; "" if it does not."""
    if unit.casefold() in GENERIC_UNITS:
        return ""
    problem = _clashes(unit, measure.kind, measure.unit)
    words = in_words(measure.kind, measure.unit) if problem else ""
    return f"“{shown(unit)}”, and {measure.ref} is {words}. Correct one." if problem else ""


def _clashes(unit: str, kind: ValueKind, of_measure: str) -> bool:
    """Whether the unit that a row names is another than its measure's."""
    stated = kind_of_unit(unit)
    if kind is ValueKind.MONEY and scale_of(unit) != 1:
        return scale_of(unit) != scale_of(of_measure)
    if kind in (ValueKind.PERCENTAGE, ValueKind.MONEY):
        return stated is not kind
    if stated in (ValueKind.PERCENTAGE, ValueKind.MONEY):
        return not of_measure.startswith(unit)
    return kind is ValueKind.NUMBER and not same_unit(unit, of_measure)


def _read_period(line: Line, today: date) -> None:
    row, measure = line.row, line.measure
    try:
        line.period = _period(row, measure, today)
    except ValueError as error:
        line.problems.append(f"period: {_too_long(row, measure, today) or error}")
        return
    period = line.period
    _check_finer(line, period)
    if measure.starts_on or measure.ends_on:
        line.problems += [f"period: {period} {problem}" for problem in not_collected(measure, period)]
    if period.start > today and line.has_figure:
        line.problems.append(f"actual: {period} {NOT_BEGUN}")


def _check_finer(line: Line, period: Period) -> None:
    """A target has no place in a period in which figures are entered and not judged; nor has a new measure weeks."""
    measure = line.measure
    if period.frequency is Frequency.WEEK and measure.pk is None:
        line.problems.append(
            "period: a new measure cannot be reported by the week. Make it first, reported by the month or longer and "
            "entered weekly, and import the file again."
        )
    if period.frequency is measure.frequency or not line.has_target:
        return
    if is_whole_year(period, measure.frequency):
        if line.red_limit is not None:
            line.green_limit = line.red_limit = None
            line.unused_threshold = f"{period} is a whole year, whose limits are those of its periods"
        return
    finer, longer = period.frequency.name.lower(), measure.frequency.name.lower()
    why = f"{period} is a {finer}, and {measure.ref} is judged by the {longer}. Give the target of the {longer}."
    line.target = line.low = line.high = line.green_limit = line.red_limit = None
    line.target_text, line.unused_threshold, line.unusable_target = "", "", why
    if not line.has_figure:
        line.problems.append(f"target: {why}")


def _too_long(row: ImportRow, measure: Measure, today: date) -> str:
    """Why a figure of a longer period than its measure's has no place; "" for any other period."""
    kind = kind_of_period(row)
    if kind is None or kind[0].months <= measure.frequency.months or parse_label(row.period).is_over(today):
        return ""
    name, theirs = measure.frequency.name.lower(), kind[0].name.lower()
    return (
        f"“{row.period}” is a {theirs} where a {name} is expected, and is not over, so its figure is no outturn. "
        f"Write the {name} that it runs to, such as {example_period(measure)}."
    )


NOT_BEGUN = "has not begun, so it cannot have a figure. Check the period."


def not_collected(measure: Measure | Indicator, period: Period) -> Iterator[str]:
    """Why a measure has nothing to do with a period: what is to be said after the period's label."""
    if measure.starts_on and period.end < measure.starts_on:
        yield f"is before {measure.ref} was collected, from {day_words(measure.starts_on)}."
    if measure.ends_on and period.start > measure.ends_on:
        yield f"is after {measure.ref} was collected, until {day_words(measure.ends_on)}."


def _period(row: ImportRow, measure: Measure, today: date) -> Period:
    if not row.period:
        raise ValueError(f"is empty. Write it like {example_period(measure)}.")
    if (day := day_of(row)) is not None:
        for frequency in _frequencies(measure):
            ended = containing(day, frequency, measure.year_basis)
            if ended.end == day:
                return ended
        month = day_as_month(row)
        if month is None or month.frequency not in _frequencies(measure):
            raise ValueError(
                f"“{row.period}” is a date. Spreadsheets turn some periods into dates: format the cell as text and "
                f"type it again, such as {example_period(measure)}."
            )
        return Period(month.start, month.frequency, measure.year_basis)
    if row.frequency and not measure.collected:
        ended = ended_by_month(row.period, row.frequency, measure.frequency, measure.year_basis)
        if ended is not None:
            return ended
    kind = kind_of_period(row)
    is_other = kind is not None and (kind[0] == measure.collected or _is_own_year(row, kind, measure, today))
    return _parsed(row.period, kind[0] if kind and is_other else measure.frequency, measure.year_basis)


def _is_own_year(row: ImportRow, kind: tuple[Frequency, YearBasis], measure: Measure, today: date) -> bool:
    """Whether a row is about a whole year of a measure that is reported oftener: its outturn, or its target alone."""
    if kind != (Frequency.YEAR, measure.year_basis) or measure.frequency is Frequency.YEAR:
        return False
    return not row.actual or parse_label(row.period).is_over(today)


def _frequencies(measure: Measure) -> list[Frequency]:
    """How long the periods of its figures may be, the finer first."""
    return [*([Frequency(measure.collected)] if measure.collected else []), measure.frequency]


@lru_cache(maxsize=2048)
def _parsed(label: str, frequency: Frequency, basis: YearBasis) -> Period:
    """Cached, because many rows of a file have the same period."""
    return parse_label(label, frequency=frequency, basis=basis)


def _read_actual(line: Line, unit: MeasureUnit) -> None:
    text, measure = line.row.actual, line.measure
    is_plain = PLAIN_FIGURE.fullmatch(text)
    if not is_plain and _SUPPRESSED.fullmatch(text):
        # A small number is not published, to protect people: the limit is printed instead.
        line.absence, line.absence_reason = Absence.WITHHELD.value, f"Small number: the file says “{text}”."
        return
    if not is_plain or line.row.standing:
        text = _read_standing(line, text)
    reading, standing = read_printed(text, unit)
    line.standing = line.standing or standing
    if not is_plain and reading.value is not None and holds_another(text):
        line.notes.append(f"actual of {measure.ref}: of “{shown(text, 40)}” what stands in brackets is left out")
    elif not is_plain and reading.value is not None and number_and_share(text):
        kept = "the share" if measure.kind is ValueKind.PERCENTAGE else "the number"
        line.notes.append(f"actual of {measure.ref}: of “{shown(text, 40)}” {kept} is taken, as its unit has it")
    if reading.problem:
        line.problems.append(f"actual: {_remedy(text, measure) or reading.problem}")
    elif reading.absence is not None:
        line.absence, line.absence_reason = reading.absence.value, f"The file says “{shown(text)}”."
    else:
        line.value = reading.value


def _remedy(text: str, measure: Measure) -> str:
    """Why a figure cannot be read that a new measure's unit or scale would explain; "" for any other."""
    if measure.pk is not None or measure.kind is not ValueKind.NUMBER:
        return ""
    if _CLOCK.fullmatch(text):
        return f"“{text}” may be hours and minutes or minutes and seconds. Fill in its unit: hh:mm or mm:ss."
    if read_figure(text, ValueKind.DATE).value is not None:
        return f"“{text}” is a date. Fill in its unit, date, if the measure is a day to be kept."
    if text.replace(" ", "").isalpha():
        return (
            f"“{shown(text, 40)}” is a word, and no figure or known scale. If it is a grade, make the measure first, "
            "with its grades from the lowest up, and import the file again."
        )
    return ""


def _read_standing(line: Line, text: str) -> str:
    """Take the standing from the figure's mark or the column; returns the figure's text without its mark."""
    stated = line.row.standing.casefold()
    if stated and stated not in [each.value for each in Standing]:
        line.problems.append(
            f"standing: “{shown(stated)}” is not one of {', '.join(each.value for each in Standing)}."
        )  # fmt: skip
    marked = _MARKED.fullmatch(text)
    line.standing = _MARKS[marked[2][0].casefold()].value if marked else stated
    return marked[1] if marked else text
