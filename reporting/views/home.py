"""The first page of each person, and the button by which a member says that the news is read."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import signed_in
from accounts.queries.inbox import notices_of
from foundation.request import Request
from reporting.changes.briefing import mark_briefed
from reporting.dashboards.home import home_blocks, recent_reports
from reporting.dashboards.home_block import Action, HomeRead
from reporting.dashboards.needs_you import needs_you


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    """What waits for this person, and what is new to them."""
    read = HomeRead(request.actor, request.now, request.today)
    first, *others = home_blocks(read, needs_you(request.actor, at=request.now))
    news = [each for each in notices_of(request.actor) if each.read_at is None]
    if request.actor.grants:
        part = Action("My part of the whole", reverse("reporting:own-part"), secondary=True)
        first = replace(first, actions=[*first.actions, part])
    context = {
        "first": first,
        "others": others,
        "reports": recent_reports(read) if request.actor.grants else [],
        "news": news,
        "reading": first.reading,
        "posts": [grant.post.title for grant in request.actor.grants],
    }
    return render(request, "reporting/home.html", context)


@require_POST
@signed_in
def home_briefed(request: Request) -> HttpResponse:
    """Note that the person has read what is new."""
    mark_briefed(by=request.actor, at=request.now)
    messages.success(request, "Marked as read. What changes from now on is shown here.")
    return redirect("home")
