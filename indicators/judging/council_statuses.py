"""Every measure of the council at a glance: status now, status before, and nothing else.

For pages that summarise hundreds of measures. What only a page about one measure shows is left out: series, sentence,
signal. The status comes from ``rules.status``, as everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from foundation.measure_words import Bands
from foundation.memo import memo
from foundation.statements import rows_of
from indicators.judging.collection import SERVICE_JOIN, SERVICE_THEN, collected_sql
from indicators.judging.measure_row import Shown, printed_pair
from indicators.judging.plain_rows import number_of, target_of
from indicators.judging.recovery import UNTIL_JOIN, UNTIL_SQL
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT
from indicators.judging.spans import data_period
from indicators.judging.stored import is_entered
from indicators.models import Indicator
from indicators.rules.collection import is_due
from indicators.rules.facts import Point, Sheet
from indicators.rules.rule import Rule, Target
from indicators.rules.status import computed, status_shown
from indicators.rules.vocabulary import Absence, Polarity, Status, ValueKind
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period


class _Figure(NamedTuple):
    """A figure with what it is judged by, as plain values: numbers as text. ``absence`` None: there is no figure.
    ``is_decided``: not rated this year, by decision.
    """

    value: str | None
    absence: str | None
    judgement: str | None
    aim: str | None
    low: str | None
    high: str | None
    green_limit: str | None
    red_limit: str | None
    year_ago: str | None
    is_decided: bool | None

    def target(self, text: str = "") -> Target:
        return target_of((self.aim, self.low, self.high, self.green_limit, self.red_limit), text)


class _Row(NamedTuple):
    """A measure with its figure ``now`` and the approved one before. ``aim_words`` are a target in words."""

    pk: int
    ref: str
    name: str
    kind: str
    unit: str
    decimals: int
    polarity: str
    is_data_only: bool
    is_contextual: bool
    is_key: bool
    service_id: int
    starts_on: date | None
    ends_on: date | None
    expected_from: date | None
    grades: str
    aim_words: str | None
    recovery_until: str | None  # as text
    state: str | None
    now: _Figure
    was: _Figure


_KINDS = "SELECT DISTINCT frequency, year_basis, lag FROM indicators_indicator"
_FIGURE = """
        CAST({figure}.value AS text), {figure}.absence, {figure}.judgement,
        CAST({goal}.value AS text), CAST({goal}.low AS text), CAST({goal}.high AS text),
        {limits}, {year_ago}, {decided}.is_not_rated"""
_ROWS = """
    SELECT measure.id, measure.ref, measure.name, measure.kind, measure.unit, measure.decimals, measure.polarity,
        measure.is_data_only, measure.tells = 'contextual', measure.is_key, {service},
        CAST(measure.starts_on AS text), CAST(measure.ends_on AS text), CAST(measure.expected_from AS text),
        measure.grades, yearly.text, {recovery}, figure.state, {now}, {was}
    FROM indicators_indicator measure
    LEFT JOIN indicators_observation figure
        ON figure.indicator_id = measure.id AND figure.is_current AND figure.period = %s
    LEFT JOIN indicators_observation earlier ON earlier.indicator_id = measure.id AND earlier.is_current
        AND earlier.period = %s AND earlier.state = 'approved'
    LEFT JOIN indicators_periodtarget goal ON goal.indicator_id = measure.id AND goal.period = %s
    LEFT JOIN indicators_periodtarget past ON past.indicator_id = measure.id AND past.period = %s
    LEFT JOIN indicators_annualtarget yearly ON yearly.indicator_id = measure.id AND yearly.year = %s
        AND (yearly.is_not_rated OR yearly.text <> '') {beside} {joined}
    WHERE measure.frequency = %s AND measure.year_basis = %s AND measure.lag = %s AND {asked}
"""
_YEAR_AGO = """
    LEFT JOIN indicators_observation {0} ON {0}.indicator_id = measure.id AND {0}.is_current
        AND {0}.period = %s AND {0}.state = 'approved' AND {0}.absence = '' AND NOT EXISTS (
            SELECT 1 FROM indicators_seriesbreak anew
            WHERE anew.indicator_id = measure.id AND anew.period > {0}.period AND anew.period <= %s)
"""
_PAST_DECIDED = """
    LEFT JOIN indicators_annualtarget decided ON decided.indicator_id = measure.id AND decided.year = %s
        AND decided.is_not_rated
