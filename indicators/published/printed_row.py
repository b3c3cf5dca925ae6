"""Reads the figures of a published row in one unit. Nothing is guessed: ``NotRateable`` says what cannot be read, and
``OpenReading`` what can be read in several ways.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from indicators.imports.figures.measure_units import (
    GENERIC_UNITS,
    MeasureUnit,
    clock_of,
    kind_of_unit,
    may_be_ratios,
    scale_of,
    unit_of,
)
from indicators.imports.figures.which_way import polarity_in
from indicators.published.published_rows import PublishedRow
from indicators.rules.printed_figure import Limit, aim_alone, even_signs, figure_alone, figure_and_limit
from indicators.rules.reading import EXACT, QUOTIENT, Clock, Reading, read_band, read_figure
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Polarity, ValueKind

_FIGURES = ("actual", "target", "prev_period_actual", "prev_year_actual")
_AROUND = re.compile(r"(?:within )?(.*?) ?(?:\(\+/- ?(.+)\)|\+/- ?(.+))", re.IGNORECASE)
_OPEN_SCALE = re.compile(r"([-+]?[\d.,]+) ?m", re.IGNORECASE)
# Unit columns that say only that figures are numbers; those in SAYS_NOTHING do not even say that.
_NUMBERS = GENERIC_UNITS | {"num", "nos", "nos.", "integer", "total"}
SAYS_NOTHING = {"rate", "actual", "numeric", "amount"}
_AFTER_POINTS = re.compile(r"(?<=\d) ?(?:percentage |% ?)?(?:points?|pts?|ppts?|pp)\b", re.IGNORECASE)
_POINTS_UNITS = re.compile(r"(?:percentage|%|%age) ?(?:points?|pts?)|pp|ppts?", re.IGNORECASE)


class NotRateable(Exception):  # noqa: N818 - it says what a row is
    """Why the engine gives no answer for a row."""


class OpenReading(NotRateable):
    """The row can be read in several ways: ``answers`` to ``question``."""

    def __init__(self, why: str, question: str, answers: Sequence[object]) -> None:
        super().__init__(why)
        self.question = question
        self.answers = answers


Settled = Mapping[str, object]
"""The chosen answer to each open question."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read from a row, all in ``unit``. ``target`` is empty if none is printed or none is needed."""

    unit: MeasureUnit
    polarity: Polarity
    actual: Decimal
    target: Target
    last_year: Reading
    target_limit: Limit | None = None

    @property
    def rated_kind(self) -> ValueKind:
        """The kind of value for the engine. Figures in £m are numbers, because the engine prints money in pounds."""
        return ValueKind.NUMBER if self.unit.scale != 1 else self.unit.kind


def figures(row: PublishedRow, *, needs_target: bool = True, settled: Settled | None = None) -> Figures:
    """Read a row's actual, target and last year's figure. Raises NotRateable for one that cannot be read. Without
    ``needs_target`` a target that cannot be read is ignored. ``settled`` answers open questions.
    """
    settled = settled or {}
    polarity = polarity_of(row)
    cells, limit = figures_alone(row, polarity, settled)
    unit = unit_in(cells, (cells.actual, cells.target), settled)
    if not needs_target and not _is_figure(cells.target, unit):
        # The target is ignored, so its unit is ignored as well.
        unit = unit_in(cells, (cells.actual,), settled)
    actual = printed_figure(cells.actual, "actual", unit)
    try:
        target = target_in(cells, unit, polarity, limit, settled)
    except OpenReading:
        raise
    except NotRateable:
        if needs_target:
            raise
        target = Target()
    limit = limit if needs_target else None
    return Figures(unit, polarity, actual, target, read_in(cells.prev_year_actual, unit), limit)


def answer_to(settled: Settled, question: str, answers: Sequence[_Answer], why: str) -> _Answer:
    """The chosen answer to a question. Raises OpenReading with ``why`` if none is chosen yet."""
    if question not in settled:
        raise OpenReading(why, question, answers)
    return next(answer for answer in answers if answer == settled[question])


