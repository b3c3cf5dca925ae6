"""Milestones over time, of a plan and of an objective."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.request import Request
from plans.models import Plan
from plans.views.access import visible_objective, visible_plan
from plans.views.navigation import crumbs
from reporting.dashboards.timeline import timeline_of


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_timeline(request: Request, ref: str) -> HttpResponse:
    """All milestones of a plan, by objective."""
    plan = visible_plan(request, ref)
    _check_shared(plan)
    objectives = list(plan.objectives.order_by("position", "ref"))
    return _page(request, objectives, name=plan.title, crumbs=crumbs(plan))


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def objective_timeline(request: Request, ref: str) -> HttpResponse:
    """The milestones of one objective."""
    objective = visible_objective(request, ref)
    _check_shared(objective.plan)
    return _page(request, [objective], name=objective.title, crumbs=crumbs(objective.plan, objective))


def _page(request: Request, objectives: list[Any], **context: Any) -> HttpResponse:
    timeline = timeline_of(objectives, actor=request.actor, today=request.today)
    return render(request, "reporting/timeline.html", {"timeline": timeline, **context})


def _check_shared(plan: Plan) -> None:
    """A private plan has no page among the council's own."""
    if plan.level.is_private:
        raise Http404
