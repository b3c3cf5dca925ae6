from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check, check_visible, needs
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.refusals import ChangeRefused
from plans.changes import plans as changes
from plans.forms.plans import PlanApproveForm, PlanCloseForm, PlanFilterForm, PlanForm, PlanReopenForm
from plans.models import Plan, PlanState
from plans.permissions import check_edit, may_edit
from plans.queries.milestones import find_milestones, judged, milestone_row
from plans.queries.plans import PLAN_COLUMNS, find_plans, objectives_by_kind, plan_rows
from plans.queries.thread import load_thread
from plans.thread import health
from plans.views.navigation import crumbs, plan_tabs

_SORTS = {
    "level": ["level__position", "title", "pk"],
    "title": ["title", "pk"],
    "unit": ["unit__name", "level__position", "title"],
    "starts": ["starts_on", "level__position", "title"],
}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans from community strategy down, filtered and sorted."""
    form, found, headers = _filtered(request)
    whole = find_plans(reach=request.actor.reaches(Permission.COUNCIL_READ), today=request.today).count()
    context = {
        **lists.listing(request, form, found, whole=whole, noun="plan"),
        "sort": headers,
        "tabs": plan_tabs(request, "plan-list"),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
    }
    listed = ListFile("plans", "Plans", PLAN_COLUMNS, partial(plan_rows, found))
    return page_or_file(request, "plans/plan_list.html", context, listed)


def _filtered(request: HttpRequest) -> tuple[PlanFilterForm, QuerySet[Plan], dict[str, dict[str, str]]]:
    """The filters of the address, the plans it asks for in its order, and the links that sort them otherwise."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)  # type: ignore[attr-defined]
    today = request.today  # type: ignore[attr-defined]
    form = PlanFilterForm(request.GET, choices={"unit": [("", "Any unit"), *indented_units(reach=reach, today=today)]})
    ordering, headers = lists.sorting(request, _SORTS, default="level")
    return form, find_plans(reach=reach, today=today, **_narrowed(form.chosen)).order_by(*ordering), headers


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """A plan: why it exists, its objectives by kind, its milestones, and what is wrong with its thread."""
    plan = _visible_plan(request, ref)
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    milestones = find_milestones(reach=None, plan_id=plan.pk).order_by("due_on", "ref")
    context = {
        "plan": plan,
        "groups": objectives_by_kind(plan, reach=reach),
        "milestones": [milestone_row(row) for row in judged(milestones, today=request.today)],
        "findings": health(load_thread(), plans={plan.pk}),
        "crumbs": crumbs(),
        "may_edit": may_edit(request.actor, plan),
        **with_history(request, plan, unit_id=plan.unit_id, editing=Permission.PLAN_EDIT),
    }
    return render(request, "plans/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def plan_create(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, today=request.today, cancel_url=reverse("plans:plan-list"))
    if form.is_valid():
        by = check(request.actor, Permission.PLAN_EDIT, form.cleaned_data["unit"].pk)
        try:
            plan = changes.create_plan(by=by, at=request.now, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{plan} is a draft now. Add its objectives, then approve it.")
            return redirect(plan)
    return render(request, "plans/plan_create.html", {"form": form, "crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def plan_edit(request: HttpRequest, ref: str) -> HttpResponse:
    plan = _visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    here = crumbs(plan)
    form = PlanForm(request.POST or None, instance=plan, today=request.today, cancel_url=plan.get_absolute_url())
    if form.is_valid():
        try:
            changed = changes.edit_plan(by=by, at=request.now, plan=plan, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{changed} is saved.")
            return redirect(changed)
    return render(request, "plans/plan_edit.html", {"form": form, "crumbs": here})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def plan_approve(request: HttpRequest, ref: str) -> HttpResponse:
    plan = _visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    initial = {"approved_on": request.today}
    form = PlanApproveForm(
        request.POST or None, initial=initial, today=request.today, cancel_url=plan.get_absolute_url()
    )
    if form.is_valid():
        try:
            changes.approve_plan(by=by, at=request.now, plan=plan, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{plan} is approved.")
            return redirect(plan)
    return render(request, "plans/plan_approve.html", {"form": form, "plan": plan, "crumbs": crumbs(plan)})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def plan_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close an approved plan, or reopen a closed one with a reason."""
    plan = _visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    is_closed = plan.state == PlanState.CLOSED
    form_class = PlanReopenForm if is_closed else PlanCloseForm
    form = form_class(request.POST or None, cancel_url=plan.get_absolute_url())
    if form.is_valid():
        change = changes.reopen_plan if is_closed else changes.close_plan
        try:
            changed = change(by=by, at=request.now, plan=plan, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{changed} is {'open again' if is_closed else 'closed'}.")
            return redirect(changed)
    return render(request, "plans/plan_close.html", {"form": form, "plan": plan, "crumbs": crumbs(plan)})


def _visible_plan(request: HttpRequest, ref: str) -> Plan:
    plan = get_object_or_404(Plan.objects.select_related("level", "unit", "owner"), ref=ref)
    check_visible(request.actor, plan.unit_id)
    return plan


def _narrowed(chosen: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": chosen.get("q", ""),
        "level_id": chosen["level"].pk if "level" in chosen else None,
        "unit_id": chosen["unit"].pk if "unit" in chosen else None,
        "state": chosen.get("state", ""),
    }
