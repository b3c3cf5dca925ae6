"""A group of tags across all plans: its balance by priority, and what carries which, with a form that tags many."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit
from accounts.permissions import check, needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.request import Request
from foundation.words import counted
from plans.queries.tags import groups_with_tags
from plans.views.navigation import crumbs
from reporting.changes.tagging import tag_things
from reporting.dashboards.balance import (
    BALANCE_COLUMNS,
    TAGGED_COLUMNS,
    Balance,
    TaggedRow,
    balance_file,
    balance_rows,
    count_of,
    lacks,
    read_balance,
    tagged_rows,
)
from reporting.forms import TaggedFilterForm, TagManyForm
from reporting.views.quarter import not_the_quarter_asked
from reporting.views.thread import read_of


@require_safe
@needs(Permission.COUNCIL_READ)
def balance(request: Request, pk: int) -> HttpResponse:
    """How many objectives and measures there are of each tag under each priority."""
    read = _read(request, pk)
    rows = balance_rows(read)
    context = {
        "balance": read,
        "heads": [cell.scope for cell in rows[0].cells],
        "rows": rows,
        "lacks": lacks(read),
        "count_text": counted(len(read.tags) - 1, "tag"),
        **_around(request, read),
    }
    title = f"Balance: {read.group.name}"
    file = ListFile(f"balance-{read.group.pk}", title, BALANCE_COLUMNS, lambda: balance_file(read))
    return page_or_file(request, "reporting/balance.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ)
def tagged_list(request: Request, pk: int) -> HttpResponse:
    """Objectives and measures with the tags of a group; who may change them tags many at once."""
    read = _read(request, pk)
    form = TaggedFilterForm(request.GET, choices=_choices(read))
    services = dict(Unit.objects.values_list("pk", "name"))
    rows = tagged_rows(read, form.chosen, services)
    listed = lists.listing(request, form, rows, whole=count_of(read), noun="objective or measure", nouns=NOUNS)
    tagging = TagManyForm(request.POST or None, rows=list(listed["page"]), tags=read.tags[:-1])
    if request.method == "POST" and _tagged(request, tagging):
        return redirect(request.get_full_path())
    ticked = [(row, tagging.is_ticked(row.key)) for row in listed["page"]]
    context = {**listed, "rows": ticked, "tagging": tagging, **_around(request, read)}
    file = ListFile(f"tags-{pk}", str(read.group), TAGGED_COLUMNS, partial(_cells, rows))
    return page_or_file(request, "reporting/tagged_list.html", context, file)


NOUNS = "objectives and measures"


def _read(request: Request, pk: int) -> Balance:
    return read_balance(read_of(request), get_object_or_404(groups_with_tags(), pk=pk))


def _around(request: Request, read: Balance) -> dict[str, Any]:
    group = read.group
    return {
        "group": group,
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
        "period": read.read.period,
        "crumbs": crumbs(None, None, (group.name, group.get_absolute_url())),
        "unknown": not_the_quarter_asked(request, read.read.period),
    }


def _choices(read: Balance) -> dict[str, list[tuple[str, str]]]:
    return {
        "tag": [("", "Any tag, or none"), *((tag.key, tag.name) for tag in read.tags)],
        "priority": [("", "Any priority"), *((scope.ref, scope.title) for scope in read.scopes)],
    }


def _tagged(request: Request, form: TagManyForm) -> bool:
    """Whether what the form asks was done; what is wrong with it stays on the form."""
    by = check(check(request.actor, Permission.PLAN_EDIT), Permission.INDICATOR_EDIT)
    if not form.is_valid():
        return False
    changed = tag_things(by=by, at=request.now, **form.asked)
    turned = "carry" if form.asked["carry"] else "carry no longer"
    messages.success(request, f"{counted(changed, 'thing')} of those chosen {turned} the tag from now on.")
    return True


def _cells(rows: list[TaggedRow]) -> list[tuple[str, ...]]:
    return [(row.kind, row.ref, row.title, row.where, row.tags) for row in rows]
