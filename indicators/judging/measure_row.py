"""A measure as a person sees it: the one row that every page, report, pack and export shows.

A row holds only text, numbers and what is made of them, so that what a page shows live is exactly what a snapshot
keeps (the ``Measure`` of ``reporting/document.py``).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from foundation import measure_words
from foundation.measure_words import Arrow, Bands, Commentary, Mark, MeasureWords, Reason, Series
from foundation.memo import memo
from indicators.judging.judged import Measured, point_in
from indicators.rules.results import Travel
from indicators.rules.rule import Rule, Target
from indicators.rules.sentences import reason_for, sentence
from indicators.rules.status import computed
from indicators.rules.values import NO_FIGURE, format_pair, format_value
from indicators.rules.vocabulary import Direction, Polarity, Signal, Standing, Status, ValueKind
from indicators.workflow import FigureState
from plans.periods import Period


class Move(measure_words.Direction):
    """Direction of travel in words. ``key`` is a Direction value; ``real`` is as ``Assessment.is_real_change``."""

    key: str
    change: str


class MeasureRow(MeasureWords):
    """A measure in words. ``outcome`` is what a figure that is not signed off will come out as."""

    pk: int
    url: str
    outcome: Mark | None
    previous_status: Mark | None
    direction: Move
    year_ago: Move
    series: Series | None
    is_key: bool


# Words for what is never red or green. A council's scheme may rename any of them.
UNRATED_BANDS: Bands = {
    Status.UNKNOWN: {"word": "No figure yet", "shape": "question", "colour": "missing"},
    Status.NOT_DUE: {"word": "Not due", "shape": "dash", "colour": "plain"},
    Status.DATA_ONLY: {"word": "Data only", "shape": "bars", "colour": "plain"},
    Status.CONTEXTUAL: {"word": "Contextual", "shape": "bars", "colour": "plain"},
    Status.AWAITING: {"word": "Awaiting sign-off", "shape": "dots", "colour": "awaiting"},
    Status.NOT_AVAILABLE: {"word": "Not available", "shape": "dash", "colour": "hatched"},
    Status.NOT_APPLICABLE: {"word": "Not applicable", "shape": "dash", "colour": "plain"},
    Status.WITHHELD: {"word": "Withheld", "shape": "dash", "colour": "hatched"},
    Status.NOT_RATED: {"word": "Not rated", "shape": "square", "colour": "plain"},
}

_SIGNS = {ValueKind.PERCENTAGE: "%", ValueKind.MONEY: "£"}
STEPS = {"W": "week", "M": "month", "Q": "quarter", "T": "term", "H": "half-year", "Y": "year"}
"""What a period of a frequency is called."""
_DIRECTIONS: dict[Direction, tuple[str, Arrow]] = {
    Direction.BETTER: ("Better", "up"),
    Direction.WORSE: ("Worse", "down"),
    Direction.SAME: ("Same", "level"),
    Direction.HIGHER: ("Higher", "up"),
    Direction.LOWER: ("Lower", "down"),
    Direction.NO_COMPARISON: ("No comparison", "none"),
}


def measure_row(
    measured: Measured, *, reasons: Sequence[Reason] = (), commentary: Commentary | None = None
) -> MeasureRow:
    """The measure in words. ``reasons`` says why it is an exception; ``commentary`` holds its four boxes."""
    definition, facts, assessment = measured.definition, measured.facts, measured.assessment
    target = facts.now.target
    value_text, target_text = printed_pair(
        facts.now.value, target, assessment.computed, facts.polarity, _shown(measured)
    )
    return {
        "pk": definition.pk,
        "url": measure_address(definition.ref),
        "ref": definition.ref,
        "name": definition.name,
        "unit": definition.unit,
        "period": measured.period.long_label,
        "value": value_text,
        "target": target_text,
        "marks": _marks(measured),
        "status": status_words(assessment.status, measured.bands),
        "computed": _mark(assessment.computed if assessment.is_judged else None, measured),
        "outcome": _mark(None if facts.now.approved else assessment.outcome, measured),
        "previous_status": _mark(assessment.previous_status, measured),
        "direction": direction_words(assessment.short, measured, real=assessment.is_real_change),
        "year_ago": direction_words(assessment.long, measured, real=None),
        "lag": lag_words(definition.lag, definition.frequency),
        "sentence": _sentence(measured),
        "owner": definition.owner_title,
        "service": definition.service_name,
        "rule": reason_for(facts, assessment),
        "reasons": list(reasons),
        "commentary": {**commentary} if commentary else None,
        "series": series(measured) if measured.series else None,
        "value_raw": _plain(facts.now.value),
        "target_raw": _plain(target.value) if target else None,
        "is_key": definition.is_key,
    }


def _mark(status: Status | None, measured: Measured) -> Mark | None:
    return status_words(status, measured.bands) if status else None


def _sentence(measured: Measured) -> str:
    definition, label = measured.definition, measured.period.long_label
    step = STEPS[definition.frequency]
    return sentence(measured.facts, measured.assessment, name=definition.name, period_label=label, step=step)


@memo(4096, why="working out an address takes longer than the rest of a line")
def measure_address(ref: str) -> str:
    """The page of a measure."""
    return str(reverse("reporting:measure", args=[ref]))


def status_words(status: Status, bands: Bands) -> Mark:
    """A status in the scheme's words."""
    band = bands.get(status) or UNRATED_BANDS.get(status) or {"word": status, "shape": "square", "colour": "plain"}
    return {"key": str(status), "word": band["word"], "shape": band["shape"], "colour": band["colour"]}


