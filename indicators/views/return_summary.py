"""Returns in a sentence: how far, by when, what waits for whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse, reverse_lazy

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.dates import london_day, weekday_words
from indicators.models import Return
from indicators.permissions import may_approve
from indicators.queries.returns import Progress, came_in, closed_because, is_late, progress_of

_MOST_TO_DO = 8
COLUMNS = ("Service", "Period", "State", "Figures", "Handed in", "Left", "To approve", "Due")
_ALL_RETURNS = {"label": "My returns", "url": reverse_lazy("indicators:return-list")}


def due_words(in_return: Return, *, at: datetime) -> str:
    """ "due Friday 17 July 2026", "was due …, late after …", "late since …"."""
    if in_return.extended_to and in_return.locks_at < at <= in_return.extended_to:
        return f"reopened until {weekday_words(in_return.extended_to)}"
    if is_late(in_return, at=at):
        return f"late since {weekday_words(in_return.grace_ends_at)}"
    if at > in_return.due_at:
        return f"was due {weekday_words(in_return.due_at)}, late after {weekday_words(in_return.grace_ends_at)}"
    if london_day(at) == london_day(in_return.due_at):
        return "due today, by midnight"
    return f"due {weekday_words(in_return.due_at)}"


def came_in_words(in_return: Return) -> str:
    """Of a return that is all in: "the last on Friday 17 July 2026, which was late"; "" where nobody recorded it."""
    moment = came_in(in_return)
    if moment is None:
        return ""
    return f"the last on {weekday_words(moment)}{', which was late' if is_late(in_return, at=moment) else ''}"


def state_of(in_return: Return, progress: Progress, *, at: datetime, says_left: bool = True) -> dict[str, str]:
    """The return's state in words, and the colour that goes with them. ``says_left``: with how many are left."""
    left, total = progress.left, progress.total
    closed, rest = bool(closed_because(in_return, at=at)), f", {left} left" if says_left else ""
    if progress.missing:
        return {"word": f"Locked, {progress.missing} missing", "colour": "red", "shape": "triangle"}
    if total and progress.approved == total:
        return {"word": "Approved", "colour": "green", "shape": "tick"}
    if not left and progress.waiting:
        return {"word": "Waiting for approval", "colour": "blue", "shape": "circle"}
    if closed and at < in_return.opens_at:
        return {"word": "Not open yet", "colour": "grey", "shape": "dash"}
    if closed:
        return {"word": f"Locked, {left} unfinished", "colour": "red", "shape": "triangle"}
    if left and is_late(in_return, at=at):
        return {"word": f"Late{rest}", "colour": "red", "shape": "triangle"}
    if progress.sent_back:
        return {"word": f"{progress.sent_back} sent back", "colour": "amber", "shape": "circle"}
    if left == total and not progress.drafts:
        return {"word": "Not started", "colour": "grey", "shape": "dash"}
    return {"word": f"In progress{rest}", "colour": "grey", "shape": "circle"}


def header(in_return: Return, progress: Progress, *, at: datetime, tab: str = "edit") -> dict[str, Any]:
    """What stands on top of each page of a return. How many are left is said beside the state, so not in it, too."""
    return {
        "title": f"{in_return.service.name} return",
        "caption": in_return.period.long_label,
        "url": in_return.get_absolute_url(),
        "state": state_of(in_return, progress, at=at, says_left=False),
        "due": "" if progress.is_all_in else due_words(in_return, at=at),
        "came_in": came_in_words(in_return) if progress.is_all_in else "",
        "handed_in": progress.handed_in,
        "total": progress.total,
        "left": progress.left,
        "drafted": progress.drafted,
        "waiting": progress.waiting,
        "closed": sentence(closed_because(in_return, at=at)),
        "extension": in_return.extension_reason if in_return.extended_to else "",
        "approval_due": weekday_words(in_return.approval_due_at),
        "crumbs": [_ALL_RETURNS],
        "tabs": [
            {"label": label, "url": reverse(f"indicators:return-{name}", args=[in_return.pk]), "active": name == tab}
            for name, label in _tabs(progress, is_closed=bool(closed_because(in_return, at=at)))
        ],
    }


def _tabs(progress: Progress, *, is_closed: bool) -> list[tuple[str, str]]:
    to_hand_in = "Figures" if is_closed else f"To hand in ({progress.left})"
    return [("edit", to_hand_in), ("handed-in", f"Handed in ({progress.handed_in})"), ("milestones", "Milestones")]


def list_rows(returns: Iterable[Return], actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """One row a return, each read ``with_progress``. What waits leads to where it is approved, or only read."""
    return [
        {
            "url": each.get_absolute_url(),
            "waiting_url": reverse(
                f"indicators:return-{'approve' if may_approve(actor, each.service_id) else 'handed-in'}", args=[each.pk]
            ),
            "service": each.service.name,
            "period": each.period.long_label,
            "handed_in": f"{progress_of(each).handed_in} of {each.total}",
            "left": each.left,
            "waiting": each.waiting,
            "state": state_of(each, progress_of(each), at=at),
            "due": weekday_words(each.due_at),
        }
        for each in returns
    ]


def download_rows(returns: Iterable[Return], *, at: datetime) -> list[list[object]]:
    """Returns, each read ``with_progress``, as rows of a download under ``COLUMNS``."""
    return [
        [
            each.service.name,
            each.period.label,
            state_of(each, progress, at=at)["word"],
            progress.total,
            progress.handed_in,
            progress.left,
            progress.waiting,
            london_day(each.due_at),
        ]
        for each in returns
        for progress in (progress_of(each),)
    ]


def to_do(returns: QuerySet[Return], actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """What waits for this person, most urgent first: figures to enter, figures to approve. One statement.

    Somebody who may enter figures for the whole council chases others rather than being chased.
    """
    enters = actor.reaches(Permission.FIGURE_ENTER) or frozenset()
    approves = actor.reaches(Permission.FIGURE_APPROVE) or frozenset()
    waiting = Q(left__gt=0, service__in=enters) | Q(waiting__gt=0, service__in=approves)
    found: list[dict[str, Any]] = []
    for each in returns.filter(waiting, opens_at__lte=at).order_by("due_at", "service__name")[:_MOST_TO_DO]:
        if each.waiting and each.service_id in approves:
            found.append(_to_approve(each))
        if each.left and each.service_id in enters and not closed_because(each, at=at):
            found.append(_to_enter(each, at))
    return found


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _to_enter(each: Return, at: datetime) -> dict[str, Any]:
    begun = each.left < each.total or each.drafts
    left = ", ".join(filter(None, (f"{each.left} of {each.total} measures left", progress_of(each).drafted)))
    return {
        "title": f"{left}, {due_words(each, at=at)}",
        "text": f"{each.service.name}, {each.period.long_label}"
        + (f". {each.sent_back} sent back with a note." if each.sent_back else ""),
        "url": each.get_absolute_url(),
        "button": "Continue" if begun else "Start",
        "is_late": is_late(each, at=at),
    }


def _to_approve(each: Return) -> dict[str, Any]:
    figures = "1 figure waits" if each.waiting == 1 else f"{each.waiting} figures wait"
    return {
        "title": f"{figures} for your approval, by {weekday_words(each.approval_due_at)}",
        "text": f"{each.service.name}, {each.period.long_label}",
        "url": reverse("indicators:return-approve", args=[each.pk]),
        "button": "Review and approve",
        "is_late": False,
    }
