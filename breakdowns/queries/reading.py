"""A breakdown as people read it: what may be told of each group, judged by the rule of its measure (rules.md 3, 13)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from breakdowns.models import Breakdown, Group, GroupTarget
from breakdowns.queries.tables import Table, Tables, Told, tables_of
from breakdowns.rules.entry import plain
from breakdowns.rules.gap import Gap, gap_of, left_behind
from foundation.measure_words import Mark
from indicators.judging.judged import Measured, point_in, status_in
from indicators.judging.measure_row import Shown, printed_in, printed_pair, status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured_few
from indicators.models import Indicator
from indicators.queries.quarters import report_quarter
from indicators.rules.rule import Target
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Absence, Counting, Polarity, Status
from plans.periods import Period

HISTORY = {"M": 27, "Q": 13, "H": 8, "Y": 6}
"""How many periods are read before the one shown, by frequency."""
YEARS = 3
"""How many years before that of the period shown are told beside it."""

NOT_SHOWN: Mark = {"key": "hidden", "word": "Not shown", "shape": "dash", "colour": "hatched"}
_NOTHING: Mark = {"key": "unknown", "word": "No figure", "shape": "question", "colour": "missing"}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a period, in words. ``parts`` is "12 of 40"; ``raw`` its number where it is shown."""

    group: Group
    value: str
    parts: str
    target: str
    status: Mark
    raw: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PeriodRead:
    """A breakdown in one period. ``value`` and ``status`` are the whole measure's; ``behind`` the groups off target
    while it is on target; ``hidden`` how many groups are not shown.
    """

    period: Period
    rows: Sequence[GroupRow]
    value: str
    target: str
    status: Mark
    gap: Gap | None
    behind: Sequence[Group]
    hidden: int
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class BreakdownRead:
    """A breakdown with all periods that are told, oldest first."""

    breakdown: Breakdown
    groups: Sequence[Group]
    measured: Measured
    periods: Sequence[PeriodRead]

    @property
    def shown(self) -> Shown:
        facts, definition = self.measured.facts, self.measured.definition
        return Shown(facts.kind, definition.decimals, definition.unit, facts.grades)


def read_breakdowns(breakdowns: Sequence[Breakdown], *, today: date) -> list[BreakdownRead]:
    """Each with what is told of the last years; those of which nothing is told have no period. In a fixed number of
    statements, but for one group of five for each report quarter that the measures' latest periods fall into.
    """
    since = date(today.year - YEARS, 1, 1)
    tables, rules = tables_of(breakdowns, since), RulesInForce.load()
    targets = _targets_of(breakdowns, since)
    latest = {each.pk: max(tables[each.pk].by_period, default=None) for each in breakdowns}
    found = _measured(breakdowns, latest, rules)
    return [
        BreakdownRead(
            each,
            tables[each.pk].groups,
            found[each.indicator_id],
            _periods(each, tables[each.pk], targets[each.pk], found[each.indicator_id], rules),
        )
        for each in breakdowns
        if each.indicator_id in found
    ]


def _measured(
    breakdowns: Sequence[Breakdown], latest: Mapping[int, Period | None], rules: RulesInForce
) -> dict[int, Measured]:
    """The measures judged as everybody sees them, each for the report quarter of its latest told period."""
    asked: dict[Period, set[int]] = defaultdict(set)
    history = 1
    for each in breakdowns:
        period = latest[each.pk]
        if period is not None:
            measure = each.indicator
            quarter = report_quarter(period, lag=measure.lag, frequency=measure.frequency)
            asked[quarter].add(measure.pk)
            history = max(history, HISTORY.get(each.indicator.frequency, 13))
    found: dict[int, Measured] = {}
    for quarter in sorted(asked):
        these = sorted(asked[quarter])
        found |= measured_few(these, report_period=quarter, history=history, rules=rules, with_signal=False)
    return found


