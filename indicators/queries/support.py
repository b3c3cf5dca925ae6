"""Help that is asked for with measures."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.duties import Duty
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import MeasureHelp
from plans.queries.support import help_duties


@written_once
def help_with(indicator: int) -> QuerySet[MeasureHelp]:
    """All that was asked for with a measure (its key), the newest first. One statement."""
    found = MeasureHelp.objects.filter(indicator=indicator).order_by("-asked_at", "-pk")
    return found.select_related("indicator", "asked_by", "asked_of", "answered_by")


def measure_help_waiting(posts: Collection[int] | None = None) -> list[Duty]:
    """Requests that wait for an answer by the holders of these posts (None: of all). One statement."""
    return help_duties(asked_of(_open_requests, within=posts), lambda each: f"measure {each.indicator}")


@written_once
def _open_requests(*posts: int) -> QuerySet[MeasureHelp]:
    found = MeasureHelp.objects.filter(answer="", closed_at=None)
    return one_of_these(found, "asked_of", posts).select_related("asked_of", "indicator").order_by("asked_at", "pk")
