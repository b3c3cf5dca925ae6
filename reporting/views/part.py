"""A person's part of the whole: one's own, or that of any post."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.request import Request
from foundation.statements import only
from reporting.dashboards.home_block import Action
from reporting.dashboards.part import PartPage, part_page
from reporting.dashboards.part_picture import part_picture
from reporting.dashboards.thread import ThreadRead
from reporting.views.quarter import not_the_quarter_asked
from reporting.views.thread import read_of, thread_crumbs


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def own_part(request: Request) -> HttpResponse:
    """What the reader's own posts answer for, lit in the whole thread."""
    read = read_of(request)
    keys = list(dict.fromkeys(grant.post.pk for grant in request.actor.grants))
    page = part_page(read, keys, reach=request.actor.reaches(Permission.COUNCIL_READ), at=request.now)
    return _page(request, read, page, title="My part of the whole")


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def part(request: Request, pk: int) -> HttpResponse:
    """What one post answers for, lit in the whole thread."""
    read = read_of(request)
    page = part_page(read, [pk], reach=request.actor.reaches(Permission.COUNCIL_READ), at=request.now)
    post = only(page.posts)
    about = Action("The post", post.url, secondary=True)
    return _page(request, read, page, title=f"{post.title}: part of the whole", actions=[about])


def _page(
    request: Request, read: ThreadRead, page: PartPage, *, title: str, actions: Sequence[Action] = ()
) -> HttpResponse:
    context = {
        "page": page,
        "picture": part_picture(page),
        "title": title,
        "period": read.period,
        "actions": [*actions, Action("The whole thread", reverse("reporting:thread") + read.query, secondary=True)],
        "crumbs": thread_crumbs(read),
        "unknown": not_the_quarter_asked(request, read.period),
    }
    return render(request, "reporting/part.html", context)
