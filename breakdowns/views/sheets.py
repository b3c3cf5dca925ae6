"""The grid of the groups of a figure: entered, saved with versions, and approved where it came late."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.permissions import signed_in
from accounts.roles import Permission
from breakdowns.changes.sheets import GroupsRefused, approve_sheet, save_sheet
from breakdowns.forms.grids import SheetGrid
from breakdowns.models import Breakdown, Sheet
from breakdowns.permissions import check_approve_sheet, check_fill_in, check_sheet_visible
from breakdowns.queries.entry import sheet_words, total_words
from breakdowns.queries.standing import closed_sheet, groups_in, groups_of, latest_of
from breakdowns.views.access import breakdown_crumbs, find_breakdown, find_figure
from foundation.form_pages import pressed
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused, Conflict
from foundation.request import Request
from indicators.models import Observation
from indicators.permissions import service_of


@require_http_methods(["GET", "POST"])
@signed_in
def sheet_edit(request: Request, ref: str, pk: int, key: str) -> HttpResponse:
    """A row for each group, beside the measure's own figure. Those who may only read see it as text."""
    found = find_breakdown(request, ref, pk)
    figure = find_figure(found, key)
    by = _checked(request, figure)
    last = latest_of(figure, found)
    data = request.POST if request.method == "POST" else None
    grid = SheetGrid(found, groups_in(groups_of(found), figure.period), last, data)
    problem = _saved(request, by, figure, grid) if data is not None else ""
    if data is not None and not problem and not grid.errors:
        messages.success(request, "The figures are saved.")
        return redirect(request.path)
    return render(request, "breakdowns/sheet_edit.html", _page(request, found, figure, grid, problem))


def _checked(request: Request, figure: Observation) -> Actor:
    """Who saves, or only reads. Raises Http404 or PermissionDenied."""
    if request.method == "POST":
        return check_fill_in(request.actor, figure)
    check_sheet_visible(request.actor, figure)
    return request.actor


def _saved(request: Request, by: Actor, figure: Observation, grid: SheetGrid) -> str:
    """Save what was typed; otherwise why not, with the reasons on the grid."""
    if grid.errors:
        return ""
    try:
        save_sheet(
            by=by, at=request.now, figure=figure, breakdown=grid.breakdown, version=grid.version,
            entries=grid.entries, why=grid.why,
        )  # fmt: skip
    except GroupsRefused as refusal:
        grid.refuse(refusal.problems)
    except Conflict as refusal:
        if isinstance(refusal.stored, Sheet):
            grid.conflict(refusal.stored)
        return f"{refusal} Theirs stands beside yours: save again to put yours in its place."
    except ChangeRefused as refusal:
        return str(refusal)
    return ""


def _page(request: Request, found: Breakdown, figure: Observation, grid: SheetGrid, problem: str) -> dict[str, Any]:
    last, service = grid.stored, service_of(figure)
    closed = closed_sheet(figure, at=request.now)
    errors = grid.errors or ([("", problem)] if problem else [])
    return {
        "breakdown": found,
        "figure": figure,
        "grid": grid,
        "errors": errors,
        "closed": closed,
        "may_enter": not closed and not found.is_ended and request.actor.may(Permission.FIGURE_ENTER, service),
        "totals": total_words(found, figure, grid.groups, grid.entries if request.method == "POST" else None, last),
        "standing": sheet_words(last),
        "may_approve": _waits(last, figure) and request.actor.may(Permission.FIGURE_APPROVE, service),
        "crumbs": breakdown_crumbs(found),
        "in_return": figure.in_return,
    }


def _waits(last: Sheet | None, figure: Observation) -> bool:
    return bool(last and sheet_words(last).waits and figure.state == "approved")


@require_POST
@signed_in
def sheet_approve(request: Request, ref: str, pk: int, key: str) -> HttpResponse:
    """Have groups stand that came after their measure's figure was approved."""
    found = find_breakdown(request, ref, pk)
    figure = find_figure(found, key)
    by = check_approve_sheet(request.actor, figure)
    last = get_object_or_404(Sheet.objects.filter(observation=figure, breakdown=found).order_by("-revision")[:1])
    version = whole_number(request.POST.get("version", "")) or 0
    pressed(request, partial(approve_sheet, by=by, at=request.now, sheet=last, version=version), "They stand now.")
    return redirect("breakdowns:sheet-edit", ref, pk, key)