def polarity_of(row: PublishedRow) -> Polarity:
    polarity = polarity_in(row.polarity)
    if polarity is None or polarity is Polarity.PLAN:
        raise NotRateable(f"the polarity “{row.polarity}” is not one of high, low, in-range, none")
    return polarity


def sided(polarity: Polarity, unit: MeasureUnit) -> Polarity:
    """The polarity for the rating: an earlier date is always better."""
    return Polarity.LOW if unit.kind is ValueKind.DATE else polarity


def in_per_cent(row: PublishedRow) -> PublishedRow:
    """A row in percentage points as a row in per cent."""
    if not _POINTS_UNITS.fullmatch(row.unit):
        return row
    columns = (*_FIGURES, "threshold")
    return replace(row, unit="%", **{column: _AFTER_POINTS.sub("", getattr(row, column)) for column in columns})


def figures_alone(row: PublishedRow, polarity: Polarity, settled: Settled) -> tuple[PublishedRow, Limit | None]:
    """The row with bare figures, and the limit of its target."""
    target, limit = (
        (even_signs(aim_alone(row.target)), None) if polarity is Polarity.RANGE else (figure_and_limit(row.target))
    )
    texts = [figure_alone(row.actual), target, figure_alone(row.prev_period_actual), figure_alone(row.prev_year_actual)]
    is_million = scale_of(row.unit) == 10**6 and kind_of_unit(row.unit) is None
    if is_million or (_is_plain(row.unit) and _OPEN_SCALE.fullmatch(texts[0]) and _OPEN_SCALE.fullmatch(texts[1])):
        why = f"the actual “{row.actual}” could be in millions or metres"
        means = " million" if is_million else answer_to(settled, "what m means", (" million", " metres"), why)
        texts = [f"{scaled[1]}{means}" if (scaled := _OPEN_SCALE.fullmatch(text)) else text for text in texts]
    return replace(row, **dict(zip(_FIGURES, texts, strict=True))), limit


def _is_plain(unit: str) -> bool:
    return unit.casefold() in _NUMBERS | SAYS_NOTHING


def unit_in(row: PublishedRow, texts: Sequence[str], settled: Settled) -> MeasureUnit:
    """The unit of these texts of a row: from its unit column or, if that does not say, from the texts."""
    stated = "" if _is_plain(row.unit) else row.unit
    texts = [centre_of(text) for text in texts if text]
    unit = unit_of([stated], texts, "this measure")
    times = [end for text in _printed_figures(row) for end in re.split(r"-| to ", text)]
    with_colon = ValueKind.RATIO if may_be_ratios(times) else ValueKind.DURATION
    if unit.kind is ValueKind.RATIO is not with_colon and kind_of_unit(stated) is None:
        unit = MeasureUnit(unit.ref, ValueKind.NUMBER, stated)
    if unit.kind is not ValueKind.NUMBER or not texts:
        return unit
    if not all(_is_figure(text, unit) for text in texts):
        fitting = (MeasureUnit(unit.ref, kind) for kind in (with_colon, ValueKind.DATE, ValueKind.YES_NO))
        unit = next((each for each in fitting if all(_is_figure(text, each) for text in texts)), unit)
    if unit.kind is ValueKind.DURATION:
        why = "nothing says whether the times are hours and minutes or minutes and seconds"
        return replace(unit, clock=answer_to(settled, "what a time is", (Clock(3600), Clock(60)), why))
    return replace(unit, is_open=unit.kind is ValueKind.NUMBER and not unit.name)


def _printed_figures(row: PublishedRow) -> list[str]:
    """All figures of a row."""
    limits = [figure_and_limit(part)[0] for part in row.threshold.split(";")]
    return [*(getattr(row, column) for column in _FIGURES), *limits]


