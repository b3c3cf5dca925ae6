"""A person's inbox: what needs them, and what they were told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.changes.news import mark_read
from accounts.models import Notice
from accounts.permissions import signed_in
from accounts.queries.inbox import notices_of
from accounts.views.watching import back_to, inbox_tabs
from foundation import lists
from foundation.request import Request
from foundation.words import counted
from reporting.dashboards.needs_you import needs_you
from reporting.forms import InboxFilterForm

PAGE_SIZE = 25


@require_safe
@signed_in
def inbox(request: Request) -> HttpResponse:
    """What needs the person, and what they were told, the newest first."""
    form = InboxFilterForm(request.GET)
    show, only_new = form.chosen.get("show", ""), bool(form.chosen.get("unread"))
    waiting = needs_you(request.actor, at=request.now) if show in ("", "needs") else []
    whole = notices_of(request.actor)
    found = [each for each in whole if _is_shown(each, show) and not (only_new and each.read_at)]
    new = sum(each.read_at is None for each in whole)
    context = {
        **lists.listing(request, form, found, whole=len(whole), noun="notice", size=PAGE_SIZE),
        "tabs": inbox_tabs("inbox"),
        "show": show,
        "waiting": waiting,
        "new": new,
        "whole": len(whole),
    }
    return render(request, "reporting/inbox.html", context)


@require_POST
@signed_in
def inbox_read(request: Request) -> HttpResponse:
    """Mark everything as read. It stays in the inbox, and each can be marked as new again."""
    done = mark_read(by=request.actor, at=request.now)
    messages.success(request, f"{counted(done, 'notice')} marked as read." if done else "Nothing was new.")
    return redirect("inbox")


@require_POST
@signed_in
def notice_read(request: Request, pk: int) -> HttpResponse:
    """Mark one notice as read, or as new again."""
    unread = "new" in request.POST
    mark_read(by=request.actor, at=request.now, pk=pk, unread=unread)
    return redirect(back_to(request, reverse("inbox"), name="new" if unread else "back"))


def _is_shown(notice: Notice, show: str) -> bool:
    return show == "" or (show == "watching" and notice.is_watched) or (show == "you" and not notice.is_watched)
