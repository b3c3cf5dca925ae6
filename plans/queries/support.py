"""Help that is asked for: with a milestone, and what all requests have in common."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.duties import Duty
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from foundation.words import excerpt, one_line
from plans.models import HelpAsked, Milestone, PlanState, SupportRequest


class HelpRow(NamedTuple):
    """A request as ``plans/_support.html`` draws it; an address is "" for who may not, and where it has ended."""

    asked: HelpAsked
    answer_url: str
    close_url: str


def support_of(milestone: Milestone) -> list[SupportRequest]:
    """All that was asked for, the newest first. One statement."""
    return list(milestone.support.select_related("asked_by", "asked_of", "answered_by").order_by("-asked_at", "-pk"))


def support_rows(
    milestone: Milestone, *, may_answer: Callable[[SupportRequest], bool], may_close: bool
) -> list[HelpRow]:
    """The same as rows of the milestone's page, with what its reader may do. One statement."""
    is_running = milestone.objective.plan.state != PlanState.CLOSED
    return [
        HelpRow(
            each,
            _url("answer", milestone, each) if is_running and each.is_open and may_answer(each) else "",
            _url("close", milestone, each) if each.is_open and may_close else "",
        )
        for each in support_of(milestone)
    ]


def _url(what: str, milestone: Milestone, request: SupportRequest) -> str:
    return reverse(f"plans:support-{what}", args=[milestone.ref, request.pk])


def help_waiting(posts: Collection[int] | None = None) -> list[Duty]:
    """Requests that wait for an answer by the holders of these posts (None: of all). One statement."""
    return help_duties(asked_of(_open_requests, within=posts), lambda each: f"milestone {each.milestone}")


def help_duties(requests: Iterable[HelpAsked], named: Callable[[Any], str]) -> list[Duty]:
    """Open requests as what waits for who is asked; ``named`` says what help is asked with. Nothing makes one late."""
    return [
        Duty(
            each.asked_of_id,
            each.asked_of.title,
            f"Help asked with {named(each)}: “{excerpt(one_line(each.text), most=120)}”",
            each.get_absolute_url(),
            "are asked",
        )
        for each in requests
    ]


@written_once
def _open_requests(*posts: int) -> QuerySet[SupportRequest]:
    found = SupportRequest.objects.not_private().filter(answer="", closed_at=None)
    found = found.exclude(milestone__objective__plan__state=PlanState.CLOSED)
    return one_of_these(found, "asked_of", posts).select_related("asked_of", "milestone").order_by("asked_at", "pk")
