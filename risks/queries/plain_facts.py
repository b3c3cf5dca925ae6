"""What risks are judged by, as the database holds it: read for hundreds of risks as for one, in three statements.

The council's page reads all risks anew after each write, and Django takes longer to write these questions than the
database to answer them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from foundation.statements import one_of, rows_of
from plans.models import PlanState

_ASSESSED = """
    SELECT risk_id, kind, likelihood, impact, matrix_id, CAST(assessed_on AS text) FROM risks_assessment
    WHERE assessed_on <= %s AND risk_id {among} ORDER BY assessed_on, id
"""
_CONTROLS = "SELECT risk_id, COUNT(*) FROM risks_control WHERE is_in_place AND risk_id {among} GROUP BY risk_id"
_TIES = """
    SELECT tie.risk_id, tie.objective_id, plan.state FROM risks_risk_objectives tie
    JOIN plans_objective objective ON objective.id = tie.objective_id
    JOIN plans_plan plan ON plan.id = objective.plan_id
    WHERE tie.risk_id {among} ORDER BY tie.objective_id
"""


class Assessed(NamedTuple):
    """One assessment; ``matrix`` is the key of the version that it was made on."""

    likelihood: int
    impact: int
    matrix: int
    on: date


class RiskFacts(NamedTuple):
    """Of one risk: the assessments of each kind in the order in which they were made, how many controls are in place,
    the keys of the objectives that it threatens, and how many of those stand in plans that are not closed.
    """

    assessed: Mapping[str, Sequence[Assessed]]
    controls: int
    objectives: frozenset[int]
    live_objectives: int


def facts_of(keys: Sequence[int], *, until: date) -> dict[int, RiskFacts]:
    """The facts of these risks; of assessments those made until a day."""
    among, asked = one_of(keys)
    assessed: dict[int, dict[str, list[Assessed]]] = {key: {} for key in keys}
    day = connection.ops.adapt_datefield_value(until)
    for risk, kind, likelihood, impact, matrix, on in rows_of(_ASSESSED.format(among=among), [day, *asked]):
        made = Assessed(likelihood, impact, matrix, date.fromisoformat(on))
        assessed[risk].setdefault(kind, []).append(made)
    controls = dict(rows_of(_CONTROLS.format(among=among), asked))
    ties: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for risk, objective, state in rows_of(_TIES.format(among=among), asked):
        ties[risk].append((objective, state))
    return {
        key: RiskFacts(
            assessed[key],
            controls.get(key, 0),
            frozenset(objective for objective, _ in ties[key]),
            sum(state != PlanState.CLOSED for _, state in ties[key]),
        )
        for key in keys
    }
