"""What those who answer for measures expected of their years."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from foundation.statements import written_once
from indicators.models import OwnForecast


def forecasts_of(indicators: Sequence[int]) -> dict[int, list[OwnForecast]]:
    """All that was said of these measures, by their keys, the latest first. One statement, none for no measure."""
    found: dict[int, list[OwnForecast]] = {pk: [] for pk in indicators}
    if not indicators:
        return found
    for each in _of_one(*indicators) if len(indicators) == 1 else _in_order(Q(indicator__in=indicators)):
        found[each.indicator_id].append(each)
    return found


def _in_order(of: Q) -> QuerySet[OwnForecast]:
    return OwnForecast.objects.select_related("said_by").filter(of).order_by("-said_at", "-pk")


@written_once
def _of_one(indicator: int) -> QuerySet[OwnForecast]:
    return _in_order(Q(indicator=indicator))
