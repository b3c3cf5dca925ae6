"""Every measure of the council at a glance: status now, status before, and nothing else.

For pages that summarise hundreds of measures. What only a page about one measure shows is left out: series, sentence,
signal. The status comes from ``rules.status``, as everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from foundation.memo import memo
from foundation.statements import rows_of
from indicators.judging.collection import collected_sql
from indicators.judging.measure_row import Shown, printed_pair
from indicators.judging.plain_rows import number_of, target_of
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT, is_entered
from indicators.judging.spans import data_period
from indicators.models import Indicator
from indicators.rules.collection import is_due
from indicators.rules.facts import Point, Sheet
from indicators.rules.rule import Rule
from indicators.rules.status import computed, status_shown
from indicators.rules.vocabulary import Absence, Polarity, Status, ValueKind
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period


class _Row(NamedTuple):
    """A measure with its figure, target and earlier figures: plain values, numbers as text. ``is_decided``: not rated
    this year, by decision; ``aim_words`` are a target in words.
    """

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
    starts: str | None
    ends: str | None
    expected: str | None
    state: str | None
    value: str | None
    absence: str | None
    judgement: str | None
    aim: str | None
    low: str | None
    high: str | None
    green_limit: str | None
    red_limit: str | None
    was_value: str | None
    was_judgement: str | None
    was_aim: str | None
    was_low: str | None
    was_high: str | None
    was_green_limit: str | None
    was_red_limit: str | None
    year_ago: str | None
    was_absence: str | None
    grades: str
    aim_words: str | None
    is_decided: bool | None
    was_year_ago: str | None
    was_decided: bool | None

    @property
    def starts_on(self) -> date | None:
        return date.fromisoformat(self.starts) if self.starts else None

    @property
    def ends_on(self) -> date | None:
        return date.fromisoformat(self.ends) if self.ends else None

    @property
    def expected_from(self) -> date | None:
        return date.fromisoformat(self.expected) if self.expected else None


_KINDS = "SELECT DISTINCT frequency, year_basis, lag FROM indicators_indicator"
_ROWS = """
    SELECT measure.id, measure.ref, measure.name, measure.kind, measure.unit, measure.decimals, measure.polarity,
        measure.is_data_only, measure.tells = 'contextual', measure.is_key, measure.service_id,
        CAST(measure.starts_on AS text), CAST(measure.ends_on AS text),
        CAST(measure.expected_from AS text),
        figure.state, CAST(figure.value AS text), figure.absence, figure.judgement,
        CAST(goal.value AS text), CAST(goal.low AS text), CAST(goal.high AS text), {limits},
        CAST(earlier.value AS text), earlier.judgement,
        CAST(past.value AS text), CAST(past.low AS text), CAST(past.high AS text), {past_limits}, {year_ago},
        earlier.absence, measure.grades, yearly.text, yearly.is_not_rated,
        {past_year_ago}, {past_decided}
    FROM indicators_indicator measure
    LEFT JOIN indicators_observation figure
        ON figure.indicator_id = measure.id AND figure.is_current AND figure.period = %s
    LEFT JOIN indicators_observation earlier ON earlier.indicator_id = measure.id AND earlier.is_current
        AND earlier.period = %s AND earlier.state = 'approved'
    LEFT JOIN indicators_periodtarget goal ON goal.indicator_id = measure.id AND goal.period = %s
    LEFT JOIN indicators_periodtarget past ON past.indicator_id = measure.id AND past.period = %s
    LEFT JOIN indicators_annualtarget yearly ON yearly.indicator_id = measure.id AND yearly.year = %s
        AND (yearly.is_not_rated OR yearly.text <> '') {joined}
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
    bands: Mapping[str, Mapping[str, str]]

    def value_and_target(self) -> tuple[str, str]:
        """The approved figure and its target as every page prints them; "no figure", "no target" for none."""
        row = self.row
        approved = number_of(row.value) if row.state == FigureState.APPROVED and not row.absence else None
        target = target_of((row.aim, row.low, row.high, row.green_limit, row.red_limit), row.aim_words or "")
        shown = Shown(ValueKind(row.kind), row.decimals, row.unit, tuple(row.grades.splitlines()))
        return printed_pair(approved, target, self.computed, Polarity(row.polarity), shown)