Targets = Mapping[tuple[int, Period], Target]
"""Targets of groups of their own, by group (id) and period."""


def _targets_of(breakdowns: Sequence[Breakdown], since: date) -> dict[int, dict[tuple[int, Period], Target]]:
    found: dict[int, dict[tuple[int, Period], Target]] = defaultdict(dict)
    own = GroupTarget.objects.filter(breakdown__in=[each.pk for each in breakdowns], period__gte=since.isoformat())
    for each in own:
        found[each.breakdown_id][each.group_id, each.period] = Target(each.value, each.low, each.high)
    return found


def _periods(
    breakdown: Breakdown, tables: Tables, targets: Targets, found: Measured, rules: RulesInForce
) -> list[PeriodRead]:
    read = {period for period, *_ in found.series}
    return [
        _period(breakdown, tables, table, targets, found, rules)
        for period, table in tables.by_period.items()
        if period in read
    ]


def _period(
    breakdown: Breakdown, tables: Tables, table: Table, targets: Targets, found: Measured, rules: RulesInForce
) -> PeriodRead:
    period = table.period
    rule, bands = rules.applying(found.definition.pk, period)
    whole = point_in(found.definition, found.stored, period)
    total = status_in(found, period, rule)
    value, target = printed_in(found, period, rule, whole.value)
    year_before = tables.by_period.get(period.last_year())
    rows, statuses = [], {}
    for group in tables.groups:
        if group.pk not in table.cells:
            continue
        told = table.cells[group.pk]
        aim = targets.get((group.pk, period)) or (whole.target if is_level(breakdown.indicator) else None)
        before = year_before.cells.get(group.pk) if year_before else None
        point = replace(
            whole, value=told.value, target=aim, absence=Absence(told.absence) if told.absence else None,
            approved=True, handed_in=True, judged=None, judged_because="", due=True,
            year_before=before.value if before else None,
        )  # fmt: skip
        status = status_shown(found.facts.sheet, point, rule)
        statuses[group.pk] = status
        rows.append(_row(group, told, aim, status, found, status_words(status, bands)))
    names = {group.pk: group for group in tables.groups}
    return PeriodRead(
        period=period,
        rows=rows,
        value=value,
        target=target,
        status=status_words(total, bands),
        gap=gap_of(table.values, _good(breakdown, found), whole.target),
        behind=[names[key] for key in left_behind(total, {key: statuses[key] for key in table.values})],
        hidden=sum(cell.is_hidden for cell in table.cells.values()),
        why_not=table.why_not,
    )


def _good(breakdown: Breakdown, found: Measured) -> Polarity:
    """Which way is good between groups: of numbers that are counted, the larger group has the larger, and no better."""
    return found.facts.polarity if is_level(breakdown.indicator) else Polarity.NONE


def is_level(indicator: Indicator) -> bool:
    """Whether what the whole aims at can be asked of each group too: of a rate, not of a number that is counted."""
    return indicator.has_parts or indicator.counting == Counting.RATE


def _row(group: Group, told: Told, aim: Target | None, status: Status, found: Measured, mark: Mark) -> GroupRow:
    facts, definition = found.facts, found.definition
    shown = Shown(facts.kind, definition.decimals, definition.unit, facts.grades)
    value, target = printed_pair(told.value, aim, status, facts.polarity, shown)
    if told.is_hidden:
        return GroupRow(group, "Not shown", "", target, NOT_SHOWN)
    if told.value is None:
        return GroupRow(
            group, told.absence.replace("_", " ").capitalize(), "", target, mark if told.absence else _NOTHING
        )
    return GroupRow(group, value, _parts(told), target, mark, told.value, told.numerator, told.denominator)


def _parts(told: Told) -> str:
    if told.denominator is None:
        return ""
    if told.numerator is None:
        return f"of {plain(told.denominator)}"
    return f"{plain(told.numerator)} of {plain(told.denominator)}"
