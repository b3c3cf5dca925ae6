from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs, signed_in
from accounts.queries.history import HistoryRow, events_of
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation import lists
from foundation.forms import PmmiForm, PmmiModelForm
from foundation.refusals import ChangeRefused, Conflict
from foundation.request import Request
from plans.changes.milestones import create_milestone, edit_milestone, update_milestone
from plans.forms.milestones import MilestoneEditForm, MilestoneFilterForm, MilestoneForm, MilestoneUpdateForm
from plans.models import Milestone, Objective
from plans.permissions import check_edit, check_update, may_edit, may_update
from plans.queries.milestones import (
    find_milestones,
    milestone_row,
    milestone_rows,
    milestones_with_plans,
    with_concern,
)
from plans.views.navigation import crumbs, plan_tabs

_SORTS = {
    "due": ["due_on", "ref"],
    "title": ["title", "ref"],
    "owner": ["owner__title", "due_on"],
    "percent": ["percent_complete", "due_on"],
}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def milestone_list(request: Request) -> HttpResponse:
    """Milestones of running plans: overdue, off track, due soon, by service."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    units = [("", "Any service"), *indented_units(reach=reach, today=request.today)]
    form = MilestoneFilterForm(request.GET, choices={"unit": units})
    ordering, headers = lists.sorting(request, _SORTS, default="due")
    found = find_milestones(reach=reach, **_narrowed(form.chosen)).order_by(*ordering)
    rows = with_concern(milestone_rows(found, today=request.today), form.chosen.get("concern", ""))
    context = lists.listing(request, form, rows, whole=find_milestones(reach=reach).count(), noun="milestone")
    tabs = plan_tabs(request, "milestone-list")
    return render(request, "plans/milestone_list.html", {**context, "sort": headers, "tabs": tabs})


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def milestone_detail(request: Request, ref: str) -> HttpResponse:
    """A milestone: what is promised, how it is going, and why it is judged so."""
    milestone = _visible_milestone(request, ref)
    plan = milestone.objective.plan
    context = {
        "milestone": milestone,
        "row": milestone_row(milestone, today=request.today),
        "crumbs": crumbs(plan, milestone.objective),
        "may_edit": may_edit(request.actor, plan),
        "may_update": may_update(request.actor, milestone),
        **with_history(request, milestone, unit_id=plan.unit_id, editing=Permission.MILESTONE_UPDATE),
    }
    return render(request, "plans/milestone_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def milestone_create(request: Request, ref: str) -> HttpResponse:
    """A new milestone of the objective with that reference."""
    objective = get_object_or_404(Objective.objects.select_related("plan"), ref=ref)
    by = check_edit(request.actor, objective.plan)
    initial = {"owner": objective.owner_id}
    form = MilestoneForm(request.POST or None, initial=initial, cancel_url=objective.get_absolute_url())
    if form.is_valid():
        try:
            milestone = create_milestone(by=by, at=request.now, objective=objective, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{milestone.ref} is added.")
            return redirect(objective)
    context = {"form": form, "objective": objective, "crumbs": crumbs(objective.plan, objective)}
    return render(request, "plans/milestone_create.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def milestone_edit(request: Request, ref: str) -> HttpResponse:
    """Change what was promised."""
    milestone = _visible_milestone(request, ref)
    by = check_edit(request.actor, milestone.objective.plan)
    address, context = milestone.get_absolute_url(), _context(milestone)
    form = MilestoneEditForm(request.POST or None, instance=milestone, cancel_url=address)
    if form.is_valid():
        try:
            changed = edit_milestone(by=by, at=request.now, milestone=milestone, **form.cleaned_data)
        except ChangeRefused as refusal:
            context["theirs"] = _keep_both(form, refusal)
        else:
            messages.success(request, f"{changed.ref} is saved.")
            return redirect(changed)
    return render(request, "plans/milestone_edit.html", {**context, "form": form})


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_update(request: Request, ref: str) -> HttpResponse:
    """Say how a milestone is going."""
    milestone = _visible_milestone(request, ref)
    by = check_update(request.actor, milestone)
    address, context = milestone.get_absolute_url(), _context(milestone)
    form = MilestoneUpdateForm(request.POST or None, milestone=milestone, cancel_url=address)
    if form.is_valid():
        try:
            changed = update_milestone(by=by, at=request.now, milestone=milestone, **form.cleaned_data)
        except ChangeRefused as refusal:
            context["theirs"] = _keep_both(form, refusal)
        else:
            messages.success(request, f"The update of {changed.ref} is saved.")
            return redirect(changed)
    row = milestone_row(_visible_milestone(request, ref), today=request.today)
    return render(request, "plans/milestone_update.html", {**context, "form": form, "judgement": row.judgement})


def _keep_both(form: PmmiForm | PmmiModelForm, refusal: ChangeRefused) -> list[HistoryRow]:
    """What was typed stays in the form; what somebody else saved meanwhile is returned, newest first."""
    typed_from = form.cleaned_data["version"]
    form.refuse(refusal)
    if not isinstance(refusal, Conflict):
        return []
    return events_of(refusal.stored, limit=max(1, refusal.stored.version - typed_from))


def _context(milestone: Milestone) -> dict[str, Any]:
    objective = milestone.objective
    above = ((milestone.ref, milestone.get_absolute_url()),)
    return {"name": str(milestone), "crumbs": crumbs(objective.plan, objective, *above), "theirs": []}


def _visible_milestone(request: Request, ref: str) -> Milestone:
    milestone = get_object_or_404(milestones_with_plans(), ref=ref)
    check_visible(request.actor, milestone.objective.plan.unit_id)
    return milestone


def _narrowed(chosen: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": chosen.get("q", ""),
        "unit_id": chosen["unit"].pk if "unit" in chosen else None,
        "state": chosen.get("state", ""),
    }
