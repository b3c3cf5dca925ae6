"""A person's part of the whole: one's own, or that of any post."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from foundation.statements import only
from reporting.dashboards.home_block import Action
from reporting.dashboards.part import PartPage, part_page
from reporting.dashboards.part_picture import part_picture
from reporting.dashboards.thread import ThreadRead
from reporting.views.quarter import not_the_quarter_asked
from reporting.views.thread import read_of, thread_crumbs
from risks.models.risk import knowledge


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def own_part(request: Request) -> HttpResponse:
    """What the reader's own posts answer for, lit in the whole thread."""
    read = read_of(request)
    page, picture = _drawn(request, read, dict.fromkeys(grant.post.pk for grant in request.actor.grants))
    context = {"page": page, "picture": picture, "title": "My part of the whole"}
    return render(request, "reporting/part.html", {**context, **_around(request, read)})


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def part(request: Request, pk: int) -> HttpResponse:
    """What one post answers for, lit in the whole thread."""
    read = read_of(request)
    page, picture = _drawn(request, read, [pk])
    post = only(page.posts)
    context = {"page": page, "picture": picture, "title": f"{post.title}: part of the whole"}
    about = Action("The post", post.url, secondary=True)
    return render(request, "reporting/part.html", {**context, **_around(request, read, about)})


def _drawn(request: Request, read: ThreadRead, posts: Iterable[int]) -> tuple[PartPage, str]:
    """The part of those who hold these posts, and its picture: kept while nothing is written."""
    actor, keys = request.actor, tuple(posts)

    def draw() -> tuple[PartPage, str]:
        page = part_page(read, keys, reach=actor.reaches(Permission.COUNCIL_READ), at=request.now)
        return page, part_picture(page)

    return SnapshotCache()(draw, "part", keys, read.period, knowledge(actor), to_the_minute(request.now))


def _around(request: Request, read: ThreadRead, *actions: Action) -> dict[str, Any]:
    return {
        "period": read.period,
        "actions": [*actions, Action("The whole thread", reverse("reporting:thread") + read.query, secondary=True)],
        "crumbs": thread_crumbs(read),
        "unknown": not_the_quarter_asked(request, read.period),
    }
