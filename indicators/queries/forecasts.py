"""What those who answer for measures expected of their years."""

from collections.abc import Sequence

from indicators.models import OwnForecast


def forecasts_of(indicators: Sequence[int]) -> dict[int, list[OwnForecast]]:
    """All that was said of these measures, by their keys, the latest first. One statement, none for no measure."""
    found: dict[int, list[OwnForecast]] = {pk: [] for pk in indicators}
    if not indicators:
        return found
    said = OwnForecast.objects.select_related("said_by").filter(indicator__in=indicators).order_by("-said_at", "-pk")
    for each in said:
        found[each.indicator_id].append(each)
    return found
