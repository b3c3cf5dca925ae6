"""Figures and targets in words, for the preview."""

from decimal import Decimal

from indicators.imports.existing_rows import StoredFigure, StoredTarget
from indicators.imports.lines import Line
from indicators.imports.measures import Measure
from indicators.rules.values import format_value, own_places

_SHOWN_PLACES = 4


def figure_words(figure: StoredFigure | Line | None, measure: Measure) -> str:
    """A figure in words; "" if there is none."""
    if figure is None:
        return ""
    return _shown(figure.value, measure) if figure.value is not None else figure.absence.replace("_", " ")


def target_words(target: StoredTarget | None, measure: Measure) -> str:
    """A period's stored target in words; "" if it has no figure."""
    if target is None:
        return ""
    if target.low is not None and target.high is not None:
        return f"{_shown(target.low, measure)} to {_shown(target.high, measure)}"
    return "" if target.value is None else _shown(target.value, measure)


def aim_words(line: Line) -> str:
    """The target of a line in words; "" if it gives none."""
    if line.low is not None and line.high is not None:
        return f"{_shown(line.low, line.measure)} to {_shown(line.high, line.measure)}"
    return line.target_text if line.target is None else _shown(line.target, line.measure)


def _shown(value: Decimal, measure: Measure) -> str:
    places = max(measure.decimals, min(own_places(value), _SHOWN_PLACES))
    return format_value(value, measure.kind, places, measure.unit, measure.grades)
