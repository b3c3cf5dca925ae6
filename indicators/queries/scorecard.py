"""Measures with their figures, targets and judgements, in a fixed number of statements however many there are.

Everything shown anywhere (a dashboard, a report, a chart, a pack) starts from ``measured``: one way to fetch, one
engine to judge. Formatting for people is the next step, in ``measure_row``, and only for what is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from indicators.models import AnnualTarget, Indicator, Observation, PeriodTarget, SeriesBreak
from indicators.queries.rules_in_force import RulesInForce
from indicators.rules.assessment import Assessment, assess
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind
from indicators.workflow import FigureState
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


@dataclass(frozen=True, slots=True)
class Scheme:
    """The words, shapes and colours of each status: ``{status: {"word", "shape", "colour", "meaning"}}``."""

    bands: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure in its data period for a report period: definition, facts, judgement, and its series.

    ``figure`` is None where nothing is expected or entered. ``series`` holds what was asked for, oldest first,
    as (period, figure or None, target or None).
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
    """Assessed measures for a report period, in the order of the queryset, in six statements.

    ``history`` is how many periods before the data period to fetch for each (0: only the previous period and the
    same period last year, which comparisons need). ``drafts_of`` is the services whose unapproved figures the reader
    may see (None: all); everybody else sees "awaiting sign-off".
    """
    definitions = [Definition._make(row) for row in indicators.values_list(*_DEFINITION_FIELDS)]
    if not definitions:
        return []
    ids = [definition.pk for definition in definitions]
    # A page that shows most of the council asks for all, which the database answers faster than a long list.
    scope = Q(indicator__in=ids) if len(ids) <= 200 else Q()
    kinds = {(d.frequency, d.year_basis, d.lag) for d in definitions}
    spans = {kind: _span(*kind, report_period, history) for kind in kinds}
    wanted = sorted({period.key for span in spans.values() for period in span.periods})
    judge = Judge(
        figures=standing_figures(scope, wanted),
        targets=_targets(scope, wanted),
        rules=RulesInForce.load(),
        breaks=_breaks(scope),
        with_history=history > 0,
        with_signal=with_signal and history > 0,
        drafts_of=drafts_of,
    )
    return [judge.measured(d, spans[d.frequency, d.year_basis, d.lag]) for d in definitions]


def _span(frequency: str, year_basis: str, lag: int, report_period: Period, history: int) -> Span:
    now = data_period(frequency, year_basis, lag, report_period)
    periods = [now.previous(n) for n in range(max(history, 1), -1, -1)]
    if now.last_year() not in periods:
        periods.insert(0, now.last_year())
    return Span(now, now.previous(), now.last_year(), tuple(periods))


def standing_figures(scope: Q, keys: list[str]) -> dict[int, dict[Period, Figure]]:
    found: dict[int, dict[Period, Figure]] = defaultdict(dict)
    rows = Observation.objects.standing().filter(scope, period__in=keys).values_list(*Figure._fields)
    for row in rows:
        figure = Figure._make(row)
        found[figure.indicator_id][figure.period] = figure
    return found


@dataclass(frozen=True, slots=True)
class Aim:
    """A period's target, and whether the measure is not rated that year by decision."""

    target: Target
    is_not_rated: bool


def annual_words(scope: Q, years: Iterable[str]) -> dict[tuple[int, Period], tuple[str, bool]]:
    """Targets in words and decisions not to rate, by indicator and year (keys): the few years that have either."""
    rows = AnnualTarget.objects.filter(scope, Q(is_not_rated=True) | ~Q(text=""), year__in=list(years))
    return {
        (pk, year): (text, is_not_rated)
        for pk, year, text, is_not_rated in rows.values_list("indicator_id", "year", "text", "is_not_rated")
    }


def _targets(scope: Q, keys: list[str]) -> dict[int, dict[Period, Aim]]:
    found: dict[int, dict[Period, Aim]] = defaultdict(dict)
    # Asked for apart: joined to every period's target it would read each annual target of the council.
    words = annual_words(scope, {parse_key(key).year.key for key in keys})
    rows = PeriodTarget.objects.filter(scope, period__in=keys).values_list(
        "indicator_id", "period", "value", "low", "high", "green_limit", "red_limit"
    )
    for pk, period, value, low, high, green_limit, red_limit in rows:
        text, is_not_rated = words.get((pk, period.year), ("", False)) if words else ("", False)
        found[pk][period] = Aim(Target(value, low, high, green_limit, red_limit, text), is_not_rated)
    return found


