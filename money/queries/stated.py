"""Whether a plan says what it takes: the money and the people of each objective (A7, A12)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from foundation.statements import written_once
from money.models import Share, StaffShare
from plans.models import Objective, ObjectiveKind
from plans.queries.readiness import Lack

_ASKED = (ObjectiveKind.OUTCOME, ObjectiveKind.OBJECTIVE)


def without_means(objectives: Sequence[Objective]) -> Lack | None:
    """Those of these outcomes and objectives that no budget line and no team serves. One statement."""
    served: list[Any] = _served(*(each.pk for each in objectives))
    stated = set(served)
    found = [each for each in objectives if each.kind in _ASKED and each.pk not in stated]
    if not found:
        return None
    remedy = "Link a budget line or a team to each, from the page of the line or the team."
    return Lack("neither money nor staff stated", remedy, found, each="Link a budget line or a team to it.")


@written_once
def _served(*objectives: int) -> QuerySet[Any]:
    """Those of these objectives that a budget line or a team serves, by their keys."""
    lines, teams = (
        model.objects.filter(objective__one_of=objectives).values_list("objective_id", flat=True)
        for model in (Share, StaffShare)
    )
    return lines.union(teams)
