"""How many measures serve an objective."""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from indicators.models import Contribution
from plans.models import Objective


def count_serving(objectives: Sequence[Objective]) -> Mapping[int, int]:
    """The number of measures that serve each of these objectives, by its key; those that none serves are left out."""
    rows = Contribution.objects.filter(objective__in=objectives).values_list("objective")
    return dict(rows.annotate(count=Count("pk")).order_by("objective"))
