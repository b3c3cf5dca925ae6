"""Figures on their way in, each judged as it would be once signed off, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from indicators.models import Commentary, Observation, PeriodTarget
from indicators.queries import scorecard
from indicators.queries.entry import FIGURE_FIELDS, WORDS, FigureEntry
from indicators.queries.rules_in_force import RulesInForce
from indicators.queries.scorecard import Aim, Definition, Figure, Measured, Span
from indicators.rules.assessment import assess
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Absence, Standing, Status
from indicators.workflow import FigureState
from plans.periods import Period

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
# Entry shows neither the service's nor the owner's name, so it does not pay for reading them.
_UNREAD = {"service_name": "", "owner_title": ""}
_DEFINITION_NAMES = [name for name in Definition._fields if name not in _UNREAD]
_DEFINITION_COLUMNS = [f"indicator__{name}" for name in _DEFINITION_NAMES]


@dataclass(frozen=True, slots=True)
class EnteredFigure:
    """A figure with its entry, judged by ``measured`` as if it were signed off.

    ``earlier`` is the commentary of the period before, empty where there was none. ``annual_targets`` are of the
    three years up to the figure's, oldest first; ``target_rationale`` is why the last of them was set.
    """

    stored: Stored
    definition: Definition
    entry: FigureEntry
    measured: Measured
    earlier: Mapping[str, Any]
    annual_targets: tuple[Decimal | None, ...] = ()
    target_rationale: str = ""

    @property
    def pk(self) -> int:
        return self.stored.pk


@cache
def _readable() -> QuerySet[Observation]:
    """Figures as they are read here. Naming the columns anew for each page would cost as much as asking for them."""
    in_order = Observation.objects.order_by("indicator__ref", "period", "revision")
    return in_order.values_list(*_COLUMNS, *_ENTRY_COLUMNS, *_DEFINITION_COLUMNS, "indicator__breaks__period")


def entered_figures(which: Q, *, to_check: bool = True) -> list[EnteredFigure]:
    """The observations with what each is judged by, by reference and period, in five statements however many there are.

    What else was entered counts as signed off, so that a month typed just now is compared with the one before.
    ``to_check`` False leaves out the process limits, where nobody is to check the figures.
    """
    rows, breaks = _read(which)
    if not rows:
        return []
    spans = {period: _span(period, to_check) for period in {stored.period for stored, _, _ in rows}}
    years = {period: _same_period(period, span) for period, span in spans.items()}
    targets = _targets(_measures(rows), spans)
    judge = _judge(rows, spans, targets, breaks, to_check)
    earlier = _earlier_words(rows, spans)
    return [
        EnteredFigure(
            stored,
            definition,
            entry,
            judge.measured(definition, spans[stored.period]),
            earlier.get((definition.pk, spans[stored.period].previous), {}),
            tuple(targets[definition.pk].get(period, _NO_TARGET).annual for period in years[stored.period]),
            targets[definition.pk].get(stored.period, _NO_TARGET).rationale,
        )
        for stored, entry, definition in rows
    ]


def as_typed(figure: EnteredFigure, entry: FigureEntry) -> EnteredFigure:
    """The same figure judged by another entry, completed but not stored. Asks the database nothing."""
    facts = figure.measured.facts
    now = replace(
        facts.now,
        value=entry.value,
        absence=Absence(entry.absence) if entry.absence else None,
        standing=Standing(entry.standing),
        approved=True,
    )
    facts = replace(
        facts,
        now=now,
        history=(*facts.history[:-1], entry.value),
        judgement=(Status(entry.judgement), entry.judgement_reason) if entry.judgement else None,
    )
    return replace(figure, entry=entry, measured=replace(figure.measured, facts=facts, assessment=assess(facts)))


_Row = tuple[Stored, FigureEntry, Definition]
_Spans = Mapping[Period, Span]


def _read(which: Q) -> tuple[list[_Row], dict[int, tuple[Period, ...]]]:
    """The rows, and the breaks in each measure's series, oldest first. A row comes once for each of the few breaks."""
    rows: dict[int, _Row] = {}
    breaks: dict[int, set[Period]] = defaultdict(set)
    for *row, broken in _readable().filter(which):
        if row[0] not in rows:
            rows[row[0]] = _split(row)
        if broken is not None:
            breaks[rows[row[0]][2].pk].add(broken)
    return list(rows.values()), {pk: tuple(sorted(periods)) for pk, periods in breaks.items()}


