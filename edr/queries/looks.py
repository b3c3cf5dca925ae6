"""Who looked at a review: from the trail, for the person whose review it is."""

from dataclasses import dataclass

from accounts.models import Event
from edr.models import Review
from edr.queries.trail import LOOKED, looks_at
from foundation.dates import day_words, london_day, moment_words

SHOWN = 50


@dataclass(frozen=True, slots=True)
class LookRow:
    """Somebody who looked on one day, the last time of it first."""

    who: str
    day: str
    times: int


@dataclass(frozen=True, slots=True)
class GlassRow:
    """Somebody who broke the glass."""

    who: str
    opened: str
    until: str
    reason: str


def looks(review: Review) -> list[LookRow]:
    """Who looked, the newest first: one row for each person and day. One statement."""
    page = looks_at(review.pk)
    events = Event.objects.filter(page_type=page.kind, page_id=page.key, action=LOOKED).order_by("-pk")
    counts: dict[tuple[str, str], int] = {}
    for at, who in events.values_list("at", "by_name")[: SHOWN * 4]:
        key = (who, day_words(london_day(at)))
        counts[key] = counts.get(key, 0) + 1
    return [LookRow(who, day, times) for (who, day), times in counts.items()][:SHOWN]


def glasses(review: Review) -> list[GlassRow]:
    """Who broke the glass, when and why, the newest first. One statement."""
    return [
        GlassRow(each.by.name, moment_words(each.from_at), moment_words(each.until_at), each.reason)
        for each in review.glasses.select_related("by").order_by("-pk")
    ]
