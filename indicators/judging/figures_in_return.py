"""Figures that are being entered, each judged as if it were signed off, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from foundation.memo import memo
from foundation.narrowing import one_of_these
from foundation.statements import written_once
from indicators.judging.figure_entry import FIGURE_FIELDS, WORDS, FigureEntry
from indicators.judging.judged import Measured, judged
from indicators.judging.plain_rows import PlainRows, figure_rows, number_of, target_of, yearly_target_rows
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.spans import Span, span_to
from indicators.judging.stored import Definition, Figure, PeriodAim, StoredMeasure, figure_of
from indicators.models import Commentary, Observation
from indicators.rules.assessment import assess
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Absence, Standing, Status
from indicators.workflow import FigureState
from plans.periods import Period, parse_key

HISTORY = 12
"""Periods before the figure's own that checks need: the same process limits as elsewhere."""

_SHORT_HISTORY = 4


class Stored(NamedTuple):
    """One figure's row, and the parts of the definition that entry alone needs."""

    pk: int
    version: int
    state: str
    revision: int
    period: Period
    note_back: str
    revision_reason: str
    submitted_at: datetime | None
    back_by: datetime | None
    has_parts: bool
    numerator_label: str
    denominator_label: str


_STORED_COLUMNS = {
    "has_parts": "indicator__has_parts",
    "numerator_label": "indicator__numerator",
    "denominator_label": "indicator__denominator",
}
_COLUMNS = [_STORED_COLUMNS.get(name, name) for name in Stored._fields]
_ENTRY_NAMES = (*FIGURE_FIELDS, *WORDS)
_ENTRY_COLUMNS = [*FIGURE_FIELDS, *(f"commentary__{name}" for name in WORDS)]
# Entry shows neither the service's nor the owner's name, nor exceptions, so it does not pay for reading them.
_UNREAD = {"service_name": "", "owner_title": "", "recovery_until": None}
_DEFINITION_NAMES = [name for name in Definition._fields if name not in _UNREAD]
_DEFINITION_COLUMNS = [f"indicator__{name}" for name in _DEFINITION_NAMES]
# Where a row as read names its period and its measure.
_PERIOD = _COLUMNS.index("period")
_MEASURE = len(_COLUMNS) + len(_ENTRY_COLUMNS) + _DEFINITION_NAMES.index("pk")


@dataclass(frozen=True, slots=True, eq=False)
class EnteredFigure:
    """A figure with its entry, judged by ``measured`` as if it were signed off. Shared by all who ask while what is
    stored is the same, so what is made of it may be kept with it.

    ``earlier`` holds the commentary of the period before, without a figure. ``annual_targets`` are of the three years
    up to the figure's, oldest first; ``target_rationale`` is why the last of them was set.
    """

    stored: Stored
    definition: Definition
    entry: FigureEntry
    measured: Measured
    earlier: FigureEntry
    annual_targets: tuple[Decimal | None, ...] = ()
    target_rationale: str = ""

    @property
    def pk(self) -> int:
        return self.stored.pk


@memo(1, why="naming the columns anew for each page would cost as much as asking for them")
def _readable() -> QuerySet[Observation]:
    """Figures as they are read here."""
    in_order = Observation.objects.order_by("indicator__ref", "period", "revision")
    return in_order.values_list(*_COLUMNS, *_ENTRY_COLUMNS, *_DEFINITION_COLUMNS, "indicator__breaks__period")


def entered_figures(which: Q, *, to_check: bool = True) -> list[EnteredFigure]:
    """The observations with what each is judged by, by reference and period, in five statements however many there are.

    Other entered figures count as signed off too, so that a month typed just now is compared with the one before.
    ``to_check`` False leaves out the process limits, for pages where nobody checks the figures.
    """
    return _judged(_readable().filter(which), to_check=to_check)


def figures_of_return(
    in_return: int, states: Iterable[str], *, are_current: bool = True, to_check: bool = True
) -> list[EnteredFigure]:
    """``entered_figures`` of a return in those states; not ``are_current``: with proposed revisions."""
    asked = (FigureState(each).value for each in states)
    return _judged(_of_return(in_return, *asked, are_current=are_current), to_check=to_check)


@written_once
def _of_return(in_return: int, *states: str, are_current: bool) -> QuerySet[Any]:
    found = _readable().filter(in_return=in_return, **({"is_current": True} if are_current else {}))
    return one_of_these(found, "state", states)


def _judged(found: Iterable[tuple[Any, ...]], *, to_check: bool) -> list[EnteredFigure]:
    rows, breaks = _read(found)
    if not rows:
        return []
    spans = [_span(row[_PERIOD], to_check) for row in rows]
    measures = sorted({row[_MEASURE] for row in rows})
    figures = figure_rows(measures, sorted({each.key for span in spans for each in span.periods}))
    targets = yearly_target_rows(measures, sorted({each.key for span in spans for each in _aimed_at(span)}))
    earlier = _earlier_words(measures, {span.previous.key for span in spans})
    rules = RulesInForce.load()
    return [
        _entered(
            rules,
            to_check,
            row,
            figures[row[_MEASURE]],
            targets[row[_MEASURE]],
            earlier.get((row[_MEASURE], span.previous.key), ()),
            breaks.get(row[_MEASURE], ()),
        )
        for row, span in zip(rows, spans, strict=True)
    ]