def _breaks(scope: Q) -> dict[int, tuple[Period, ...]]:
    found: dict[int, tuple[Period, ...]] = {}
    for pk, period in SeriesBreak.objects.filter(scope).order_by("period").values_list("indicator_id", "period"):
        found[pk] = (*found.get(pk, ()), period)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What was read for a page, and how one measure of it is judged."""

    figures: Mapping[int, Mapping[Period, Figure]]
    targets: Mapping[int, Mapping[Period, Aim]]
    rules: RulesInForce
    breaks: Mapping[int, tuple[Period, ...]]
    with_history: bool
    with_signal: bool
    drafts_of: frozenset[int] | None

    def measured(self, definition: Definition, span: Span) -> Measured:
        rule, bands = self.rules.applying(definition.pk, span.now)
        figures = self.figures.get(definition.pk, _NOTHING)
        aims = self.targets.get(definition.pk, _NOTHING)
        breaks = self.breaks.get(definition.pk, ())
        facts = self._facts(definition, span, figures, aims, breaks, rule)
        series = (
            tuple((period, figures.get(period), _target(aims.get(period))) for period in span.periods)
            if self.with_history
            else ()
        )
        return Measured(
            definition=definition,
            period=span.now,
            figure=figures.get(span.now),
            facts=facts,
            assessment=assess(facts, with_signal=self.with_signal),
            rule=rule,
            bands=bands,
            series=series,
            breaks=breaks,
        )

    def _facts(
        self,
        definition: Definition,
        span: Span,
        figures: Mapping[Period, Figure],
        aims: Mapping[Period, Aim],
        breaks: tuple[Period, ...],
        rule: Rule,
    ) -> Facts:
        now, figure, aim = span.now, figures.get(span.now), aims.get(span.now)
        since = max((b for b in breaks if b <= now), default=None)
        return Facts(
            kind=_KINDS[definition.kind],
            polarity=_POLARITIES[definition.polarity],
            counting=_COUNTINGS[definition.counting],
            decimals=definition.decimals,
            unit=definition.unit,
            rule=rule,
            grades=tuple(definition.grades.splitlines()),
            is_data_only=definition.is_data_only,
            is_contextual=definition.tells == Indicator.Tells.CONTEXTUAL.value,
            not_rated=aim is not None and aim.is_not_rated,
            due=is_due(definition.starts_on, definition.ends_on, now),
            now=_point(figure, aim, visible=self._may_see_drafts(definition)) if figure else Point(None, _target(aim)),
            previous=self._earlier(definition, span.previous, figures, aims),
            last_year=self._earlier(definition, span.last_year, figures, aims),
            previous_comparable=since is None or span.previous >= since,
            last_year_comparable=since is None or span.last_year >= since,
            judgement=(Status(figure.judgement), figure.judgement_reason) if figure and figure.judgement else None,
            tolerance=definition.no_change_within,
            history=tuple(
                _approved_value(figures.get(period)) for period in span.periods if since is None or period >= since
            )
            if self.with_history
            else (),
            seasonal=definition.is_seasonal,
        )

    def _may_see_drafts(self, definition: Definition) -> bool:
        return self.drafts_of is None or definition.service_id in self.drafts_of

    def _earlier(
        self, definition: Definition, period: Period, figures: Mapping[Period, Figure], aims: Mapping[Period, Aim]
    ) -> Point | None:
        """An approved earlier figure, judged by the rule that was in force then."""
        figure = figures.get(period)
        if figure is None or figure.state != _APPROVED:
            return None
        return _point(figure, aims.get(period), rule=self.rules.applying(definition.pk, period)[0])


_NOTHING: Mapping[Period, object] = {}
_APPROVED = FigureState.APPROVED.value
# Plain dictionaries: calling an enum for each of some thousand figures is what a page would spend its time on.
_KINDS, _POLARITIES, _COUNTINGS, _STANDINGS = (
    {member.value: member for member in words} for words in (ValueKind, Polarity, Counting, Standing)
)


def _point(figure: Figure, aim: Aim | None, *, rule: Rule | None = None, visible: bool = True) -> Point:
    approved = figure.state == _APPROVED
    entered = figure.value is not None or bool(figure.absence)
    shown = approved or visible
    return Point(
        value=figure.value if shown else None,
        target=_target(aim),
        standing=_STANDINGS[figure.standing],
        absence=Absence(figure.absence) if figure.absence and shown else None,
        # A figure that is still due is unknown, not awaiting sign-off.
        approved=approved or not entered,
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