"""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """One measure: ``status`` now, ``was`` as a report of the period before showed it (None for no figure then).
    ``computed`` is what the engine works out for now, whatever a person judged.

    Shared by all who ask while what is stored is the same, so what is made of it may be kept with it.
    """

    pk: int
    ref: str
    name: str
    service_id: int
    is_key: bool
    status: Status
    computed: Status
    was: Status | None
    period: Period
    row: _Row
    rule: Rule
    bands: Bands

    @property
    def has_recovery(self) -> bool:
        """Whether a recovery action is being done, or was in the data period or after it."""
        return (self.row.recovery_until or "") >= self.period.start.isoformat()

    def value_and_target(self) -> tuple[str, str]:
        """The approved figure and its target as every page prints them; "no figure", "no target" for none."""
        row = self.row
        approved = number_of(row.now.value) if row.state == FigureState.APPROVED and not row.now.absence else None
        shown = Shown(ValueKind(row.kind), row.decimals, row.unit, tuple(row.grades.splitlines()))
        return printed_pair(approved, row.now.target(row.aim_words or ""), self.computed, Polarity(row.polarity), shown)


def glances(
    indicators: QuerySet[Indicator] | None = None, *, report_period: Period, rules: RulesInForce | None = None
) -> list[Glance]:
    """All the measures of a queryset for a report period, in reference order; None for those whose collection had
    begun by its end and not ended before it.

    Two statements, and one for each way in which measures are collected (frequency, year, lag): a number that does
    not grow with measures. What is handed in and not approved awaits sign-off; a draft counts as no figure.
    ``rules`` are given where they have been read already.
    """
    rules = rules or RulesInForce.load()
    asked, params = collected_sql(report_period)
    if indicators is not None:
        named, params = indicators.order_by().values("pk").query.sql_with_params()
        asked = f"measure.id IN ({named})"
    day = connection.ops.adapt_datefield_value(report_period.end)
    found: list[Glance] = []
    for frequency, year_basis, lag in rows_of(_KINDS):
        period = data_period(frequency, year_basis, lag, report_period)
        before = data_period(frequency, year_basis, lag, report_period.previous())
        joins, places = _joins(rules, period, before)
        places = [period.key, before.key, period.key, before.key, period.year.key, day, *places]
        rows = rows_of(_rows_sql(rules, joins, asked), [*places, frequency, year_basis, lag, *params])
        found += map(_kept_glances(rules, period, before), rows)
    return sorted(found, key=attrgetter("ref"))


def _joins(rules: RulesInForce, period: Period, before: Period) -> tuple[str, list[str]]:
    """The tables that few councils or few quarters need, with the periods they are asked for."""
    joins, places = "", []
    if rules.compare_with_last_year:
        joins = _YEAR_AGO.format("year") + _YEAR_AGO.format("past_year")
        places = [period.last_year().key, period.key, before.last_year().key, before.key]
    if before.year != period.year:
        joins, places = joins + _PAST_DECIDED, [*places, before.year.key]
    return joins, places


def _rows_sql(rules: RulesInForce, joins: str, asked: str) -> str:
    decided = "decided" if _PAST_DECIDED in joins else "yearly"
    now = _figure_sql(rules, figure="figure", goal="goal", year="year", decided="yearly")
    was = _figure_sql(rules, figure="earlier", goal="past", year="past_year", decided=decided)
    return _ROWS.format(
        service=SERVICE_THEN,
        recovery=UNTIL_SQL,
        beside=SERVICE_JOIN + UNTIL_JOIN,
        now=now,
        was=was,
        joined=joins,
        asked=asked,
    )


def _figure_sql(rules: RulesInForce, *, figure: str, goal: str, year: str, decided: str) -> str:
    """The columns of a figure, from tables by their names here. What no rule needs is not read."""
    limits = f"CAST({goal}.green_limit AS text), CAST({goal}.red_limit AS text)" if rules.use_limits else "NULL, NULL"
    year_ago = f"CAST({year}.value AS text)" if rules.compare_with_last_year else "NULL"
    return _FIGURE.format(figure=figure, goal=goal, limits=limits, year_ago=year_ago, decided=decided)


@memo(8, why="measures collected alike share their periods and rules, which need comparing once")
def _kept_glances(rules: RulesInForce, period: Period, before: Period) -> Callable[[tuple[Any, ...]], Glance]:
    """Makes a glance of a row, or gives the one of an equal row: what is stored is mostly what it was a moment ago
    (ADR 7).
    """
    return lru_cache(maxsize=KEPT)(partial(_glance, rules, period, before))


def _glance(rules: RulesInForce, period: Period, before: Period, values: tuple[Any, ...]) -> Glance:
    row = _row(values)
    rule, bands = rules.applying(row.pk, period)
    then_rule, _ = rules.applying(row.pk, before)
    sheet = Sheet(ValueKind(row.kind), Polarity(row.polarity), bool(row.is_data_only), bool(row.is_contextual))
    entered = is_entered(row.state, row.now.value, row.now.absence, row.now.judgement)
    point = _point(
        row.now,
        approved=row.state == FigureState.APPROVED or not entered,
        handed_in=row.state in HANDED_IN,
        due=is_due(row, period),
    )
    return Glance(
        row.pk,
        row.ref,
        row.name,
        row.service_id,
        bool(row.is_key),
        status_shown(sheet, point, rule),
        computed(sheet, point, rule)[0],
        None if row.was.absence is None else status_shown(sheet, _point(row.was), then_rule),
        period,
        row,
        rule,
        bands,
    )


def _row(values: tuple[Any, ...]) -> _Row:
    days = (date.fromisoformat(day) if day else None for day in values[11:14])
    end = 18 + len(_Figure._fields)
    return _Row._make((*values[:11], *days, *values[14:18], _Figure(*values[18:end]), _Figure(*values[end:])))


def _point(figure: _Figure, *, approved: bool = True, handed_in: bool = True, due: bool = True) -> Point:
    return Point(
        value=number_of(figure.value),
        target=figure.target(),
        absence=Absence(figure.absence) if figure.absence else None,
        judged=Status(figure.judgement) if figure.judgement else None,
        year_before=number_of(figure.year_ago),
        approved=approved,
        handed_in=handed_in,
        not_rated=bool(figure.is_decided),
        due=due,
    )
