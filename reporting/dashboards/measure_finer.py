"""What a measure's page shows of finer periods and of the year to date (rules.md 7)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse

from indicators.judging.building_up import ADDING, so_far
from indicators.judging.combining_words import workings
from indicators.judging.finer import finer_periods, piece_of
from indicators.judging.judged import Measured
from indicators.judging.measure_row import STEPS, Shown, figure_marks
from indicators.models import Indicator, Observation
from indicators.rules.aggregation import Combined, Piece, combine, progress_words, usual_combining, year_to_date
from indicators.rules.values import format_trimmed, format_value
from indicators.rules.vocabulary import Absence, Combining, Counting, Standing, ValueKind, absence_words
from indicators.workflow import FigureState
from plans.periods import Frequency, Period

_PLAIN = (ValueKind.NUMBER, 10)
SHOWN = 5
"""Longer periods whose finer figures are shown: a year of quarters, and the one that is running."""


class FinerFigure(NamedTuple):
    """A finer period with its figure as printed, "" of a figure that is not signed off; ``url`` is its history."""

    period: str
    value: str
    url: str


class Made(NamedTuple):
    """A longer period, its finer figures, and how it comes of them. ``is_running``: it is not complete."""

    period: str
    said: str
    figures: Sequence[FinerFigure]
    is_running: bool


def days_read(found: Measured, first: Period) -> tuple[date, date]:
    """From when until when figures are read: of the series, and of the finer periods that are shown with it."""
    # The first week of a year may begin in the year before.
    return min(first.start, found.period.year.start) - timedelta(days=6), found.period.next().end


def finer_rows(indicator: Indicator, found: Measured, figures: Mapping[Period, Observation]) -> list[Made]:
    """The last longer periods with the finer figures they are made of, the newest first; [] for a measure that is
    entered as often as it is reported.
    """
    if not indicator.collected:
        return []
    periods = [found.period.next(), *(found.period.previous(n) for n in range(SHOWN - 1))]
    rows = [_made(indicator, longer, figures) for longer in periods]
    return [row for row in rows if any(each.value for each in row.figures)]


def _made(indicator: Indicator, longer: Period, figures: Mapping[Period, Observation]) -> Made:
    periods = finer_periods(indicator, longer)
    signed = {each: figure for each in periods if (figure := _approved(figures, each))}
    how, kind, shown = Combining(indicator.combining), ValueKind(indicator.kind), _shown(indicator)
    pieces = [piece_of(each, signed.get(each)) for each in periods]
    made = combine(pieces, how, kind)
    rows = [FinerFigure(each.label, *_printed(indicator, signed.get(each), shown)) for each in periods]
    said = workings(pieces, made, how, shown)
    if how is Combining.ENTERED:
        said = f"The {STEPS[indicator.frequency]} is entered itself"
    elif made.value is None:
        said = f"{progress_words(made, STEPS[indicator.collected])}: {so_far(made, shown)}{_lost(made)}"
    return Made(longer.label, said, rows, not made.is_complete)


def _lost(made: Combined) -> str:
    """ "; August 2026: not available"."""
    told = [f"{each.name}: {absence_words(each.absence)}" for each in made.absent if each.absence]
    return f"; {', '.join(told)}" if told else ""


def _printed(indicator: Indicator, figure: Observation | None, shown: Shown) -> tuple[str, str]:
    if figure is None:
        return "", ""
    url = reverse("indicators:figure-history", args=[indicator.ref, figure.period.key])
    if figure.absence:
        return absence_words(Absence(figure.absence)), url
    parts = ""
    if figure.numerator is not None and figure.denominator is not None:
        above, below = (format_trimmed(each, *_PLAIN) for each in (figure.numerator, figure.denominator))
        parts = f" ({above} of {below})"
    marks = figure_marks(Standing(figure.standing), figure.state)
    return f"{format_value(figure.value, *shown)}{parts} {marks}".strip(), url


def words_beside(indicator: Indicator, found: Measured, figures: Mapping[Period, Observation]) -> list[str]:
    """What stands beside the headline: how far its period has come, and the year to date."""
    return [words for tell in (_so_far_words, _to_date_words) if (words := tell(indicator, found, figures))]


def _so_far_words(indicator: Indicator, found: Measured, figures: Mapping[Period, Observation]) -> str:
    """ "2 of 3 months: 26 so far": of a period that has no figure of its own yet; "" where nothing of it is made of
    finer figures, or known.
    """
    if not indicator.collected or indicator.combining == Combining.ENTERED or _approved(figures, found.period):
        return ""
    pieces = _pieces(finer_periods(indicator, found.period), figures)
    made = combine(pieces, Combining(indicator.combining), ValueKind(indicator.kind))
    if made.so_far is None:
        return ""
    return f"{progress_words(made, STEPS[indicator.collected])}: {so_far(made, _shown(indicator))}{_lost(made)}"


def _to_date_words(indicator: Indicator, found: Measured, figures: Mapping[Period, Observation]) -> str:
    """ "Year to date: 167 (April to September 2026)"; "" for what has none: the first period of a year, a level, what
    was counted anew within the year.
    """
    how = Combining(indicator.combining) if indicator.collected else _usual(indicator)
    longer, year = found.period, found.period.year
    if how not in ADDING or longer == year or longer.number == 1 or _is_broken(found):
        return ""
    step = indicator.collected or indicator.frequency
    periods = [each for each in _asked(indicator, year, Frequency(step)) if each.end <= longer.end]
    made = year_to_date(_pieces(periods, figures), how, ValueKind(indicator.kind))
    if made is None or made.so_far is None:
        return ""
    lacking = "" if made.known == made.asked else f", {progress_words(made, STEPS[step])}"
    value = format_value(made.so_far, *_shown(indicator))
    return f"Year to date: {value} ({year.parts(Frequency.MONTH)[0].label} to {_last_month(longer)}{lacking})"


def _asked(indicator: Indicator, year: Period, frequency: Frequency) -> Sequence[Period]:
    return finer_periods(indicator, year) if indicator.collected else year.parts(frequency)


def _pieces(periods: Sequence[Period], figures: Mapping[Period, Observation]) -> list[Piece]:
    return [piece_of(each, _approved(figures, each)) for each in periods]


def _usual(indicator: Indicator) -> Combining:
    return usual_combining(Counting(indicator.counting), ValueKind(indicator.kind), has_parts=indicator.has_parts)


def _is_broken(found: Measured) -> bool:
    return any(found.period.year.start < each.start <= found.period.start for each in found.breaks)


def _last_month(longer: Period) -> str:
    return longer.parts(Frequency.MONTH)[-1].label


def _approved(figures: Mapping[Period, Observation], period: Period) -> Observation | None:
    figure = figures.get(period)
    return figure if figure is not None and figure.state == FigureState.APPROVED else None


def _shown(indicator: Indicator) -> Shown:
    return Shown(ValueKind(indicator.kind), indicator.decimals, indicator.unit, indicator.grades.splitlines())