def direction_words(travel: Travel, measured: Measured, *, real: bool | None) -> Move:
    """Direction of travel: the arrow shows better or worse, the word says which; hollow within normal variation."""
    word, arrow = _DIRECTIONS[travel.direction]
    return {
        "key": str(travel.direction),
        "word": word,
        "arrow": arrow,
        "real": real,
        "change": _change(travel.change, measured),
    }


def lag_words(lag: int, frequency: str) -> str:
    """ "one quarter in arrears", or "" where the data period is the report period."""
    if not lag:
        return ""
    unit = STEPS[frequency]
    return f"one {unit} in arrears" if lag == 1 else f"{lag} {unit}s in arrears"


def series(measured: Measured) -> Series:
    """The measure over time as a chart draws it; gaps are None. Approved figures, and at the end a draft, hollow, for
    who may read it.
    """
    definition, process = measured.definition, measured.assessment.process
    approved = [f if f and f.state == FigureState.APPROVED else None for _, f, _ in measured.series]
    periods = [period for period, _, _ in measured.series]
    values = [_number(figure.value) if figure else None for figure in approved]
    signals = _beside([str(point.signal) for point in process.points], values) if process else []
    provisional = [bool(figure and figure.standing == "provisional") for figure in approved]
    newest = measured.series[-1][1]
    drawn: Series = {
        "labels": [period.label for period in periods],
        "values": values,
        "targets": [_number(_drawn(target)) if target else None for _, _, target in measured.series],
        "lower": process.lower if process else None,
        "upper": process.upper if process else None,
        "mean": process.mean if process else None,
        "signals": signals,
        "provisional": provisional,
        "revised": [bool(figure and figure.revision > 1) for figure in approved],
        "breaks": [periods.index(period) for period in measured.breaks if period in periods],
        "unit": definition.unit or _SIGNS.get(measured.facts.kind, ""),
        "decimals": definition.decimals,
    }
    if newest is not None and newest.value is not None and approved[-1] is None:
        values[-1], provisional[-1], drawn["draft"] = _number(newest.value), True, True
    return drawn


