"""Figures and targets in words, for the preview."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from foundation.words import listed
from indicators.imports.figures.existing_rows import StoredFigure, StoredTarget, StoredYear
from indicators.imports.figures.lines import Line
from indicators.imports.figures.measures import Measure, says_per_cent
from indicators.imports.limits import shown
from indicators.imports.places import in_place
from indicators.rules.values import format_value, own_places
from indicators.rules.vocabulary import ValueKind

_SHOWN_PLACES = 4
_NAMED = 12


def figure_words(figure: StoredFigure | Line | None, measure: Measure) -> str:
    """A figure in words; "" if there is none."""
    if figure is None:
        return ""
    return _shown(figure.value, measure) if figure.value is not None else figure.absence.replace("_", " ")


def target_words(target: StoredTarget | StoredYear | None, measure: Measure) -> str:
    """A stored target in words; "" if it has no figure."""
    if target is None:
        return ""
    if target.low is not None and target.high is not None:
        return f"{_shown(target.low, measure)} to {_shown(target.high, measure)}"
    return "" if target.value is None else _shown(target.value, measure)


def aim_words(line: Line) -> str:
    """The target of a line in words; "" if it gives none."""
    if line.low is not None and line.high is not None:
        return f"{_shown(line.low, line.measure)} to {_shown(line.high, line.measure)}"
    if line.target is None and line.green_limit is not None and line.red_limit is not None:
        green, red = (_shown(limit, line.measure) for limit in (line.green_limit, line.red_limit))
        return f"green to {green}, red beyond {red}"
    return line.target_text if line.target is None else _shown(line.target, line.measure)


def target_notes(lines: Iterable[Line]) -> list[str]:
    """Sentences about the targets of a file that are not rated: those in words, and those that could not be used."""
    lines = [line for line in lines if not line.problems]
    words = [
        f"{line.ref} “{shown(line.target_text, 60)}” ({in_place(line.number)})" for line in lines if line.target_text
    ]
    unusable = [
        f"{line.ref}, {in_place(line.number)}: {line.unusable_target}" for line in lines if line.unusable_target
    ]
    said = []
    if words:
        said.append(f"Targets in words, which are not rated but by judgement: {listed(words, _NAMED, '; ')}.")
    if unusable:
        said.append(
            f"Targets that cannot be used are left out, and their figures kept: {listed(unusable, _NAMED, ' ')}"
        )
    return said


def fraction_notes(lines: Iterable[Line]) -> list[str]:
    """A sentence about measures in per cent all of whose figures stand as 0.953, which may be meant for 95.3%."""
    lines = [line for line in lines if line.value is not None and not line.problems]
    small = {line.ref: line for line in lines if -1 < line.value < 1 and _may_be_share(line)}  # type: ignore[operator]
    if not small:
        return []
    large = {line.ref for line in lines if abs(line.value) > 1}  # type: ignore[arg-type]
    told = (line for ref, line in small.items() if ref not in large)
    named = [f"{line.ref} {shown(line.row.actual, 20)} ({in_place(line.number)})" for line in told]
    return [_FRACTIONS.format(listed(named, _NAMED, "; "))] if named else []


_FRACTIONS = (
    "Figures of less than 1%, taken as they stand: {}. Where 0.95 is meant for 95%, format its column as a "
    "percentage, or write 95, and upload the file again."
)


def _may_be_share(line: Line) -> bool:
    measure, text = line.measure, line.row.actual
    if "%" in text or len(text.partition(".")[2]) < _FEWEST_PLACES:
        return False
    is_plain = measure.kind is ValueKind.NUMBER and not measure.unit
    return measure.kind is ValueKind.PERCENTAGE or (is_plain and says_per_cent(measure.name))


_FEWEST_PLACES = 2


def _shown(value: Decimal, measure: Measure) -> str:
    return _printed(value, measure.kind, measure.decimals, measure.unit, measure.grades)


@lru_cache(maxsize=8192)
def _printed(value: Decimal, kind: ValueKind, decimals: int, unit: str, grades: tuple[str, ...]) -> str:
    """Kept, because the rows of a large file repeat their figures and targets."""
    places = max(decimals, min(own_places(value), _SHOWN_PLACES))
    return format_value(value, kind, places, unit, grades)
