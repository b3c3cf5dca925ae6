"""The page that searches: from the box in the header of every page, or its own."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import signed_in
from accounts.roles import Permission
from foundation import lists
from foundation.forms import whole_number
from foundation.request import Request
from search import sentences
from search.kinds import BY_NAME, Kind, Reader
from search.queries.find import MANY, Found, found_by


@require_safe
@signed_in
def search(request: Request) -> HttpResponse:
    """What the reader may open that holds the words asked for, by kind; ``?of=`` shows all of one kind."""
    text, kind = request.GET.get("q", ""), BY_NAME.get(request.GET.get("of", ""))
    refused = sentences.refusal(text)
    context: dict[str, Any] = {"text": text, "kind": kind, "refused": refused}
    context["may_edit"] = request.actor.may(Permission.SEARCH_EDIT)
    if text.strip() and not refused:
        found = _found(request, text, kind)
        context |= {"found": found, "groups": _groups(request, found), **_around(request, found, kind)}
    return render(request, "search/search.html", context)


def _found(request: Request, text: str, kind: Kind | None) -> Found:
    reader = Reader(request.actor, request.today)
    if kind is None:
        return found_by(text, reader=reader)
    page = whole_number(request.GET.get("page", "")) or 1
    found = found_by(text, reader=reader, kinds=[kind], first=(page - 1) * MANY + 1, most=MANY)
    return found if found.groups or page == 1 else found_by(text, reader=reader, kinds=[kind], most=MANY)


def _groups(request: Request, found: Found) -> list[dict[str, Any]]:
    return [
        {
            "name": group.kind.name,
            "heading": group.kind.heading,
            "count": lists.count_text(group.of, group.of, group.kind.noun, group.kind.nouns),
            "hits": group.hits,
            "all_url": lists.address(request, of=group.kind.name) if group.of > len(group.hits) else "",
        }
        for group in found.groups
    ]


def _around(request: Request, found: Found, kind: Kind | None) -> dict[str, Any]:
    how = sentences.how(found.words, meant=found.meant, mended=found.mended, is_some=found.is_some)
    around = {
        "count_text": lists.count_text(found.count, found.count, "thing"),
        "said": [each for each in (*how, sentences.left_out(found.left_out)) if each],
        "everything_url": lists.address(request, of=None) if kind else "",
    }
    if kind and found.groups:
        around["pages"] = lists.paged(request, range(found.count), size=MANY)[1]
    return around
