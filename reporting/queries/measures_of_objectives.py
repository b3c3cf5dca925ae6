"""Which measures serve which objective, directly or by way of what lies beneath it: one statement for all.

The recursive statements give what ``Thread.descendants`` gives. They use UNION, not UNION ALL, so that links which run
in a circle end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from itertools import groupby
from typing import NamedTuple

from foundation.statements import one_of, rows_of

_BENEATH = """
    WITH RECURSIVE beneath (top, objective) AS (
        SELECT id, id FROM plans_objective WHERE id {among}
        UNION
        SELECT beneath.top, link.child_id FROM beneath JOIN plans_link link ON link.parent_id = beneath.objective
    )
    SELECT {wanted}
    FROM beneath {joined} JOIN indicators_contribution contribution ON contribution.objective_id = beneath.objective
"""


def measures_serving(objectives: Iterable[int]) -> dict[int, set[int]]:
    """The indicators that serve each objective or anything beneath it in the thread, by the objective's id."""
    found: dict[int, set[int]] = defaultdict(set)
    for top, indicator in _ask(list(objectives), wanted="DISTINCT beneath.top, contribution.indicator_id"):
        found[top].add(indicator)
    return found


class Beneath(NamedTuple):
    """An objective and all beneath it in the thread: by the key of each the measures that serve it itself, and the
    measures that serve any of them.
    """

    serving: Mapping[int, set[int]]
    measures: set[int]

    @property
    def objectives(self) -> Set[int]:
        return self.serving.keys()


def all_beneath(objectives: Iterable[int]) -> Mapping[int, Beneath]:
    """What is beneath each objective, by its id. One statement."""
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    wanted = "beneath.top, beneath.objective, contribution.indicator_id"
    for top, objective, indicator in _ask(list(objectives), wanted=wanted, joined="LEFT"):
        serving = found[top][objective]
        if indicator is not None:
            serving.add(indicator)
    return {top: Beneath(dict(serving), set().union(*serving.values())) for top, serving in found.items()}


def _ask(objectives: list[int], *, wanted: str, joined: str = "") -> list[tuple[int, ...]]:
    if not objectives:
        return []
    among, asked = one_of(objectives)
    return rows_of(_BENEATH.format(among=among, wanted=wanted, joined=joined), asked)


_ABOVE = """
    WITH RECURSIVE above (start, objective, depth) AS (
        SELECT objective_id, objective_id, 0 FROM indicators_contribution WHERE indicator_id = %s
        UNION
        SELECT above.start, link.parent_id, above.depth + 1
        FROM above JOIN plans_link link ON link.child_id = above.objective AND link.is_primary
        WHERE above.depth < %s
    )
    SELECT above.start, objective.ref, objective.title, level.name, plan.unit_id
    FROM above
    JOIN plans_objective objective ON objective.id = above.objective
    JOIN plans_plan plan ON plan.id = objective.plan_id
    JOIN plans_level level ON level.id = plan.level_id
    WHERE NOT level.is_private
    ORDER BY above.start, above.depth DESC
"""
_DEEPEST = 20  # more levels than any council has: links in a circle end here


class Ancestor(NamedTuple):
    """One objective on the way up from a measure."""

    start: int
    ref: str
    title: str
    level: str
    unit_id: int


def paths_up(indicator: int) -> list[list[Ancestor]]:
    """For each objective that a measure serves, the primary links from the top down to it. One statement."""
    steps = [Ancestor._make(row) for row in rows_of(_ABOVE, [indicator, _DEEPEST])]
    return [list(path) for _, path in groupby(steps, key=lambda step: step.start)]
