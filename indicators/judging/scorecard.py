"""Measures with their figures, targets and judgements, in a fixed number of statements however many there are.

Everything shown anywhere (a dashboard, a report, a chart, a pack) starts from ``measured``: one way to fetch, one
engine to judge. Formatting for people is the next step, in ``measure_row``, and only for what is shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.queries.stood import unit_name
from foundation.memo import memo
from foundation.statements import written_once
from indicators.judging.collection import in_service, with_service
from indicators.judging.judged import Measured, judged
from indicators.judging.plain_rows import PlainMeasure, measure_rows, target_of
from indicators.judging.recovery import recovery_until
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.spans import TOLD_FROM, span_of
from indicators.judging.stored import Definition, PeriodAim, StoredMeasure, figure_of
from indicators.models import Indicator
from plans.periods import Frequency, Period, parse_key

_DEFINITION_FIELDS = [
    {"service_id": "stood_in", "service_name": "stood_in_name", "owner_title": "owner__title"}.get(name, name)
    for name in Definition._fields
]


class Page(NamedTuple):
    """What all the measures of one page are judged by. ``with_outlook``: it tells how their years will end."""

    report_period: Period
    history: int
    with_signal: bool
    rules: RulesInForce
    with_outlook: bool = False

    def depth(self, frequency: str) -> int:
        """How many periods before their own are read."""
        return max(self.history, TOLD_FROM[Frequency(frequency)]) if self.with_outlook else self.history


def measured(
    indicators: QuerySet[Indicator],
    *,
    report_period: Period,
    history: int = 0,
    drafts_of: frozenset[int] | None = frozenset(),
    with_signal: bool = True,
    rules: RulesInForce | None = None,
    with_outlook: bool = False,
) -> list[Measured]:
    """Assessed measures for a report period, in the order of the queryset, in three statements.

    ``history`` is how many periods before the data period to fetch for each (0: only the previous period and the
    same period last year, which comparisons need). ``drafts_of`` is the services whose unapproved figures the reader
    may see (None: all); everybody else sees that it awaits sign-off, or that there is none yet. ``rules`` are given
    where they have been read already. ``with_outlook`` reads what ``year_ends`` needs besides.
    """
    page = Page(report_period, history, with_signal and history > 0, rules or RulesInForce.load(), with_outlook)
    return _all_measured(definitions_of(indicators, report_period), page, drafts_of)


def measured_here(
    definitions: Sequence[Definition],
    *,
    report_period: Period,
    history: int,
    drafts_of: frozenset[int] | None,
    rules: RulesInForce,
) -> list[Measured]:
    """The same of measures whose definitions are read, with what ``year_ends`` needs. One statement."""
    page = Page(report_period, history, with_signal=True, rules=rules, with_outlook=True)
    return _all_measured(definitions, page, drafts_of)


def definitions_of(indicators: QuerySet[Indicator], report_period: Period) -> list[Definition]:
    """The definitions, in the order of the queryset, with the service of each at its end. One statement."""
    return [Definition._make(row) for row in _as_they_stood(indicators, report_period.end)]


def definitions_in(service: int, report_period: Period) -> list[Definition]:
    """Those of the measures that a service had in a period. One statement, written once."""
    rows: list[Any] = _in_service(service, report_period.start, report_period.end)
    return [Definition._make(row) for row in rows]


@written_once
def _in_service(service: int, first: date, last: date) -> QuerySet[Any]:
    return _as_they_stood(in_service(service, first, last), last)


def measured_few(
    pks: Sequence[int],
    *,
    report_period: Period,
    history: int,
    rules: RulesInForce,
    with_signal: bool = True,
    with_outlook: bool = False,
) -> dict[int, Measured]:
    """The same of a few measures, by their keys, as everybody sees them: two statements, written once."""
    page = Page(report_period, history, with_signal, rules, with_outlook)
    found = _all_measured(_few_definitions(pks, report_period), page, frozenset())
    return {each.definition.pk: each for each in found}


def measured_one(
    pk: int, *, report_period: Period, history: int, drafts_of: frozenset[int] | None, rules: RulesInForce
) -> Measured:
    """The same of one measure, as who may see the unapproved figures of some services sees it."""
    page = Page(report_period, history, with_signal=True, rules=rules)
    (found,) = _all_measured(_few_definitions([pk], report_period), page, drafts_of)
    return found


def _few_definitions(pks: Sequence[int], report_period: Period) -> list[Definition]:
    rows: list[Any] = _few(report_period.end, *pks)
    return [Definition._make(row) for row in rows]


@written_once
def _few(day: date, *pks: int) -> QuerySet[Any]:
    return _as_they_stood(Indicator.objects.filter(pk__one_of=pks), day)


def _as_they_stood(indicators: QuerySet[Indicator], day: date) -> QuerySet[Any]:
    """The definitions as rows, each with the service that it belonged to at the end of a day."""
    found = with_service(indicators, day).annotate(stood_in_name=unit_name("stood_in"), recovery_until=recovery_until())
    return found.values_list(*_DEFINITION_FIELDS)


def _all_measured(definitions: Sequence[Definition], page: Page, drafts_of: frozenset[int] | None) -> list[Measured]:
    if not definitions:
        return []
    kinds = {(d.frequency, d.year_basis, d.lag) for d in definitions}
    periods = {period for kind in kinds for period in span_of(*kind, page.report_period, page.depth(kind[0])).read}
    ids, keys = [definition.pk for definition in definitions], sorted(period.key for period in periods)
    rows = measure_rows(ids, keys, sorted({period.year.key for period in periods}))
    return [
        _measured(page, each, rows[each.pk], drafts_of is None or each.service_id in drafts_of) for each in definitions
    ]


KEPT = 2048
"""How many judged measures are kept: those of a council for about three quarters."""


@memo(KEPT, why="what is stored is mostly what it was a moment ago (ADR 7)")
def _measured(page: Page, definition: Definition, rows: PlainMeasure, shows_drafts: bool) -> Measured:
    span = span_of(definition.frequency, definition.year_basis, definition.lag, page.report_period, page.history)
    stored = StoredMeasure(
        figures={figure.period: figure for figure in (figure_of(definition.pk, row) for row in rows.figures)},
        aims=_aims(rows),
        breaks=tuple(parse_key(key) for key, text, _ in rows.oddities if text is None),
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


def _aims(rows: PlainMeasure) -> dict[Period, PeriodAim]:
    words = {parse_key(key): (text, bool(off)) for key, text, off in rows.oddities if text is not None}
    found = {}
    for key, *figures in rows.targets:
        period = parse_key(key)
        text, is_not_rated = words.get(period.year, ("", False)) if words else ("", False)
        found[period] = PeriodAim(target_of(figures, text), is_not_rated)
    return found
