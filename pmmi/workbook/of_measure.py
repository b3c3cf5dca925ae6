"""What the cells of a column are, where their measure says: its figures and its periods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.downloads import Cell
from indicators.forms.figure_text import read_value, value_text
from indicators.forms.targets import sheet_of
from indicators.imports import workbook
from indicators.imports.rows import exact_text
from indicators.models import Indicator
from indicators.rules.vocabulary import ValueKind
from plans.periods import Frequency, YearBasis
from pmmi.workbook.cells import CellRefused, InPeriod, Kind, Names, Number, plain

NUMBER = Number()
_PLAIN = (ValueKind.NUMBER, ValueKind.PERCENTAGE, ValueKind.MONEY)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a measure, as it is typed on screen: a number, "Yes", a grade, a day, "20:1", "1:20:00"."""

    measure: Indicator
    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:
        if value is None or self.measure.kind in _PLAIN:
            return NUMBER.written(value, names)
        return value_text(value, sheet_of(self.measure))

    def read(self, cell: workbook.Cell, names: Names) -> Decimal | None:  # noqa: ARG002
        if isinstance(cell.value, Decimal) and self.measure.kind in _PLAIN and "%" not in cell.text:
            return cell.value
        text = plain(exact_text(cell))
        if not text:
            return None
        reading = read_value(text, sheet_of(self.measure))
        if reading.problem:
            raise CellRefused(f"is no figure of {self.measure.ref}. {reading.problem.rstrip('.')}")
        if reading.absence is not None:
            raise CellRefused("says that there is none. Leave it blank, and say why in the columns for that")
        return reading.value


def periods_of(measure: Indicator) -> Kind:
    """The periods that a measure is judged in."""
    return InPeriod(Frequency(measure.frequency), YearBasis(measure.year_basis))


def entered_periods_of(measure: Indicator) -> Kind:
    """The periods for which a measure has figures: of one that is entered oftener, finer ones too, and whole years."""
    others = {Frequency.YEAR, Frequency(measure.collected or measure.frequency)} - {Frequency(measure.frequency)}
    return InPeriod(Frequency(measure.frequency), YearBasis(measure.year_basis), others=tuple(sorted(others)))


def years_of(measure: Indicator) -> Kind:
    """The years for which a measure has targets."""
    return InPeriod(Frequency.YEAR, YearBasis(measure.year_basis))


def of_measures(rows: Iterable[Any]) -> Iterable[Any]:
    """Rows with their measures, of which each is read once."""
    measures = Indicator.objects.in_bulk()
    for row in rows:
        row.indicator = measures[row.indicator_id]
        yield row


FIGURE = {"kind": NUMBER, "of": ("indicator", Figure)}
PERIOD = {"kind": InPeriod(), "of": ("indicator", periods_of)}
ENTERED_PERIOD = {"kind": InPeriod(), "of": ("indicator", entered_periods_of)}
YEAR = {"kind": InPeriod(Frequency.YEAR), "of": ("indicator", years_of)}
