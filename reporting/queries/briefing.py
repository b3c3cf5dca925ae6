"""What a member's briefing rests on: what was approved since a moment, and what was said and promised of figures."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from indicators.models import Observation
from plans.models import Objective, ObjectiveKind
from plans.periods import Period


class Fresh(NamedTuple):
    """A figure approved since the reader last looked."""

    indicator_id: int
    period: Period
    revision: int


class Said(NamedTuple):
    """What the owner said of one figure. Words are None where nothing was written."""

    indicator_id: int
    period: Period
    why: str | None
    happened: str | None
    action: str | None
    action_by_on: date | None


_WORDS = ("why", "happened", "action", "action_by_on")


def approved_since(since: datetime) -> list[Fresh]:
    """Every figure that stands and was approved after a moment. One statement."""
    figures = Observation.objects.approved().filter(approved_at__gt=since).order_by("-approved_at", "pk")
    return [Fresh._make(row) for row in figures.values_list(*Fresh._fields)]


def said_of(indicators: Collection[int], periods: Iterable[Period]) -> dict[tuple[int, Period], Said]:
    """What was said of the approved figures of these measures in these periods. One statement."""
    figures = Observation.objects.approved().filter(
        indicator__in=indicators, period__in={period.key for period in periods}, commentary__isnull=False
    )
    rows = figures.values_list("indicator_id", "period", *(f"commentary__{name}" for name in _WORDS))
    return {(row[0], row[1]): Said._make(row) for row in rows}


def portfolio(posts: Iterable[int]) -> set[int]:
    """The priorities that posts own: a cabinet member's portfolio."""
    owned = Objective.objects.not_private().filter(owner__in=posts, kind=ObjectiveKind.PRIORITY)
    return set(owned.values_list("pk", flat=True))
