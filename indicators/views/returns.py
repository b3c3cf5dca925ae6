"""The list of returns, and the grid in which a service enters its figures."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.downloads.answers import ListFile, page_or_file
from foundation.forms import whole_number
from foundation.lists import listing, sorting
from foundation.request import Request
from foundation.words import counted
from indicators.forms.return_grid import ReturnGrid
from indicators.forms.returns import ReturnFilterForm
from indicators.judging.figures_in_return import EnteredFigure, entered_figures
from indicators.models import Return
from indicators.permissions import check_enter
from indicators.queries.beside import beside_return
from indicators.queries.deadlines import closed_because
from indicators.queries.recovery import open_of_service
from indicators.queries.returns import (
    in_state,
    milestones_of,
    progress_now,
    report_periods,
    with_progress,
)
from indicators.views.return_access import (
    figures_to_read,
    find_return,
    grid_of,
    open_figures,
    posted_figures,
    posted_row,
    save_grid,
)
from indicators.views.return_actions import rows_to_update
from indicators.views.return_rows import entry_rows, read_rows
from indicators.views.return_summary import COLUMNS, download_rows, header, list_rows, to_do
from indicators.workflow import HANDED_IN
from plans.permissions import may_update
from plans.queries.milestones import milestone_row

SORTED = {
    "service": ["service__name", "-period"],
    "period": ["period", "-service__name"],
    "left": ["left", "service__name"],
    "waiting": ["waiting", "service__name"],
    "due": ["due", "service__name"],
}


@require_safe
@needs(Permission.DRAFT_READ, anywhere=True)
def return_list(request: Request) -> HttpResponse:
    """First what waits for this person, then every return that they work with."""
    mine = _returns_of(request.actor)
    form, found, headers = _filtered(request)
    listed = listing(request, form, found, whole=mine.count(), noun="return")
    context = {
        **listed,
        "to_do": to_do(mine, request.actor, at=request.now),
        "rows": list_rows(listed["page"], request.actor, at=request.now),
        "sort": headers,
    }
    file = ListFile("returns", "Returns", COLUMNS, partial(download_rows, found, at=request.now))
    return page_or_file(request, "indicators/return_list.html", context, file)


def _filtered(request: Request) -> tuple[ReturnFilterForm, QuerySet[Return], dict[str, dict[str, str]]]:
    """The filters, the returns that the address asks for (``with_progress``), and the links that sort them."""
    mine = _returns_of(request.actor)
    form = ReturnFilterForm(request.GET, periods=report_periods(mine))
    wanted = mine.filter(period=form.report_period) if form.report_period else mine
    found = in_state(with_progress(wanted, at=request.now), form.chosen.get("state", ""))
    ordering, headers = sorting(request, SORTED, default="-period")
    return form, found.select_related("service").order_by(*ordering), headers


@require_http_methods(["GET", "POST"])
@signed_in
def return_edit(request: Request, pk: int) -> HttpResponse:
    """The grid with a row for each measure, as one form. Those who may only read see it as text."""
    in_return = find_return(request.actor, pk)
    enters = request.actor.may(Permission.FIGURE_ENTER, in_return.service_id)
    if request.method == "POST":
        grid = grid_of(request, in_return, posted_figures(request, in_return))
        if save_grid(request, in_return, grid):
            return _saved(request, in_return, grid)
    elif enters and not closed_because(in_return, at=request.now):
        grid = grid_of(request, in_return, open_figures(in_return), with_words=bool(opened_figures(request)))
    else:
        return _read(request, in_return, figures_to_read(in_return), "edit")
    return grid_page(request, in_return, grid)


def grid_page(request: Request, in_return: Return, grid: ReturnGrid) -> HttpResponse:
    """The page of the grid, with what was typed or read from a file."""
    rows = entry_rows(grid, in_return, today=request.today, opened=opened_figures(request))
    context = {**page_context(request, in_return), "grid": grid, "rows": rows}
    return render(request, "indicators/return_edit.html", context)


@require_safe
@signed_in
def return_handed_in(request: Request, pk: int) -> HttpResponse:
    """The figures handed in. They can be withdrawn until they are approved, and revised afterwards."""
    in_return = find_return(request.actor, pk)
    return _read(request, in_return, figures_to_read(in_return, states=HANDED_IN), "handed-in")


@require_safe
@signed_in
def return_milestones(request: Request, pk: int) -> HttpResponse:
    """The service's open milestones and the open recovery actions of its measures, to update or only to read."""
    in_return = find_return(request.actor, pk)
    rows = [
        {
            "row": milestone_row(each, today=request.today),
            "url": reverse("plans:milestone-update", args=[each.ref])
            if may_update(request.actor, each)
            else each.get_absolute_url(),
        }
        for each in milestones_of(in_return.service)
    ]
    actions = rows_to_update(open_of_service(in_return.service_id), actor=request.actor, today=request.today)
    context = {**page_context(request, in_return, tab="milestones"), "rows": rows, "actions": actions}
    return render(request, "indicators/return_milestones.html", context)


