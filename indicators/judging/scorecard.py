"""Measures with their figures, targets and judgements, in a fixed number of statements however many there are.

Everything shown anywhere (a dashboard, a report, a chart, a pack) starts from ``measured``: one way to fetch, one
engine to judge. Formatting for people is the next step, in ``measure_row``, and only for what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from foundation.memo import memo
from indicators.judging.plain_rows import (
    NO_ROWS,
    PlainRows,
    break_and_word_rows,
    figure_rows,
    number_of,
    target_of,
    target_rows,
)
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.spans import Span, span_of
from indicators.models import Indicator
from indicators.rules.assessment import assess
from indicators.rules.collection import is_due
from indicators.rules.facts import Facts, Point
from indicators.rules.results import Assessment
from indicators.rules.rule import Rule, Target
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period, parse_key


class Definition(NamedTuple):
    """What a page needs of an indicator, without its long texts."""

    pk: int
    ref: str
    name: str
    kind: str
    unit: str
    decimals: int
    grades: str
    polarity: str
    frequency: str
    year_basis: str
    counting: str
    is_seasonal: bool
    lag: int
    tells: str
    is_data_only: bool
    is_key: bool
    no_change_within: Decimal
    service_id: int
    service_name: str
    owner_title: str
    starts_on: date | None
    ends_on: date | None
    expected_from: date | None


_DEFINITION_FIELDS = [
    {"service_name": "service__name", "owner_title": "owner__title"}.get(name, name) for name in Definition._fields
]


class Figure(NamedTuple):
    """One stored figure, as read."""

    pk: int
    indicator_id: int
    period: Period
    value: Decimal | None
    absence: str
    standing: str
    state: str
    judgement: str
    judgement_reason: str
    revision: int


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One measure in its data period for a report period: definition, facts, judgement, and its series.

    ``stored`` is what was read of it, without what the reader may not see. ``figure`` is the data period's, None where
    there is none. ``series`` holds what was asked for, oldest first, as (period, figure or None, target or None).
    Shared by all who ask while what is stored is the same, so what is made of it may be kept with it.
    """

    definition: Definition
    period: Period
    figure: Figure | None
    facts: Facts
    assessment: Assessment
    rule: Rule
    bands: Mapping[str, Mapping[str, str]]
    stored: StoredMeasure
    series: tuple[tuple[Period, Figure | None, Target | None], ...] = ()

    @property
    def breaks(self) -> tuple[Period, ...]:
        """The first periods under new definitions."""
        return self.stored.breaks


def measured(
    indicators: QuerySet[Indicator],
    *,
    report_period: Period,
    history: int = 0,
    drafts_of: frozenset[int] | None = frozenset(),
    with_signal: bool = True,
) -> list[Measured]:
    """Assessed measures for a report period, in the order of the queryset, in five statements.

    ``history`` is how many periods before the data period to fetch for each (0: only the previous period and the
    same period last year, which comparisons need). ``drafts_of`` is the services whose unapproved figures the reader
    may see (None: all); everybody else sees that it awaits sign-off, or that there is none yet.
    """
    definitions = [Definition._make(row) for row in indicators.values_list(*_DEFINITION_FIELDS)]
    if not definitions:
        return []
    kinds = {(d.frequency, d.year_basis, d.lag) for d in definitions}
    periods = {period for kind in kinds for period in span_of(*kind, report_period, history).read}
    ids, keys = [definition.pk for definition in definitions], sorted(period.key for period in periods)
    figures, targets = figure_rows(ids, keys), target_rows(ids, keys)
    oddities = break_and_word_rows(ids, sorted({period.year.key for period in periods}))
    page = Page(report_period, history, with_signal and history > 0, RulesInForce.load())
    return [
        _measured(
            page,
            definition,
            figures.get(definition.pk, NO_ROWS),
            targets.get(definition.pk, NO_ROWS),
            oddities.get(definition.pk, NO_ROWS),
            drafts_of is None or definition.service_id in drafts_of,
        )
        for definition in definitions
    ]


class Page(NamedTuple):
    """What all the measures of one page are judged by."""

    report_period: Period
    history: int
    with_signal: bool
    rules: RulesInForce


KEPT = 2048
"""Judged measures kept for who asks while the same is stored: a council's of three quarters."""


