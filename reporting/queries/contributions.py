"""Which measures serve which objectives."""

from collections import defaultdict
from collections.abc import Mapping

from indicators.models import Contribution


def measures_by_objective() -> Mapping[int, set[int]]:
    """The indicators that serve each objective itself, by the objective's id; what lies beneath is not counted."""
    found: dict[int, set[int]] = defaultdict(set)
    for objective, indicator in Contribution.objects.values_list("objective_id", "indicator_id"):
        found[objective].add(indicator)
    return found
