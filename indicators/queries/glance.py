"""Every measure of the council at a glance: status now, status before, and nothing else.

For pages that summarise hundreds of measures. The judgement is the engine's own; what is left out is everything that
only a page about one measure shows (series, sentence, signal).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import starmap
from typing import NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from indicators.models import Indicator
from indicators.queries.rules_in_force import RulesInForce
from indicators.queries.scorecard import annual_words, data_period, is_due
from indicators.rules.rating import status_of
from indicators.rules.rule import Rule, Target
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Comparison, Polarity, Status, ValueKind
from indicators.workflow import FigureState
from plans.periods import Period


class _Row(NamedTuple):
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
    state: str | None
    value: Decimal | None
    absence: str | None
    judgement: str | None
    aim: Decimal | None
    low: Decimal | None
    high: Decimal | None
    green_limit: Decimal | None
    red_limit: Decimal | None
    was_value: Decimal | None
    was_judgement: str | None
    was_aim: Decimal | None
    was_low: Decimal | None
    was_high: Decimal | None
    was_green_limit: Decimal | None
    was_red_limit: Decimal | None
    year_ago: Decimal | None = None


@dataclass(slots=True)
class Glance:
    """One measure: ``status`` now, ``was`` the status of its previous period (None where there was no figure)."""

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

    @property
    def value(self) -> str:
        """The approved figure as printed, "no figure" where there is none."""
        row = self.row
        approved = row.value if row.state == FigureState.APPROVED else None
        return format_value(approved, ValueKind(row.kind), row.decimals, row.unit)

    @property
    def target(self) -> str:
        row = self.row
        return (
            format_value(row.aim, ValueKind(row.kind), row.decimals, row.unit) if row.aim is not None else "no target"
        )


def glances(indicators: QuerySet[Indicator], *, report_period: Period) -> list[Glance]:
    """All the measures of a queryset for a report period, in reference order.

    One statement for the rules and one for each way in which measures are collected (frequency, year, lag): a number
    that does not grow with measures. Unapproved figures count as awaiting sign-off.
    """
    rules = RulesInForce.load()
    kinds = indicators.order_by().values_list("frequency", "year_basis", "lag").distinct()
    found: list[Glance] = []
    for frequency, year_basis, lag in kinds:
        period = data_period(frequency, year_basis, lag, report_period)
        of_kind = indicators.filter(frequency=frequency, year_basis=year_basis, lag=lag)
        rows = _rows(of_kind, period, with_last_year=rules.compare_with_last_year)
        decided = {pk for (pk, _), (_, is_not_rated) in annual_words(Q(), [period.year.key]).items() if is_not_rated}
        found += _judged(rows, rules, period, decided)
    return sorted(found, key=lambda glance: glance.ref)


def _rows(indicators: QuerySet[Indicator], period: Period, *, with_last_year: bool) -> Iterable[_Row]:
    previous = period.previous()
    standing = Q(observations__is_current=True)
    approved = standing & Q(observations__state=FigureState.APPROVED)
    rows = indicators.annotate(
        now=FilteredRelation("observations", condition=standing & Q(observations__period=period)),
        then=FilteredRelation("observations", condition=approved & Q(observations__period=previous)),
        goal=FilteredRelation("period_targets", condition=Q(period_targets__period=period)),
        past=FilteredRelation("period_targets", condition=Q(period_targets__period=previous)),
        is_contextual=Q(tells=Indicator.Tells.CONTEXTUAL),
    )
    year_ago = []
    if with_last_year:
        last_year = FilteredRelation("observations", condition=approved & Q(observations__period=period.last_year()))
        rows, year_ago = rows.annotate(year=last_year), ["year__value"]
    rows = rows.values_list(
        *("pk", "ref", "name", "kind", "unit", "decimals", "polarity", "is_data_only"),
        *("is_contextual", "is_key", "service_id", "starts_on", "ends_on"),
        *("now__state", "now__value", "now__absence", "now__judgement"),
        *("goal__value", "goal__low", "goal__high", "goal__green_limit", "goal__red_limit"),
        *("then__value", "then__judgement"),
        *("past__value", "past__low", "past__high", "past__green_limit", "past__red_limit"),
        *year_ago,
    )
    return starmap(_Row, rows.order_by())


_KINDS = {kind.value: kind for kind in ValueKind}
_POLARITIES = {polarity.value: polarity for polarity in Polarity}
_ABSENT = {
    "not_available": Status.NOT_AVAILABLE,
    "not_applicable": Status.NOT_APPLICABLE,
    "withheld": Status.WITHHELD,
}


def _judged(rows: Iterable[_Row], rules: RulesInForce, period: Period, decided: set[int]) -> list[Glance]:
    previous = period.previous()
    common, common_then = rules.council_wide(period), rules.council_wide(previous)
    found = []
    for row in rows:
        rule, bands = common or rules.applying(row.pk, period)
        then_rule, _ = common_then or rules.applying(row.pk, previous)
        found.append(
            Glance(
                row.pk,
                row.ref,
                row.name,
                row.service_id,
                row.is_key,
                _status(row, rule, period, is_decided=row.pk in decided),
                _status_before(row, then_rule, is_decided=row.pk in decided),
                period,
                row,
                bands,
            )
        )
    return found


def _status(row: _Row, rule: Rule, period: Period, *, is_decided: bool) -> Status:
    """The status that ``assess`` gives, in its order; a test holds the two together."""
    if (row.value is not None or row.absence) and row.state != FigureState.APPROVED:
        return Status.AWAITING
    if row.absence:
        return _ABSENT[row.absence]
    if row.value is None:
        if row.judgement:
            return Status(row.judgement)
        return Status.UNKNOWN if is_due(row.starts_on, row.ends_on, period) else Status.NOT_DUE
    if row.is_contextual:
        return Status.CONTEXTUAL
    if row.is_data_only:
        return Status.DATA_ONLY
    if is_decided:
        return Status.NOT_RATED
    if row.judgement:
        return Status(row.judgement)
    target = Target(row.aim, row.low, row.high, row.green_limit, row.red_limit)
    last_year = row.year_ago if rule.comparison is not Comparison.NONE else None
    return status_of(row.value, target, rule, _POLARITIES[row.polarity], _KINDS[row.kind], last_year)


def _status_before(row: _Row, rule: Rule, *, is_decided: bool) -> Status | None:
    if row.was_value is None or row.is_data_only or row.is_contextual:
        return None
    if is_decided:
        return Status.NOT_RATED
    if row.was_judgement:
        return Status(row.was_judgement)
    target = Target(row.was_aim, row.was_low, row.was_high, row.was_green_limit, row.was_red_limit)
    return status_of(row.was_value, target, rule, _POLARITIES[row.polarity], _KINDS[row.kind], None)
