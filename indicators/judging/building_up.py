"""How far a longer period has come while its finer figures are entered: "2 of 3 months: 26 so far" (rules.md 7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from indicators.judging.combining_words import workings
from indicators.judging.figures_in_return import EnteredFigure
from indicators.judging.finer import finer_periods, piece_of
from indicators.judging.measure_row import STEPS, Shown
from indicators.models import Indicator, Observation
from indicators.rules.aggregation import Combined, combine, progress_words, year_to_date
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Combining, ValueKind
from indicators.rules.whole_year import is_whole_year
from plans.periods import Frequency, Period, YearBasis, containing

ADDING = (Combining.SUM, Combining.PARTS)
"""Ways by which a year to date is another figure than the latest one."""


def part_words(figure: EnteredFigure) -> str:
    """That a finer figure is not judged itself; "" of one that is."""
    if is_whole_year(figure.stored.period, figure.definition.frequency):
        return "It stands for the whole year, in place of what its periods come to"
    if figure.stored.period.frequency == figure.definition.frequency:
        return ""
    return f"It goes into {_longer(figure).label}, which is what is judged"


def _is_finer(figure: EnteredFigure) -> bool:
    return figure.stored.period.frequency.months < Frequency(figure.definition.frequency).months


def _longer(figure: EnteredFigure) -> Period:
    definition = figure.definition
    return containing(figure.stored.period.end, Frequency(definition.frequency), YearBasis(definition.year_basis))


class _Place(NamedTuple):
    """A longer period of a measure, with the figure beside which it is told."""

    measure: int
    longer: Period
    beside: int


def built_up(figures: Iterable[EnteredFigure]) -> dict[int, str]:
    """What is told beside the last of the finer figures of each longer period, by the figure's key: what is entered
    counts, signed off or not. Two statements; none where every figure is of a period that is reported itself.
    """
    finer = [each for each in figures if _is_finer(each)]
    places = _places(finer)
    if not places:
        return {}
    measures = Indicator.objects.in_bulk({each.measure for each in places})
    stored = _entered(measures.keys(), {period for each in places for period in _in_year(measures[each.measure], each)})
    return {each.beside: _told(measures[each.measure], each, stored) for each in places}


def _places(finer: Sequence[EnteredFigure]) -> list[_Place]:
    last: dict[tuple[int, Period], EnteredFigure] = {}
    for each in finer:
        place = (each.definition.pk, _longer(each))
        if place not in last or last[place].stored.period < each.stored.period:
            last[place] = each
    return [_Place(*place, figure.pk) for place, figure in last.items()]


def _in_year(measure: Indicator, place: _Place) -> list[Period]:
    """The finer periods of the year until the longer one's end."""
    if not measure.collected or measure.combining == Combining.ENTERED:
        return []
    return [each for each in finer_periods(measure, place.longer.year) if each.end <= place.longer.end]


def _entered(measures: Collection[int], periods: Collection[Period]) -> Mapping[tuple[int, Period], Observation]:
    rows = Observation.objects.standing().filter(indicator__in=measures, period__in=[each.key for each in periods])
    return {(row.indicator_id, row.period): row for row in rows} if periods else {}


def _told(measure: Indicator, place: _Place, stored: Mapping[tuple[int, Period], Observation]) -> str:
    periods = _in_year(measure, place)
    if not periods:
        return ""
    kind, how = ValueKind(measure.kind), Combining(measure.combining)
    pieces = [piece_of(each, stored.get((measure.pk, each))) for each in periods]
    own = [piece for piece, each in zip(pieces, periods, strict=True) if each.within(place.longer)]
    shown = Shown(kind, measure.decimals, measure.unit, measure.grades.splitlines())
    made = combine(own, how, kind)
    step = STEPS[measure.collected]
    said = f"{place.longer.label}, {progress_words(made, step)}: {so_far(made, shown)}"
    if made.value is not None:
        said = f"{place.longer.label}: {workings(own, made, how, shown)}"
    to_date = year_to_date(pieces, how, kind) if how in ADDING else None
    if to_date is None or to_date.known == made.known:
        return f"{said}."
    lacking = "" if to_date.known == to_date.asked else f" ({progress_words(to_date, step)})"
    return f"{said}. Year to date{lacking}: {format_value(to_date.so_far, *shown)}."


def so_far(made: Combined, shown: Shown) -> str:
    """ "26 so far", "nothing yet"."""
    return "nothing yet" if made.so_far is None else f"{format_value(made.so_far, *shown)} so far"