@require_POST
@signed_in
def return_save(request: Request, pk: int) -> JsonResponse:
    """Save one row automatically, and answer in JSON."""
    in_return = find_return(request.actor, pk)
    grid = posted_row(request, in_return)
    is_saved = save_grid(request, in_return, grid)
    (row,) = entry_rows(grid, in_return, today=request.today)
    outcome, status = ("saved", 200) if is_saved else ("conflict", 409) if row["conflict"] else ("refused", 422)
    return JsonResponse({"outcome": outcome, **_row_answer(request, grid, row)}, status=status)


@require_POST
@signed_in
def return_assess(request: Request, pk: int) -> HttpResponse:
    """The status that a row's typed figure will have, as a fragment. Saves nothing."""
    in_return = find_return(request.actor, pk)
    check_enter(request.actor, in_return.service_id)
    (row,) = entry_rows(posted_row(request, in_return), in_return, today=request.today)
    return render(request, "indicators/_return_status.html", {"row": row})


@require_safe
@signed_in
def return_words(request: Request, pk: int, figure: int) -> HttpResponse:
    """The fields below a figure, as a fragment that is fetched when somebody opens them."""
    in_return = find_return(request.actor, pk)
    check_enter(request.actor, in_return.service_id)
    grid = grid_of(request, in_return, entered_figures(Q(in_return=in_return, pk=figure)))
    rows = entry_rows(grid, in_return, today=request.today, opened=[figure])
    if not rows:
        raise Http404
    return render(request, "indicators/_return_words.html", {"row": rows[0]})


def opened_figures(request: Request) -> set[int]:
    """The figures whose commentary the address or the pressed button opens."""
    asked = request.GET.getlist("open") + request.POST.getlist("open")
    return {pk for text in asked if (pk := whole_number(text)) is not None}


def _row_answer(request: Request, grid: ReturnGrid, row: dict[str, Any]) -> dict[str, Any]:
    """What the page needs to update a row that was saved or refused."""
    (typed,) = grid.rows
    return {
        "at": f"{localtime(request.now):%H:%M}",
        "message": " ".join(text for _, text in grid.errors),
        "errors": typed.errors,
        "version": str(typed.version),
        "was": typed.was,
        "was_words": typed.was_words,
        "theirs": typed.stored_texts if row["conflict"] else None,
        **{name: row[name] for name in ("state_word", "commentary_mark")},
        "status": render_to_string("indicators/_return_status.html", {"row": row}, request),
        "conflict": render_to_string("indicators/_return_conflict.html", {"row": row}, request),
    }


def page_context(request: Request, in_return: Return, *, tab: str = "edit") -> dict[str, Any]:
    """The context of every page of a return: its header, and what this person may do."""
    heading = header(in_return, progress_now(in_return, at=request.now), at=request.now, tab=tab)
    actor, service = request.actor, in_return.service_id
    return {
        "in_return": in_return,
        "header": heading,
        "beside": beside_return(in_return),
        "crumbs": [*heading["crumbs"], {"label": heading["title"], "url": heading["url"]}],
        "may_enter": actor.may(Permission.FIGURE_ENTER, service),
        "may_approve": actor.may(Permission.FIGURE_APPROVE, service),
        "may_reopen": actor.may(Permission.RETURN_REOPEN, service),
    }


def _read(request: Request, in_return: Return, figures: Sequence[EnteredFigure], tab: str) -> HttpResponse:
    rows = read_rows(figures, in_return, today=request.today, to_check=False)
    context = {**page_context(request, in_return, tab=tab), "rows": rows}
    context["may_withdraw"] = context["may_enter"] and not context["header"]["closed"]
    return render(request, "indicators/return_read.html", context)


def _returns_of(actor: Actor) -> QuerySet[Return]:
    """The returns of the units where a person enters or approves; for others all that they may read."""
    reached = [actor.reaches(permission) for permission in (Permission.FIGURE_ENTER, Permission.FIGURE_APPROVE)]
    if None in reached:
        return Return.objects.all()
    units = frozenset[int]().union(*(each for each in reached if each)) or actor.reaches(Permission.DRAFT_READ)
    return Return.objects.all() if units is None else Return.objects.filter(service__in=units)


def _saved(request: Request, in_return: Return, grid: ReturnGrid) -> HttpResponse:
    count = len(grid.changed)
    if count:
        messages.success(request, f"Saved {counted(count, 'figure')} at {localtime(request.now):%H:%M}.")
    if "review" in request.POST:
        return redirect("indicators:return-submit", pk=in_return.pk)
    if (opened := whole_number(request.POST.get("open", ""))) is not None:
        return redirect(f"{in_return.get_absolute_url()}?open={opened}#f{opened}")
    if not count:
        messages.info(request, "Nothing had changed, so nothing was saved.")
    return redirect(in_return)
