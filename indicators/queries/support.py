"""Help that is asked for with measures."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.duties import Duty
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import Indicator, MeasureHelp
from indicators.permissions import may_answer_help, may_recover
from plans.queries.support import HelpRow, help_duties


def help_rows(indicator: Indicator, *, actor: Actor) -> list[HelpRow]:
    """All that was asked for with a measure, the newest first. One statement."""
    may_close = may_recover(actor, indicator)
    return [
        HelpRow(
            each,
            _url("answer", each) if each.is_open and may_answer_help(actor, each) else "",
            _url("close", each) if each.is_open and may_close else "",
        )
        for each in _asked(indicator.pk)
    ]


@written_once
def _asked(indicator: int) -> QuerySet[MeasureHelp]:
    found = MeasureHelp.objects.filter(indicator=indicator).order_by("-asked_at", "-pk")
    return found.select_related("indicator", "asked_by", "asked_of", "answered_by")


def _url(what: str, request: MeasureHelp) -> str:
    return reverse(f"indicators:help-{what}", args=[request.indicator.ref, request.pk])


def measure_help_waiting(posts: Collection[int] | None = None) -> list[Duty]:
    """Requests that wait for an answer by the holders of these posts (None: of all). One statement."""
    return help_duties(asked_of(_open_requests, within=posts), lambda each: f"measure {each.indicator}")


@written_once
def _open_requests(*posts: int) -> QuerySet[MeasureHelp]:
    found = MeasureHelp.objects.filter(answer="", closed_at=None)
    return one_of_these(found, "asked_of", posts).select_related("asked_of", "indicator").order_by("asked_at", "pk")
