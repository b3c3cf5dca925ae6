"""Sums up returns: progress, deadline, and what waits for whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse, reverse_lazy

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.dates import london_day, weekday_words
from foundation.words import capitalised
from indicators.models import Return
from indicators.queries.deadlines import approval_due, closed_because, due_day, due_words
from indicators.queries.returns import Progress, came_in, progress_of, state_of, with_progress

_MOST_TO_DO = 8
COLUMNS = ("Service", "Period", "State", "Figures", "Handed in", "Left", "To approve", "Due")
ALL_RETURNS = {"label": "My returns", "url": reverse_lazy("indicators:return-list")}


def came_in_words(in_return: Return) -> str:
    """When a complete return came in: "the last on Friday 17 July 2026, which was late"; "" if not recorded."""
    last = came_in(in_return)
    return f"the last on {weekday_words(last[0])}{', which was late' if last[1] else ''}" if last else ""


def header(in_return: Return, progress: Progress, *, at: datetime, tab: str = "edit") -> dict[str, Any]:
    """The header of each page of a return. The state does not repeat how many figures are left."""
    return {
        "title": f"{in_return.service.name} return",
        "caption": in_return.period.long_label,
        "url": in_return.get_absolute_url(),
        "state": state_of(in_return, progress, at=at, says_left=False),
        "due": "" if progress.is_all_in else due_words(in_return, progress.first, at=at),
        "came_in": came_in_words(in_return) if progress.is_all_in else "",
        "handed_in": progress.handed_in,
        "total": progress.total,
        "left": progress.left,
        "drafted": progress.drafted,
        "waiting": progress.waiting,
        "closed": capitalised(closed_because(in_return, at=at)),
        "extension": in_return.extension_reason if in_return.extended_to else "",
        "approval_due": weekday_words(approval_due(in_return, progress.back_by)),
        "crumbs": [ALL_RETURNS],
        "tabs": [
            {"label": label, "url": reverse(f"indicators:return-{name}", args=[in_return.pk]), "active": name == tab}
            for name, label in _tabs(progress, is_closed=bool(closed_because(in_return, at=at)))
        ],
    }


def _tabs(progress: Progress, *, is_closed: bool) -> list[tuple[str, str]]:
    to_hand_in = "Figures" if is_closed else f"To hand in ({progress.left})"
    return [
        ("edit", to_hand_in),
        ("handed-in", f"Handed in ({progress.handed_in})"),
        ("milestones", "Milestones and actions"),
    ]


def list_rows(returns: Iterable[Return], actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """A row for each return, read ``with_progress``. Waiting figures link to where they are approved, or read."""
    return [
        {
            "url": each.get_absolute_url(),
            "waiting_url": reverse(f"indicators:return-{waiting_page}", args=[each.pk]),
            "service": each.service.name,
            "period": each.period.long_label,
            "handed_in": f"{progress.handed_in} of {progress.total}",
            "left": progress.left,
            "waiting": progress.waiting,
            "state": state_of(each, progress, at=at),
            "due": weekday_words(due_day(each, progress.first)),
        }
        for each in returns
        for progress in (progress_of(each),)
        for waiting_page in ("approve" if actor.may(Permission.FIGURE_APPROVE, each.service_id) else "handed-in",)
    ]


def download_rows(returns: Iterable[Return], *, at: datetime) -> list[list[object]]:
    """Returns, read ``with_progress``, as rows of a download under ``COLUMNS``."""
    return [
        [
            each.service.name,
            each.period.label,
            state_of(each, progress, at=at)["word"],
            progress.total,
            progress.handed_in,
            progress.left,
            progress.waiting,
            london_day(due_day(each, progress.first)),
        ]
        for each in returns
        for progress in (progress_of(each),)
    ]


class ToDo(NamedTuple):
    """What waits for a person in one return, with the button that leads there."""

    title: str
    text: str
    url: str
    button: str
    is_late: bool


def to_do(returns: QuerySet[Return], actor: Actor, *, at: datetime) -> list[ToDo]:
    """What waits for this person, most urgent first: figures to enter or to approve. One statement. What
    somebody may enter or approve for the whole council is left out, because they remind others of it.
    """
    enters = actor.reaches(Permission.FIGURE_ENTER) or frozenset()
    approves = actor.reaches(Permission.FIGURE_APPROVE) or frozenset()
    if not enters | approves:
        return []
    waiting = Q(left__gt=0, service__in=enters) | Q(waiting__gt=0, service__in=approves)
    found: list[ToDo] = []
    counted = with_progress(returns, at=at).filter(waiting, opens_at__lte=at).select_related("service")
    for each in counted.order_by("due", "service__name")[:_MOST_TO_DO]:
        if each.waiting and each.service_id in approves:
            found.append(_to_approve(each, at))
        if each.left and each.service_id in enters and not closed_because(each, at=at):
            found.append(_to_enter(each, at))
    return found


def _to_enter(each: Return, at: datetime) -> ToDo:
    begun = each.left < each.total or each.drafts
    progress = progress_of(each)
    left = ", ".join(filter(None, (f"{each.left} of {each.total} measures left", progress.drafted)))
    return ToDo(
        title=f"{left}, {due_words(each, progress.first, at=at)}",
        text=f"{each.service.name}, {each.period.long_label}"
        + (f". {each.sent_back} sent back with a note." if each.sent_back else ""),
        url=each.get_absolute_url(),
        button="Continue" if begun else "Start",
        is_late=progress.late > 0,
    )


def _to_approve(each: Return, at: datetime) -> ToDo:
    due_at = approval_due(each, progress_of(each).back_by)
    figures = "1 figure waits" if each.waiting == 1 else f"{each.waiting} figures wait"
    return ToDo(
        title=f"{figures} for your approval, by {weekday_words(due_at)}",
        text=f"{each.service.name}, {each.period.long_label}",
        url=reverse("indicators:return-approve", args=[each.pk]),
        button="Review and approve",
        is_late=at > due_at,
    )
