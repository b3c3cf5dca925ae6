"""Measures with their figures, targets and judgements, in a fixed number of statements however many there are.

Everything shown anywhere (a dashboard, a report, a chart, a pack) starts from ``measured``: one way to fetch, one
engine to judge. Formatting for people is the next step, in ``measure_row``, and only for what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from indicators.judging.plain_rows import NO_ROWS, PlainRows, break_and_word_rows, figure_rows, number_of, target_rows
from indicators.judging.rules_in_force import RulesInForce
from indicators.models import Indicator
from indicators.rules.assessment import Assessment, assess
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Frequency, Period, YearBasis, containing, parse_key


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

    ``figure`` is None where nothing is expected or entered. ``series`` holds what was asked for, oldest first,
    as (period, figure or None, target or None). Shared by all who ask while what is stored is the same, so what is
    made of it may be kept with it.
    """

    definition: Definition
    period: Period
    figure: Figure | None
    facts: Facts
    assessment: Assessment
    rule: Rule
    bands: Mapping[str, Mapping[str, str]]
    series: tuple[tuple[Period, Figure | None, Target | None], ...] = ()
    breaks: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The periods that measures of one frequency, year and lag need for a report period."""

    now: Period
    previous: Period
    last_year: Period
    reported: Period  # what a report of the period before showed
    periods: tuple[Period, ...]  # oldest first, ``now`` last


def data_period(frequency: str, year_basis: str, lag: int, report_period: Period) -> Period:
    """The latest period of an indicator's own frequency that is over by the report period's end, less its lag.

    A yearly measure in July to September shows the year that ended in March; one a quarter in arrears shows the
    quarter before.
    """
    period = containing(report_period.end, Frequency(frequency), YearBasis(year_basis))
    if period.end > report_period.end:
        period = period.previous()
    return period.previous(lag) if lag else period


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
    periods = {period for kind in kinds for period in span_of(*kind, report_period, history).periods}
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


@lru_cache(maxsize=KEPT)
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


@lru_cache(maxsize=512)
def span_of(frequency: str, year_basis: str, lag: int, report_period: Period, history: int) -> Span:
    """The periods that a kind of measure needs for a report period, with so many before its own."""
    now = data_period(frequency, year_basis, lag, report_period)
    reported = data_period(frequency, year_basis, lag, report_period.previous())
    return _span(now, reported, max(history, 1))


@lru_cache(maxsize=512)
def span_to(now: Period, history: int) -> Span:
    """A data period with so many before it, and the same period last year."""
    return _span(now, now.previous(), history)


def _span(now: Period, reported: Period, history: int) -> Span:
    periods = {now.previous(n) for n in range(history + 1)} | {now.last_year(), reported}
    return Span(now, now.previous(), now.last_year(), reported, tuple(sorted(periods)))


def figure_of(indicator: int, row: tuple[Any, ...]) -> Figure:
    """A row of ``figure_rows`` as a figure."""
    pk, key, value, absence, standing, state, judgement, judgement_reason, revision = row
    return Figure(
        *(pk, indicator, parse_key(key), number_of(value), absence, standing, state),
        *(judgement, judgement_reason, revision),
    )


def _aims(rows: PlainRows, words: Mapping[Period, tuple[str, bool]]) -> dict[Period, Aim]:
    found = {}
    for key, *figures in rows:
        period = parse_key(key)
        text, is_not_rated = words.get(period.year, ("", False)) if words else ("", False)
        found[period] = Aim(Target(*map(number_of, figures), text), is_not_rated)
    return found


@dataclass(frozen=True, slots=True)
class Aim:
    """A period's target, and whether the measure is not rated that year by decision."""

    target: Target
    is_not_rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeasure:
    """What is stored of one measure: standing figures and targets by period, and where new definitions begin."""

    figures: Mapping[Period, Figure]
    aims: Mapping[Period, Aim]
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
    """One measure judged from what is stored of it. Asks the database nothing."""
    figures, aims, now = stored.figures, stored.aims, span.now
    rule, bands = rules.applying(definition.pk, now)
    figure, aim = figures.get(now), aims.get(now)
    since = max((b for b in stored.breaks if b <= now), default=None)
    shown = [period for period in span.periods if since is None or period >= since] if with_history else []
    facts = Facts(
        kind=ValueKind(definition.kind),
        polarity=Polarity(definition.polarity),
        counting=Counting(definition.counting),
        decimals=definition.decimals,
        unit=definition.unit,
        rule=rule,
        grades=tuple(definition.grades.splitlines()),
        is_data_only=definition.is_data_only,
        is_contextual=definition.tells == Indicator.Tells.CONTEXTUAL.value,
        not_rated=aim is not None and aim.is_not_rated,
        due=is_due(definition.starts_on, definition.ends_on, now),
        now=_point(figure, aim, visible=shows_drafts) if figure else Point(None, _target(aim)),
        previous=_earlier(definition, span.previous, stored, rules),
        last_year=_earlier(definition, span.last_year, stored, rules),
        reported=_earlier(definition, span.reported, stored, rules),
        previous_comparable=since is None or span.previous >= since,
        last_year_comparable=since is None or span.last_year >= since,
        judgement=(Status(figure.judgement), figure.judgement_reason) if figure and figure.judgement else None,
        tolerance=definition.no_change_within,
        history=tuple(_approved_value(figures.get(period)) for period in shown),
        seasonal=definition.is_seasonal,
    )
    return Measured(
        definition=definition,
        period=now,
        figure=figure,
        facts=facts,
        assessment=assess(facts, with_signal=with_signal),
        rule=rule,
        bands=bands,
        series=_series(span, stored) if with_history else (),
        breaks=stored.breaks,
    )


def _series(span: Span, stored: StoredMeasure) -> tuple[tuple[Period, Figure | None, Target | None], ...]:
    return tuple((period, stored.figures.get(period), _target(stored.aims.get(period))) for period in span.periods)


def _earlier(definition: Definition, period: Period, stored: StoredMeasure, rules: RulesInForce) -> Point | None:
    """An approved earlier figure, judged by the rule that was in force then."""
    figure = stored.figures.get(period)
    if figure is None or figure.state != _APPROVED:
        return None
    return _point(figure, stored.aims.get(period), rule=rules.applying(definition.pk, period)[0])


_APPROVED = FigureState.APPROVED.value


def _point(figure: Figure, aim: Aim | None, *, rule: Rule | None = None, visible: bool = True) -> Point:
    approved = figure.state == _APPROVED
    entered = figure.value is not None or bool(figure.absence)
    shown = approved or visible
    return Point(
        value=figure.value if shown else None,
        target=_target(aim),
        standing=Standing(figure.standing),
        absence=Absence(figure.absence) if figure.absence and shown else None,
        # A figure that is still due is unknown, not awaiting sign-off.
        approved=approved or not entered,
        handed_in=figure.state in HANDED_IN,
        rule=rule,
        judged=Status(figure.judgement) if figure.judgement else None,
    )


def _target(aim: Aim | None) -> Target | None:
    return aim.target if aim else None


def _approved_value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure and figure.state == _APPROVED else None


def is_due(starts_on: date | None, ends_on: date | None, period: Period) -> bool:
    """Whether a measure that is collected from a day until a day is due for a period."""
    if starts_on and period.end < starts_on:
        return False
    return not (ends_on and period.start > ends_on)
