"""Targets of groups in a period, and to the year's end where that is wanted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import signed_in
from breakdowns.changes.breakdowns import set_targets
from breakdowns.forms.grids import TargetGrid
from breakdowns.models import Breakdown
from breakdowns.permissions import check_aim
from breakdowns.queries.standing import groups_in, groups_of
from breakdowns.views.access import breakdown_crumbs, find_breakdown
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from plans.periods import Period, parse_key


@require_http_methods(["GET", "POST"])
@signed_in
def target_edit(request: Request, ref: str, pk: int, key: str) -> HttpResponse:
    """A row for each group. An empty one is held against what the whole measure aims at."""
    found, period = find_breakdown(request, ref, pk), parse_key(key)
    by = check_aim(request.actor, found.indicator.service_id)
    stored = {each.group_id: each for each in found.targets.filter(period=period)}
    data = request.POST if request.method == "POST" else None
    grid = TargetGrid(found, groups_in(groups_of(found), period), stored, data)
    problem = _saved(request, by, found, period, grid) if data is not None and not grid.errors else ""
    if data is not None and not problem and not grid.errors:
        messages.success(request, "The targets are saved.")
        return redirect(found)
    context = {"breakdown": found, "period": period, "grid": grid, "crumbs": breakdown_crumbs(found)}
    context["errors"] = grid.errors or ([("", problem)] if problem else [])
    return render(request, "breakdowns/target_edit.html", context)


def _saved(request: Request, by: Actor, found: Breakdown, period: Period, grid: TargetGrid) -> str:
    """Save the targets; otherwise why not."""
    version = whole_number(request.POST.get("version", "")) or 0
    periods = _rest_of_year(period) if request.POST.get("rest") else [period]
    try:
        set_targets(by=by, at=request.now, breakdown=found, version=version, periods=periods, aims=grid.aims)
    except ChangeRefused as refusal:
        return str(refusal)
    return ""


def _rest_of_year(period: Period) -> list[Period]:
    """The period and those after it in its year."""
    found = [period]
    while found[-1].next().year == period.year:
        found.append(found[-1].next())
    return found
