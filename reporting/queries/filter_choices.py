"""What a dashboard can be narrowed to: priorities, services, indicator sets and the latest quarter, in one statement.

Written as SQL because putting the union together through the models takes longer than asking it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db import connection

from foundation.statements import rows_of
from indicators.models import Indicator
from indicators.queries.definitions import sets_in_reach
from indicators.queries.quarters import last_over, quarter_with
from plans.periods import Period, parse_key

_SETS_AND_NEWEST = """
    SELECT 'set', id, '', name, 0, 0, 0, NULL, NULL FROM indicators_indicatorset
    UNION ALL
    SELECT 'newest', 0, COALESCE((SELECT MAX(period) FROM indicators_observation WHERE period < %s), ''), '', 0, 0, 0,
        NULL, NULL
"""
_PRIORITIES_AND_SERVICES = """
    SELECT 'priority', objective.id, objective.ref, objective.title, level.position, objective.position, 0,
        CAST(plan.starts_on AS text), CAST(plan.ends_on AS text)
    FROM plans_objective objective
    JOIN plans_plan plan ON plan.id = objective.plan_id
    JOIN plans_level level ON level.id = plan.level_id
    WHERE objective.kind = 'priority' AND plan.state IN ('approved', 'closed') AND NOT level.is_private
    UNION ALL
    SELECT 'service', unit.id, '', unit.name, 0, 0, 0, NULL, NULL
    FROM accounts_unit unit
    WHERE EXISTS (SELECT 1 FROM indicators_indicator indicator WHERE indicator.service_id = unit.id)
        OR EXISTS (
            SELECT 1 FROM accounts_move move WHERE move.kind = 'indicators.indicator' AND move.field = 'service'
                AND move.was = CAST(unit.id AS text))
    UNION ALL
    SELECT 'overdue', plan.unit_id, '', '', 0, 0, COUNT(*), NULL, NULL
    FROM plans_milestone milestone
    JOIN plans_objective objective ON objective.id = milestone.objective_id
    JOIN plans_plan plan ON plan.id = objective.plan_id
    JOIN plans_level level ON level.id = plan.level_id
    WHERE milestone.state IN ('not_started', 'in_progress') AND milestone.due_on < %s AND NOT level.is_private
    GROUP BY plan.unit_id
    UNION ALL
"""


Choices = dict[str, list[tuple[int | str, str]]]
"""What each filter of a form offers, by the filter's name: values with their words."""


class Narrowing(NamedTuple):
    """A priority, a service or a set. ``ref`` names a priority in addresses, and the two days are those of its plan.
    ``overdue`` counts a service's milestones that are open and past their due date.
    """

    what: str
    pk: int
    ref: str
    name: str
    level: int
    position: int
    overdue: int
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Narrowings:
    """All there are: priorities in the order of their plans, services and sets by name. ``latest`` is the quarter with
    which dashboards open (see ``queries.quarters``).
    """

    latest: Period
    all_priorities: tuple[Narrowing, ...]
    services: tuple[Narrowing, ...]
    sets: tuple[Narrowing, ...]

    def priorities(self, period: Period) -> tuple[Narrowing, ...]:
        """The priorities of approved plans that run at the period's end."""
        return tuple(each for each in self.all_priorities if each.starts_on <= period.end <= each.ends_on)


def narrowings(*, today: date) -> Narrowings:
    """What there is today, in one statement."""
    return _read(_PRIORITIES_AND_SERVICES + _SETS_AND_NEWEST, [connection.ops.adapt_datefield_value(today)], today)


def narrowings_within(reach: frozenset[int] | None, *, today: date) -> Narrowings:
    """The same for who may read only some units: their services, and the sets that hold a measure of theirs."""
    found = narrowings(today=today)
    if reach is None:
        return found
    services = tuple(each for each in found.services if each.pk in reach)
    return replace(found, all_priorities=(), services=services, sets=_readable(found.sets, reach))


def sets_and_latest(*, reach: frozenset[int] | None, today: date) -> Narrowings:
    """The same without priorities and services, for a page that is about one of them already. Who may not read the
    whole council is offered only the sets that hold a measure of theirs.
    """
    found = _read(_SETS_AND_NEWEST, [], today)
    return found if reach is None else replace(found, sets=_readable(found.sets, reach))


def _readable(sets: tuple[Narrowing, ...], reach: frozenset[int]) -> tuple[Narrowing, ...]:
    seen = set(sets_in_reach(reach=reach).values_list("pk", flat=True))
    return tuple(each for each in sets if each.pk in seen)


def measures_in_set(pk: int) -> set[int]:
    """The indicators of a set, by their ids."""
    return set(Indicator.sets.through.objects.filter(indicatorset=pk).values_list("indicator_id", flat=True))


def _read(sql: str, params: list[object], today: date) -> Narrowings:
    over = last_over(today)
    rows = rows_of(sql, [*params, over.next().start.isoformat()])
    found = [Narrowing(*row[:7], _day(row[7]), _day(row[8])) for row in rows]
    (newest,) = (each.ref for each in found if each.what == "newest")
    overdue = {each.pk: each.overdue for each in found if each.what == "overdue"}
    return Narrowings(
        quarter_with(parse_key(newest), over) if newest else over,
        _of(found, "priority"),
        tuple(each._replace(overdue=overdue.get(each.pk, 0)) for each in _of(found, "service")),
        _of(found, "set"),
    )


def _of(found: list[Narrowing], what: str) -> tuple[Narrowing, ...]:
    rows = [each for each in found if each.what == what]
    return tuple(sorted(rows, key=lambda each: (each.level, each.position, each.name, each.ref)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
