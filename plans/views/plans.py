from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, post_address, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import plans as changes
from plans.changes.models import create_from_model
from plans.forms.plans import NewPlanForm, PlanApproveForm, PlanCloseForm, PlanFilterForm, PlanForm, PlanReopenForm
from plans.models import Plan, PlanState
from plans.permissions import check_approve, check_begin, check_edit, may_approve, may_begin, may_edit
from plans.queries.comparison import compared
from plans.queries.plan_page import plan_page
from plans.queries.plans import PLAN_COLUMNS, find_plans, listed_plans, plan_rows
from plans.queries.timetables import due_by_plan
from plans.views.access import visible_plan
from plans.views.models import model_chosen
from plans.views.navigation import crumbs, history_of, plan_tabs, watching_of

CLOSING = (
    "A closed plan is kept with all that belongs to it. It can no longer be changed, and its gaps no longer count as "
    "findings about the golden thread."
)
NO_LEVEL_OF_SERVICES = (
    "No level of the golden thread is for plans that you write yet. Ask the performance team to say which one is."
)
NO_LEVELS = "A plan stands at a level of the golden thread. There is none yet: choose the levels first."
_SORTS = {
    "level": ["level__position", "title", "pk"],
    "title": ["title", "pk"],
    "unit": ["unit__name", "level__position", "title"],
    "starts": ["starts_on", "level__position", "title"],
}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_list(request: Request) -> HttpResponse:
    """Plans from community strategy down, filtered and sorted."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    units = [("", "Any unit"), *indented_units(reach=reach, today=request.today)]
    form = PlanFilterForm(request.GET, choices={"unit": units})
    ordering, headers = lists.sorting(request, _SORTS, default="level")
    found = find_plans(actor=request.actor, today=request.today, **form.query).order_by(*ordering)
    whole = find_plans(actor=request.actor, today=request.today).count() if form.chosen else None
    listed = lists.listing(request, form, found, whole=whole, noun="plan")
    shown = list(listed["page"])
    context = {**listed, "rows": listed_plans(shown, due_by_plan(shown, today=request.today)), "sort": headers}
    context |= {"tabs": plan_tabs(request, "plan-list"), "may_edit": may_begin(request.actor)}
    file = ListFile("plans", "Plans", PLAN_COLUMNS, partial(plan_rows, found))
    return page_or_file(request, "plans/plan_list.html", context, file)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_detail(request: Request, ref: str) -> HttpResponse:
    """A plan: why it exists, its objectives by kind, its milestones, and what is wrong with its thread."""
    plan = visible_plan(request, ref)
    is_writer = may_edit(request.actor, plan)
    page = partial(plan_page, plan, actor=request.actor, is_writer=is_writer, today=request.today)
    context = {
        "plan": plan,
        "owner_url": post_address(request.actor, plan.owner),
        "page": SimpleLazyObject(page),
        "crumbs": crumbs(),
        **_rights(request, plan, is_writer),
        **history_of(request, plan, plan, details=lambda: _details(request, plan, is_writer)),
    }
    return render(request, "plans/plan_detail.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_compare(request: Request, ref: str) -> HttpResponse:
    """A plan beside the one that it was started from: what was added, dropped and changed."""
    plan = visible_plan(request, ref)
    if plan.follows is None:
        raise Http404
    before = visible_plan(request, plan.follows.ref)
    context = {"plan": plan, "before": before, "crumbs": crumbs(plan), "compared": compared(before, plan)}
    return render(request, "plans/compare.html", context)


def _rights(request: Request, plan: Plan, is_writer: bool) -> dict[str, bool]:
    return {
        "may_edit": is_writer,
        "may_write": is_writer and plan.is_open,
        "may_approve": may_approve(request.actor, plan),
        "may_begin": may_begin(request.actor),
        "reads_council": request.actor.may(Permission.COUNCIL_READ),
    }


def _details(request: Request, plan: Plan, is_writer: bool) -> dict[str, Any]:
    return {
        "open_to_comments": not plan.is_approved,
        "may_answer": is_writer,
        "reader": request.user,
        "watch": watching_of(request, plan, plan),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def plan_create(request: Request) -> HttpResponse:
    """A new plan, from nothing or from a model; ``?model=`` fills in which."""
    check_begin(request.actor)
    given = {"actor": request.actor, "today": request.today, "cancel_url": reverse("plans:plan-list")}
    form = NewPlanForm(request.POST or None, initial=model_chosen(request), **given)
    if not form.has_levels:
        return _without_levels(request)

    intro = "It starts as a draft: add its objectives and links, then have it approved."
    page = FormPage("Add a plan", crumbs(), intro=intro)
    return form_page(request, page, form, lambda: _created(request, form))


def _without_levels(request: Request) -> HttpResponse:
    """To where levels are chosen, or back with whom to ask."""
    may_choose = request.actor.may(Permission.PLAN_EDIT)
    messages.info(request, NO_LEVELS if may_choose else NO_LEVEL_OF_SERVICES)
    return redirect("plans:level-list" if may_choose else "plans:plan-list")


def _created(request: Request, form: NewPlanForm) -> Done:
    by = check_begin(request.actor, form.cleaned_data["unit"].pk)
    details, model = form.given(changes.PlanDetails), form.cleaned_data.get("model")
    if model:
        plan = create_from_model(by=by, at=request.now, details=details, model=model)
        return f"{plan} is a draft now, as its model has it. Make it yours: edit, add and drop.", plan
    plan = changes.create_plan(by=by, at=request.now, details=details)
    return f"{plan} is a draft now. Add its objectives, and say what each contributes to.", plan


@require_http_methods(["GET", "POST"])
@signed_in
def plan_edit(request: Request, ref: str) -> HttpResponse:
    plan = visible_plan(request, ref)
    by, page = check_edit(request.actor, plan), FormPage("Change a plan", crumbs(plan), heading="Change the plan")
    given = {"actor": request.actor, "today": request.today, "cancel_url": plan.get_absolute_url()}
    form = PlanForm(request.POST or None, instance=plan, **given)

    def edit() -> Done:
        if not plan.level.is_private:
            check_begin(request.actor, form.cleaned_data["unit"].pk)
        changed = changes.edit_plan(by=by, at=request.now, plan=plan, **form.edited(changes.PlanDetails))
        return f"{changed} is saved.", changed

    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def plan_approve(request: Request, ref: str) -> HttpResponse:
    plan = visible_plan(request, ref)
    by = check_approve(request.actor, plan)
    form = PlanApproveForm(request.POST or None, today=request.today, cancel_url=plan.get_absolute_url())

    def approve() -> Done:
        changes.approve_plan(by=by, at=request.now, plan=plan, **form.cleaned_data)
        return f"{plan} is approved.", plan

    page = FormPage(f"Approve {plan.title}", crumbs(plan), heading="Approve the plan", caption=plan.title)
    return form_page(request, page, form, approve)


@require_http_methods(["GET", "POST"])
@signed_in
def plan_close(request: Request, ref: str) -> HttpResponse:
    """Close an approved plan, or reopen a closed one with a reason."""
    plan = visible_plan(request, ref)
    by = check_approve(request.actor, plan)
    is_closed = plan.state == PlanState.CLOSED
    form = (PlanReopenForm if is_closed else PlanCloseForm)(request.POST or None, cancel_url=plan.get_absolute_url())

    def change() -> Done:
        close_or_reopen = changes.reopen_plan if is_closed else changes.close_plan
        changed = close_or_reopen(by=by, at=request.now, plan=plan, **form.cleaned_data)
        return f"{changed} is {'open again' if is_closed else 'closed'}.", changed

    verb, intro = ("Reopen", "") if is_closed else ("Close", CLOSING)
    page = FormPage(f"{verb} {plan.title}", crumbs(plan), f"{verb} the plan", plan.title, intro)
    return form_page(request, page, form, change)
