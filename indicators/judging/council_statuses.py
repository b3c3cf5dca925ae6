"""Every measure of the council at a glance: status now, status before, and nothing else.

For pages that summarise hundreds of measures. The judgement is the engine's own; what is left out is everything that
only a page about one measure shows (series, sentence, signal).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from foundation.statements import rows_of
from indicators.judging.measure_row import printed_pair
from indicators.judging.plain_rows import number_of
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import data_period, is_due
from indicators.models import Indicator
from indicators.rules.rating import status_of
from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Comparison, Polarity, Status, ValueKind
from indicators.workflow import FigureState
from plans.periods import Period, parse_key


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
    starts_on: str | None
    ends_on: str | None
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


_KINDS = "SELECT DISTINCT frequency, year_basis, lag FROM indicators_indicator"
_ROWS = """
    SELECT measure.id, measure.ref, measure.name, measure.kind, measure.unit, measure.decimals, measure.polarity,
        measure.is_data_only, measure.tells = 'contextual', measure.is_key, measure.service_id,
        CAST(measure.starts_on AS text), CAST(measure.ends_on AS text),
        figure.state, CAST(figure.value AS text), figure.absence, figure.judgement,
        CAST(goal.value AS text), CAST(goal.low AS text), CAST(goal.high AS text), {limits},
        CAST(earlier.value AS text), earlier.judgement,
        CAST(past.value AS text), CAST(past.low AS text), CAST(past.high AS text), {past_limits}, {year_ago},
        earlier.absence, measure.grades, yearly.text, yearly.is_not_rated
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
_COLLECTED = (
    "(measure.starts_on IS NULL OR measure.starts_on <= %s) AND (measure.ends_on IS NULL OR measure.ends_on >= %s)"
)
_YEAR_AGO = """
    LEFT JOIN indicators_observation year ON year.indicator_id = measure.id AND year.is_current
        AND year.period = %s AND year.state = 'approved'
"""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """One measure: ``status`` now, ``was`` as a report of the period before showed it (None for no figure then).

    Shared by all who ask while what is stored is the same, so what is made of it may be kept with it.
    """

    pk: int
    ref: str
    name: str
    service_id: int
    is_key: bool
    status: Status
    was: Status | None
    period: Period
    row: _Row
    bands: Mapping[str, Mapping[str, str]]

    def value_and_target(self) -> tuple[str, str]:
        """The approved figure and its target as every page prints them; "no figure", "no target" for none."""
        row = self.row
        approved = number_of(row.value) if row.state == FigureState.APPROVED and not row.absence else None
        target = Target(
            *map(number_of, (row.aim, row.low, row.high, row.green_limit, row.red_limit)), row.aim_words or ""
        )
        return printed_pair(
            approved,
            target,
            self.status,
            kind=ValueKind(row.kind),
            polarity=Polarity(row.polarity),
            decimals=row.decimals,
            unit=row.unit,
            grades=tuple(row.grades.splitlines()),
        )


def glances(indicators: QuerySet[Indicator] | None = None, *, report_period: Period) -> list[Glance]:
    """All the measures of a queryset for a report period, in reference order; None for those whose collection had
    begun by its end and not ended before it.

    Two statements, and one for each way in which measures are collected (frequency, year, lag): a number that does
    not grow with measures. What is handed in and not approved awaits sign-off; a draft counts as no figure.
    """
    rules = RulesInForce.load()
    asked, params = _COLLECTED, [*map(connection.ops.adapt_datefield_value, (report_period.end, report_period.start))]
    if indicators is not None:
        named, params = indicators.order_by().values("pk").query.sql_with_params()
        asked = f"measure.id IN ({named})"
    found: list[Glance] = []
    for kind in rows_of(_KINDS):
        period = data_period(*kind, report_period)
        before = data_period(*kind, report_period.previous())
        places = [period.key, before.key, period.key, before.key, period.year.key]
        places += [period.last_year().key] if rules.compare_with_last_year else []
        judged = _judged_in(rules, period.key, before.key)
        found += map(judged, rows_of(_rows_sql(rules, asked), [*places, *kind, *params]))
    return sorted(found, key=lambda glance: glance.ref)


def _rows_sql(rules: RulesInForce, asked: str) -> str:
    """What no rule needs is not read."""
    has_year, has_limits = rules.compare_with_last_year, rules.use_limits
    limits = "CAST({0}.green_limit AS text), CAST({0}.red_limit AS text)" if has_limits else "NULL, NULL"
    return _ROWS.format(
        limits=limits.format("goal"),
        past_limits=limits.format("past"),
        year_ago="CAST(year.value AS text)" if has_year else "NULL",
        joined=_YEAR_AGO if has_year else "",
        asked=asked,
    )


@lru_cache(maxsize=16)
def _judged_in(rules: RulesInForce, key: str, before: str) -> Callable[[tuple[Any, ...]], Glance]:
    """The glance of a row in a period, kept for who asks while the row and the rules are the same."""
    return lru_cache(maxsize=2048)(partial(_glance, rules, parse_key(key), parse_key(before)))


def _glance(rules: RulesInForce, period: Period, before: Period, values: tuple[Any, ...]) -> Glance:
    row = _Row._make(values)
    rule, bands = rules.applying(row.pk, period)
    then_rule, _ = rules.applying(row.pk, before)
    return Glance(
        row.pk,
        row.ref,
        row.name,
        row.service_id,
        bool(row.is_key),
        _status(row, rule, period),
        _status_before(row, then_rule),
        period,
        row,
        bands,
    )


_ABSENT = {
    "not_available": Status.NOT_AVAILABLE,
    "not_applicable": Status.NOT_APPLICABLE,
    "withheld": Status.WITHHELD,
}


def _status(row: _Row, rule: Rule, period: Period) -> Status:
    """The status that ``assess`` gives, in its order; a test holds the two together."""
    if (row.value is not None or row.absence) and row.state != FigureState.APPROVED:
        return Status.AWAITING if row.state == FigureState.SUBMITTED else _without_figure(row, period)
    if row.absence:
        return _ABSENT[row.absence]
    if row.value is None:
        return Status(row.judgement) if row.judgement else _without_figure(row, period)
    if row.is_contextual:
        return Status.CONTEXTUAL
    if row.is_data_only:
        return Status.DATA_ONLY
    if row.is_decided:
        return Status.NOT_RATED
    if row.judgement:
        return Status(row.judgement)
    target = Target(*map(number_of, (row.aim, row.low, row.high, row.green_limit, row.red_limit)))
    last_year = number_of(row.year_ago) if rule.comparison is not Comparison.NONE else None
    return status_of(number_of(row.value), target, rule, Polarity(row.polarity), ValueKind(row.kind), last_year)


def _without_figure(row: _Row, period: Period) -> Status:
    return Status.UNKNOWN if is_due(_day(row.starts_on), _day(row.ends_on), period) else Status.NOT_DUE


def _status_before(row: _Row, rule: Rule) -> Status | None:
    if row.was_absence:
        return _ABSENT[row.was_absence]
    if row.was_value is None:
        return None
    if row.is_contextual:
        return Status.CONTEXTUAL
    if row.is_data_only:
        return Status.DATA_ONLY
    if row.is_decided:
        return Status.NOT_RATED
    if row.was_judgement:
        return Status(row.was_judgement)
    target = Target(*map(number_of, (row.was_aim, row.was_low, row.was_high, row.was_green_limit, row.was_red_limit)))
    return status_of(number_of(row.was_value), target, rule, Polarity(row.polarity), ValueKind(row.kind), None)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
