"""How many measures serve an objective."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from foundation.statements import written_once
from indicators.models import Contribution
from plans.models import Objective


def count_serving(objectives: Sequence[Objective]) -> Mapping[int, int]:
    """The number of measures that serve each of these objectives, by its key; those that none serves are left out."""
    rows: list[Any] = _counted(*(each.pk for each in objectives))
    return dict(rows)


@written_once
def _counted(*objectives: int) -> QuerySet[Any]:
    rows = Contribution.objects.filter(objective__one_of=objectives).values_list("objective")
    return rows.annotate(count=Count("pk")).order_by("objective")