def _beside(signals: Sequence[str], values: Sequence[float | None]) -> list[str]:
    """The signals, one for each period: they are worked out for the latest run of figures only, without gaps."""
    if not signals:
        return []
    shown = [index for index, value in enumerate(values) if value is not None]
    beside = [str(Signal.COMMON_CAUSE)] * len(values)
    for index, signal in zip(shown[-len(signals) :], signals[-len(shown) :], strict=True):
        beside[index] = signal
    return beside


def value_words(value: Decimal | None, measured: Measured) -> str:
    """A value of the measure as printed: one that is expected, say."""
    return format_value(value, *_shown(measured))


def target_words(target: Target | None, measured: Measured) -> str:
    """The target as printed: a figure, a range, its own words, or "no target"."""
    return _target_words(target, _shown(measured))


def printed_in(measured: Measured, period: Period, rule: Rule, value: Decimal | None) -> tuple[str, str]:
    """A period of the series as printed: ``value`` (None where the reader may not see it) and its target."""
    point = point_in(measured.definition, measured.stored, period)
    worked_out, *_ = computed(measured.facts.sheet, point, rule)
    return printed_pair(value, point.target, worked_out, measured.facts.polarity, _shown(measured))


class Shown(NamedTuple):
    """How figures of a measure are printed, in the order in which ``format_value`` takes it."""

    kind: ValueKind
    decimals: int
    unit: str
    grades: Sequence[str]


def _shown(measured: Measured) -> Shown:
    return Shown(measured.facts.kind, measured.definition.decimals, measured.definition.unit, measured.facts.grades)


def printed_pair(
    value: Decimal | None, target: Target | None, computed: Status, polarity: Polarity, shown: Shown
) -> tuple[str, str]:
    """A figure and its target as printed beside each other. ``computed`` is what the engine worked out."""
    if target is not None and target.value is not None and polarity is not Polarity.RANGE:
        return format_pair(value, target.value, computed, *shown)
    return format_value(value, *shown), _target_words(target, shown)


def stands(value: str, target: str, mark: str = "") -> str:
    """A figure beside its target in running text: "57.1% [p] against 70.0%", "2.0, no target", "No figure yet"."""
    if value == NO_FIGURE:
        return "No figure yet" if target == "no target" else f"No figure yet against {target}"
    figure = f"{value} {mark}".rstrip()
    return f"{figure}, no target" if target == "no target" else f"{figure} against {target}"


def _target_words(target: Target | None, shown: Shown) -> str:
    if target is None or target.is_empty:
        return "no target"
    if target.low is not None and target.high is not None:
        return f"{format_value(target.low, *shown)} to {format_value(target.high, *shown)}"
    if target.value is None:
        return target.text
    return format_value(target.value, *shown)


def _marks(measured: Measured) -> str:
    figure = measured.figure
    if figure is None or measured.facts.now.value is None:
        return ""
    return figure_marks(measured.facts.now.standing, figure.state)


def figure_marks(standing: Standing, state: str) -> str:
    """What stands behind a printed figure: "[p]", "[draft]", both, or ""."""
    draft = "" if state == FigureState.APPROVED else "[draft]"
    return " ".join(mark for mark in (standing.mark, draft) if mark)


def _change(change: Decimal | None, measured: Measured) -> str:
    """How much a figure moved, with its sign; "" between answers or grades, which are no amounts."""
    definition, kind = measured.definition, measured.facts.kind
    if change is None or kind in (ValueKind.YES_NO, ValueKind.GRADE):
        return ""
    sign, size = "+" if change > 0 else "−" if change < 0 else "", abs(change)
    if kind is ValueKind.PERCENTAGE:
        # Between two percentages lie points, not per cent.
        return sign + format_value(size, ValueKind.NUMBER, definition.decimals, "points")
    if kind is ValueKind.DATE:
        return sign + format_value(size, ValueKind.NUMBER, 0, "day" if size == 1 else "days")
    return sign + format_value(size, kind, definition.decimals, definition.unit)


def _drawn(target: Target) -> Decimal | None:
    return target.value if target.value is not None else target.low


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
