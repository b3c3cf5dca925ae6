"""What risks are judged by, as the database holds it: read for hundreds of risks as for one, in one statement.

The council's page reads all risks anew after each write, and asking takes longer than finding.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from foundation.statements import one_of, rows_of
from plans.models import PlanState

_CONTROLS, _TIE = "controls", "tie"  # where an assessment has its kind
_FACTS = """
    SELECT risk_id, kind, likelihood, impact, matrix_id, CAST(assessed_on AS text), id FROM risks_assessment
    WHERE assessed_on <= %s AND risk_id {among}
    UNION ALL
    SELECT risk_id, 'controls', COUNT(*), NULL, NULL, NULL, NULL FROM risks_control
    WHERE is_in_place AND risk_id {among} GROUP BY risk_id
    UNION ALL
    SELECT tie.risk_id, 'tie', NULL, NULL, NULL, plan.state, tie.objective_id FROM risks_risk_objectives tie
    JOIN plans_objective objective ON objective.id = tie.objective_id
    JOIN plans_plan plan ON plan.id = objective.plan_id
    WHERE tie.risk_id {among}
    ORDER BY 6, 7
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
    controls: dict[int, int] = {}
    ties: dict[int, list[tuple[int, str]]] = defaultdict(list)
    day = connection.ops.adapt_datefield_value(until)
    for risk, kind, first, impact, matrix, text, pk in rows_of(_FACTS.format(among=among), [day, *asked * 3]):
        if kind == _CONTROLS:
            controls[risk] = first
        elif kind == _TIE:
            ties[risk].append((pk, text))
        else:
            assessed[risk].setdefault(kind, []).append(Assessed(first, impact, matrix, date.fromisoformat(text)))
    return {
        key: RiskFacts(
            assessed[key],
            controls.get(key, 0),
            frozenset(objective for objective, _ in ties[key]),
            sum(state != PlanState.CLOSED for _, state in ties[key]),
        )
        for key in keys
    }