@memo(KEPT, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _measured(
    page: Page, definition: Definition, figures: PlainRows, targets: PlainRows, oddities: PlainRows, shows_drafts: bool
) -> Measured:
    span = span_of(definition.frequency, definition.year_basis, definition.lag, page.report_period, page.history)
    stored = StoredMeasure(
        figures={figure.period: figure for figure in (figure_of(definition.pk, row) for row in figures)},
        aims=_aims(targets, {parse_key(key): (text, bool(off)) for key, text, off in oddities if text is not None}),
        breaks=tuple(parse_key(key) for key, text, _ in oddities if text is None),
    )
    return judged(
        definition,
        span,
        stored,
        rules=page.rules,
        with_history=page.history > 0,
        with_signal=page.with_signal,
        shows_drafts=shows_drafts,
    )


def figure_of(indicator: int, row: tuple[Any, ...]) -> Figure:
    """A row of ``figure_rows`` as a figure."""
    pk, key, value, absence, standing, state, judgement, judgement_reason, revision = row
    return Figure(
        *(pk, indicator, parse_key(key), number_of(value), absence, standing, state),
        *(judgement, judgement_reason, revision),
    )


def _aims(rows: PlainRows, words: Mapping[Period, tuple[str, bool]]) -> dict[Period, PeriodAim]:
    found = {}
    for key, *figures in rows:
        period = parse_key(key)
        text, is_not_rated = words.get(period.year, ("", False)) if words else ("", False)
        found[period] = PeriodAim(target_of(figures, text), is_not_rated)
    return found


@dataclass(frozen=True, slots=True)
class PeriodAim:
    """A period's target, and whether the measure is not rated that year by decision."""

    target: Target
    is_not_rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeasure:
    """What is stored of one measure: standing figures and targets by period, and where new definitions begin."""

    figures: Mapping[Period, Figure]
    aims: Mapping[Period, PeriodAim]
    breaks: tuple[Period, ...]


def judged(
    definition: Definition,
    span: Span,
    stored: StoredMeasure,
    *,
    rules: RulesInForce,
    with_history: bool,
    with_signal: bool,
    shows_drafts: bool,
) -> Measured:
    """One measure judged from what is stored of it. Asks the database nothing.

    ``shows_drafts`` False: what is not signed off is left out, and of what was handed in only that it was.
    """
    rule, bands = rules.applying(definition.pk, span.now)
    seen = StoredMeasure(
        figures={period: _seen(figure, shows_drafts) for period, figure in stored.figures.items()},
        aims=stored.aims,
        breaks=stored.breaks,
    )
    facts = _facts(definition, span, seen, rules, with_history=with_history)
    return Measured(
        definition=definition,
        period=span.now,
        figure=seen.figures.get(span.now),
        facts=facts,
        assessment=assess(facts, with_signal=with_signal),
        rule=rule,
        bands=bands,
        stored=seen,
        series=_series(span, seen) if with_history else (),
    )


def _facts(
    definition: Definition, span: Span, stored: StoredMeasure, rules: RulesInForce, *, with_history: bool
) -> Facts:
    now = span.now
    since = max((b for b in stored.breaks if b <= now), default=None)
    shown = [period for period in span.periods if since is None or period >= since] if with_history else []
    return Facts(
        kind=ValueKind(definition.kind),
        polarity=Polarity(definition.polarity),
        counting=Counting(definition.counting),
        decimals=definition.decimals,
        unit=definition.unit,
        rule=rules.applying(definition.pk, now)[0],
        grades=tuple(definition.grades.splitlines()),
        is_data_only=definition.is_data_only,
        is_contextual=definition.tells == str(Indicator.Tells.CONTEXTUAL),
        now=point_in(definition, stored, now),
        previous=_earlier(definition, span.previous, stored, rules),
        last_year=_earlier(definition, span.last_year, stored, rules),
        reported=_earlier(definition, span.reported, stored, rules),
        previous_comparable=since is None or span.previous >= since,
        last_year_comparable=since is None or span.last_year >= since,
        tolerance=definition.no_change_within,
        history=tuple(_approved_value(stored.figures.get(period)) for period in shown),
        seasonal=definition.is_seasonal,
    )


def status_in(measured: Measured, period: Period, rule: Rule) -> Status:
    """The status of the measure in a period of its series, by the rule that was in force then."""
    return status_shown(measured.facts.sheet, point_in(measured.definition, measured.stored, period), rule)


def _seen(figure: Figure, shows_drafts: bool) -> Figure:
    """A figure as a reader sees it: a draft is no figure to whoever may not read drafts (rules.md 18)."""
    if shows_drafts or figure.state == _APPROVED:
        return figure
    state = FigureState.DUE.value if figure.state in _DRAFTS else figure.state
    return figure._replace(value=None, absence="", judgement="", judgement_reason="", state=state)


_DRAFTS = (FigureState.DRAFT, FigureState.SENT_BACK)


def _series(span: Span, stored: StoredMeasure) -> tuple[tuple[Period, Figure | None, Target | None], ...]:
    return tuple((period, stored.figures.get(period), _target(stored.aims.get(period))) for period in span.periods)


def _earlier(definition: Definition, period: Period, stored: StoredMeasure, rules: RulesInForce) -> Point | None:
    """An approved earlier figure, with the rule that was in force then."""
    figure = stored.figures.get(period)
    if figure is None or figure.state != _APPROVED:
        return None
    return replace(point_in(definition, stored, period), rule=rules.applying(definition.pk, period)[0])


_APPROVED = FigureState.APPROVED.value


def point_in(definition: Definition, stored: StoredMeasure, period: Period) -> Point:
    """What is known of the measure in one period."""
    figure, aim = stored.figures.get(period), stored.aims.get(period)
    not_rated = aim is not None and aim.is_not_rated
    due = is_due(definition, period)
    if figure is None:
        return Point(None, _target(aim), not_rated=not_rated, due=due)
    entered = is_entered(figure.state, figure.value, figure.absence, figure.judgement)
    return Point(
        value=figure.value,
        target=_target(aim),
        standing=Standing(figure.standing),
        absence=Absence(figure.absence) if figure.absence else None,
        # A figure that is still due is unknown, not awaiting sign-off.
        approved=figure.state == _APPROVED or not entered,
        handed_in=figure.state in HANDED_IN,
        judged=Status(figure.judgement) if figure.judgement else None,
        judged_because=figure.judgement_reason,
        year_before=_year_before(stored, period),
        not_rated=not_rated,
        due=due,
    )


def is_entered(state: str | None, value: object, absence: str | None, judgement: str | None) -> bool:
    """Whether anybody has said anything of a figure: a row without any of it only says that one is due."""
    return state in HANDED_IN or value is not None or bool(absence or judgement)


def _year_before(stored: StoredMeasure, period: Period) -> Decimal | None:
    """The approved value of the same period a year earlier, unless a new definition lies between."""
    then = period.last_year()
    figure = stored.figures.get(then)
    if figure is None or figure.absence or any(then < since <= period for since in stored.breaks):
        return None
    return _approved_value(figure)


def _target(aim: PeriodAim | None) -> Target | None:
    return aim.target if aim else None


def _approved_value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure and figure.state == _APPROVED else None