def centre_of(text: str) -> str:
    """The middle value of a band ("100 +/- 2%"), which has its unit; any other text unchanged."""
    around = _AROUND.fullmatch(text)
    return around[1] if around is not None and around[1] else text


def _is_figure(text: str, unit: MeasureUnit) -> bool:
    if unit.read(text).value is not None:
        return True
    band = read_band(text, unit.read)
    return band is not None and all(end.value is not None for end in band)


def target_in(
    row: PublishedRow, unit: MeasureUnit, polarity: Polarity, limit: Limit | None, settled: Settled
) -> Target:
    """The target of a row in its unit; empty if none is printed."""
    band = _band(row.target, unit, settled)
    if band is not None and polarity is not Polarity.RANGE:
        raise NotRateable(f"the target “{row.target}” is a range, and the polarity is not in-range")
    if band is not None:
        low, high = (_value(end, row.target, "target") for end in band)
        return Target(low=low, high=high)
    if not row.target:
        return Target()
    aim = printed_figure(row.target, "target", unit)
    side = sided(polarity, unit)
    if limit is not None and side is not Polarity.NONE and not limit.agrees(side):
        raise NotRateable(f"the target “{limit.printed}” is a limit that contradicts the polarity “{row.polarity}”")
    return Target(low=aim, high=aim) if polarity is Polarity.RANGE else Target(value=aim)


def _band(text: str, unit: MeasureUnit, settled: Settled) -> tuple[Reading, Reading] | None:
    """The ends of a band. A band around a value ("100 +/- 2%") may have its unit on one side only."""
    around = _AROUND.fullmatch(text)
    if around is None or not around[1]:
        return read_band(re.sub(r"^within ", "", text, flags=re.IGNORECASE), unit.read)
    centre, by = read_in(around[1], unit), around[2] or around[3]
    reach = read_in(by, unit)
    per_cent = read_figure(by)
    if (
        unit.kind is ValueKind.NUMBER
        and per_cent.unit == "%"
        and per_cent.value is not None
        and centre.value is not None
    ):
        of_centre = EXACT.multiply(centre.value.copy_abs(), EXACT.divide(per_cent.value, Decimal(100)))
        why = f"the target “{text}” may be in per cent of {around[1]} or in points"
        reach = Reading(answer_to(settled, "the reach of a band", (of_centre, per_cent.value), why))
    if centre.value is None or reach.value is None:
        return centre, reach
    if centre.scale != reach.scale and centre.value and reach.value:
        return None  # "£10m +/- 1"
    return Reading(EXACT.subtract(centre.value, reach.value)), Reading(EXACT.add(centre.value, reach.value))


def read_in(text: str, unit: MeasureUnit) -> Reading:
    """Read a printed figure in a unit. Under a unit of time any time is converted: "30 secs" under "mins" is 0.5."""
    reading = unit.read(text)
    one = clock_of(unit.name).one if unit.kind is ValueKind.NUMBER else None
    if reading.value is not None or one is None:
        return reading
    time = read_figure(text, ValueKind.DURATION, (), clock_of(unit.name)).value
    return reading if time is None else Reading(QUOTIENT.divide(time, Decimal(one)))


def printed_figure(text: str, what: str, unit: MeasureUnit) -> Decimal:
    """The value of a printed figure in a unit. Raises NotRateable."""
    return _value(read_in(text, unit), text, what)


def _value(reading: Reading, text: str, what: str) -> Decimal:
    """The value that was read from a text. Raises NotRateable if there is none."""
    if reading.value is not None:
        return reading.value
    if reading.is_blank:
        raise NotRateable(f"no {what} is printed")
    if reading.absence is not None:
        raise NotRateable(f"the {what} is “{text}”, which is no figure")
    raise NotRateable(f"the {what} {refusal(reading.problem)}")


def refusal(problem: str) -> str:
    """A reading's problem without the advice on typing."""
    return re.sub(r"\. (?:Type|Choose|Give) [^“”]*$", "", problem)