def _split(row: Sequence[Any]) -> _Row:
    at, after = len(_COLUMNS), len(_COLUMNS) + len(_ENTRY_COLUMNS)
    # Without commentary the joined texts are None.
    entry = {name: value for name, value in zip(_ENTRY_NAMES, row[at:after], strict=True) if value is not None}
    definition = Definition(**dict(zip(_DEFINITION_NAMES, row[after:], strict=True)), **_UNREAD)
    return Stored._make(row[:at]), FigureEntry(**entry), definition


def _measures(rows: Sequence[_Row]) -> Q:
    return Q(indicator__in={definition.pk for _, _, definition in rows})


def _judge(
    rows: Sequence[_Row],
    spans: _Spans,
    targets: Mapping[int, Mapping[Period, _Target]],
    breaks: Mapping[int, tuple[Period, ...]],
    to_check: bool,
) -> scorecard.Judge:
    scope = _measures(rows)
    figures = scorecard.standing_figures(scope, sorted({each.key for span in spans.values() for each in span.periods}))
    for of_measure in figures.values():
        for period, figure in of_measure.items():
            if figure.value is not None or figure.absence:
                of_measure[period] = figure._replace(state=FigureState.APPROVED.value)
    for stored, entry, definition in rows:
        figures[definition.pk][stored.period] = _as_signed_off(stored, entry, definition)
    return scorecard.Judge(
        figures=figures,
        targets={pk: {period: each.aim for period, each in found.items()} for pk, found in targets.items()},
        rules=RulesInForce.load(),
        breaks=breaks,
        with_history=True,
        with_signal=to_check,
        drafts_of=None,
    )


def _span(period: Period, to_check: bool) -> Span:
    periods = [period.previous(n) for n in range(HISTORY if to_check else _SHORT_HISTORY, -1, -1)]
    if period.last_year() not in periods:
        periods.insert(0, period.last_year())
    return Span(period, period.previous(), period.last_year(), tuple(periods))


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


def _same_period(period: Period, span: Span) -> tuple[Period, ...]:
    """The same period of this year and of those before whose targets are looked at, oldest first."""
    return (span.last_year.last_year(), span.last_year, period)


class _Target(NamedTuple):
    """A period's target with its year's: the figure, why it was set, and what is said of it in words."""

    aim: Aim
    annual: Decimal | None
    rationale: str


_NO_TARGET = _Target(Aim(Target(), False), None, "")


def _targets(scope: Q, spans: _Spans) -> dict[int, dict[Period, _Target]]:
    """The targets of each figure's period, of those it is compared with, and of the same period in earlier years."""
    keys = {each.key for period, span in spans.items() for each in (span.previous, *_same_period(period, span))}
    found: dict[int, dict[Period, _Target]] = defaultdict(dict)
    for pk, period, text, is_not_rated, annual, rationale, *figures in PeriodTarget.objects.filter(
        scope, period__in=keys
    ).values_list(
        *("indicator_id", "period", "annual__text", "annual__is_not_rated", "annual__value", "annual__rationale"),
        *("value", "low", "high", "green_limit", "red_limit"),
    ):
        found[pk][period] = _Target(Aim(Target(*figures, text), is_not_rated), annual, rationale)
    return found


def _earlier_words(rows: Sequence[_Row], spans: _Spans) -> dict[tuple[int, Period], dict[str, Any]]:
    """The commentary of the period before each figure's, by indicator and period."""
    found = Commentary.objects.filter(
        observation__indicator__in={definition.pk for _, _, definition in rows},
        observation__period__in={span.previous.key for span in spans.values()},
        observation__is_current=True,
    ).values_list("observation__indicator_id", "observation__period", *WORDS)
    return {(indicator, period): dict(zip(WORDS, words, strict=True)) for indicator, period, *words in found}