def glances(indicators: QuerySet[Indicator] | None = None, *, report_period: Period) -> list[Glance]:
    """All the measures of a queryset for a report period, in reference order; None for those whose collection had
    begun by its end and not ended before it.

    Two statements, and one for each way in which measures are collected (frequency, year, lag): a number that does
    not grow with measures. What is handed in and not approved awaits sign-off; a draft counts as no figure.
    """
    rules = RulesInForce.load()
    asked, params = collected_sql(report_period)
    if indicators is not None:
        named, params = indicators.order_by().values("pk").query.sql_with_params()
        asked = f"measure.id IN ({named})"
    found: list[Glance] = []
    for frequency, year_basis, lag in rows_of(_KINDS):
        period = data_period(frequency, year_basis, lag, report_period)
        before = data_period(frequency, year_basis, lag, report_period.previous())
        joins, places = _joins(rules, period, before)
        places = [period.key, before.key, period.key, before.key, period.year.key, *places]
        rows = rows_of(_rows_sql(rules, joins, asked), [*places, frequency, year_basis, lag, *params])
        found += (_glance(rules, period, before, row) for row in rows)
    return sorted(found, key=lambda glance: glance.ref)


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
    """What no rule needs is not read."""
    has_year, has_limits = rules.compare_with_last_year, rules.use_limits
    limits = "CAST({0}.green_limit AS text), CAST({0}.red_limit AS text)" if has_limits else "NULL, NULL"
    return _ROWS.format(
        limits=limits.format("goal"),
        past_limits=limits.format("past"),
        year_ago="CAST(year.value AS text)" if has_year else "NULL",
        past_year_ago="CAST(past_year.value AS text)" if has_year else "NULL",
        past_decided="decided.is_not_rated" if _PAST_DECIDED in joins else "yearly.is_not_rated",
        joined=joins,
        asked=asked,
    )


@memo(4 * KEPT, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _glance(rules: RulesInForce, period: Period, before: Period, values: tuple[Any, ...]) -> Glance:
    row = _Row._make(values)
    rule, bands = rules.applying(row.pk, period)
    then_rule, _ = rules.applying(row.pk, before)
    point = _point(row, period)
    sheet = Sheet(ValueKind(row.kind), Polarity(row.polarity), bool(row.is_data_only), bool(row.is_contextual))
    return Glance(
        row.pk,
        row.ref,
        row.name,
        row.service_id,
        bool(row.is_key),
        status_shown(sheet, point, rule),
        computed(sheet, point, rule)[0],
        _status_before(row, sheet, then_rule),
        period,
        row,
        bands,
    )


def _point(row: _Row, period: Period) -> Point:
    entered = is_entered(row.state, row.value, row.absence, row.judgement)
    return Point(
        value=number_of(row.value),
        target=target_of((row.aim, row.low, row.high, row.green_limit, row.red_limit)),
        absence=Absence(row.absence) if row.absence else None,
        approved=row.state == FigureState.APPROVED or not entered,
        handed_in=row.state in HANDED_IN,
        judged=Status(row.judgement) if row.judgement else None,
        year_before=number_of(row.year_ago),
        not_rated=bool(row.is_decided),
        due=is_due(row, period),
    )


def _status_before(row: _Row, sheet: Sheet, rule: Rule) -> Status | None:
    if row.was_absence is None:
        return None
    point = Point(
        value=number_of(row.was_value),
        target=target_of((row.was_aim, row.was_low, row.was_high, row.was_green_limit, row.was_red_limit)),
        absence=Absence(row.was_absence) if row.was_absence else None,
        judged=Status(row.was_judgement) if row.was_judgement else None,
        year_before=number_of(row.was_year_ago),
        not_rated=bool(row.was_decided),
    )
    return status_shown(sheet, point, rule)