@memo(1024, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _entered(
    rules: RulesInForce,
    to_check: bool,
    row: tuple[Any, ...],
    figures: PlainRows,
    targets: PlainRows,
    earlier: tuple[Any, ...],
    breaks: tuple[Period, ...],
) -> EnteredFigure:
    stored, entry, definition = _split(row)
    span = _span(stored.period, to_check)
    standing = {figure.period: _counted(figure) for figure in (figure_of(definition.pk, each) for each in figures)}
    standing[stored.period] = _as_signed_off(stored, entry, definition)
    aims = {parse_key(key): _target(values) for key, *values in targets}
    measured = judged(
        definition,
        span,
        StoredMeasure(figures=standing, aims={period: each.aim for period, each in aims.items()}, breaks=breaks),
        rules=rules,
        with_history=True,
        with_signal=to_check,
        shows_drafts=True,
    )
    return EnteredFigure(
        stored,
        definition,
        entry,
        measured,
        FigureEntry(**dict(zip(WORDS, earlier, strict=True))) if earlier else FigureEntry(),
        tuple(aims.get(period, _NO_TARGET).annual for period in _same_period(span)),
        aims.get(stored.period, _NO_TARGET).rationale,
    )


def as_typed(figure: EnteredFigure, entry: FigureEntry) -> EnteredFigure:
    """The same figure judged by another entry, completed but not stored. Asks the database nothing."""
    facts = figure.measured.facts
    now = replace(
        facts.now,
        value=entry.value,
        absence=Absence(entry.absence) if entry.absence else None,
        standing=Standing(entry.standing),
        approved=True,
        judged=Status(entry.judgement) if entry.judgement else None,
        judged_because=entry.judgement_reason,
    )
    facts = replace(facts, now=now, history=(*facts.history[:-1], entry.value))
    return replace(figure, entry=entry, measured=replace(figure.measured, facts=facts, assessment=assess(facts)))


def _read(found: Iterable[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], dict[int, tuple[Period, ...]]]:
    """The rows, and the breaks in each measure's series, oldest first. A row comes once for each of the few breaks."""
    rows: dict[int, tuple[Any, ...]] = {}
    breaks: dict[int, set[Period]] = defaultdict(set)
    for row in found:
        rows.setdefault(row[0], row[:-1])
        if row[-1] is not None:
            breaks[row[_MEASURE]].add(row[-1])
    return list(rows.values()), {pk: tuple(sorted(periods)) for pk, periods in breaks.items()}


def _split(row: Sequence[Any]) -> tuple[Stored, FigureEntry, Definition]:
    at, after = len(_COLUMNS), len(_COLUMNS) + len(_ENTRY_COLUMNS)
    # Without commentary the joined texts are None.
    entry = {name: value for name, value in zip(_ENTRY_NAMES, row[at:after], strict=True) if value is not None}
    told: dict[str, Any] = {**dict(zip(_DEFINITION_NAMES, row[after:], strict=True)), **_UNREAD}
    return Stored._make(row[:at]), FigureEntry(**entry), Definition(**told)


def _counted(figure: Figure) -> Figure:
    if figure.value is None and not figure.absence:
        return figure
    return figure._replace(state=FigureState.APPROVED.value)


def _span(period: Period, to_check: bool) -> Span:
    return span_to(period, HISTORY if to_check else _SHORT_HISTORY)


def _as_signed_off(stored: Stored, entry: FigureEntry, definition: Definition) -> Figure:
    return Figure(
        pk=stored.pk,
        indicator_id=definition.pk,
        period=stored.period,
        value=entry.value,
        absence=entry.absence,
        standing=entry.standing,
        state=FigureState.APPROVED.value if entry.has_figure else stored.state,
        judgement=entry.judgement,
        judgement_reason=entry.judgement_reason,
        revision=stored.revision,
    )


def _same_period(span: Span) -> tuple[Period, ...]:
    """The same period of this year and of those before whose targets are looked at, oldest first."""
    return (span.last_year.last_year(), span.last_year, span.now)


@memo(512, why="the few kinds of measure share theirs")
def _aimed_at(span: Span) -> tuple[Period, ...]:
    """The figure's period, those it is compared with, and the same period in earlier years."""
    return (span.previous, *_same_period(span))


class _Target(NamedTuple):
    """A period's target with its year's: the figure, why it was set, and what is said of it in words."""

    aim: PeriodAim
    annual: Decimal | None
    rationale: str


_NO_TARGET = _Target(PeriodAim(Target(), False), None, "")


def _target(values: Sequence[Any]) -> _Target:
    text, is_not_rated, annual, rationale, *figures = values
    return _Target(PeriodAim(target_of(figures, text), bool(is_not_rated)), number_of(annual), rationale)


def _earlier_words(measures: Sequence[int], keys: Iterable[str]) -> dict[tuple[int, str], tuple[Any, ...]]:
    """The commentary of the period before each figure's, by indicator and the period's key."""
    found = Commentary.objects.filter(
        observation__indicator__in=measures, observation__period__in=list(keys), observation__is_current=True
    ).values_list("observation__indicator_id", "observation__period", *WORDS)
    return {(indicator, period.key): tuple(words) for indicator, period, *words in found}
