"""The finer figures of a measure that is entered oftener than it is reported (rules.md 7)."""

from typing import Protocol

from indicators.models import Observation
from indicators.rules.aggregation import Piece
from indicators.rules.collection import Collected, is_due
from indicators.rules.vocabulary import Absence
from plans.periods import Frequency, Period


class Finer(Collected, Protocol):
    """A measure, or a row with the same names. ``collected``: how often it is entered, "" as often as reported."""

    collected: str


def finer_periods(measure: Finer, longer: Period) -> list[Period]:
    """The periods that are asked for, of which the longer one is made; the measure may have begun within it."""
    return [each for each in longer.parts(Frequency(measure.collected)) if is_due(measure, each)]


def piece_of(period: Period, figure: Observation | None) -> Piece:
    """A finer figure as what the longer is made of; without one, that there is none yet."""
    if figure is None:
        return Piece(period.label)
    absence = Absence(figure.absence) if figure.absence else None
    return Piece(period.label, figure.value, figure.numerator, figure.denominator, absence)
