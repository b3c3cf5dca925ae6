from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.refusals import ChangeRefused
from foundation.request import Request
from plans.changes.objectives import create_objective, edit_objective, set_links
from plans.forms.objectives import LinksForm, ObjectiveForm
from plans.models import Objective, Plan
from plans.permissions import check_edit, may_edit
from plans.queries.milestones import milestone_rows, milestones_with_plans, percent_together
from plans.queries.objectives import place_in_thread
from plans.queries.thread import load_thread
from plans.views.navigation import crumbs


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def objective_detail(request: Request, ref: str) -> HttpResponse:
    """An objective: what it is, what it contributes to and what contributes to it, its milestones."""
    objective = _visible_objective(request, ref)
    thread = load_thread(reach=request.actor.reaches(Permission.COUNCIL_READ))
    milestones = milestones_with_plans().filter(objective=objective).order_by("due_on", "ref")
    rows = milestone_rows(milestones, today=request.today)
    context = {
        "objective": objective,
        "place": place_in_thread(thread, objective.pk),
        "milestones": rows,
        "together": percent_together(rows),
        "crumbs": crumbs(objective.plan),
        "may_edit": may_edit(request.actor, objective.plan),
        **with_history(request, objective, unit_id=objective.plan.unit_id, editing=Permission.PLAN_EDIT),
    }
    return render(request, "plans/objective_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def objective_create(request: Request, ref: str) -> HttpResponse:
    """A new objective in the plan with that reference; ``?kind=`` fills in its kind."""
    plan = get_object_or_404(Plan, ref=ref)
    by = check_edit(request.actor, plan)
    initial = {"kind": request.GET.get("kind"), "owner": plan.owner_id}
    form = ObjectiveForm(request.POST or None, initial=initial, cancel_url=plan.get_absolute_url())
    if form.is_valid():
        try:
            objective = create_objective(by=by, at=request.now, plan=plan, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{objective.ref} is added. Now say what it contributes to.")
            return redirect("plans:objective-links", objective.ref)
    return render(request, "plans/objective_create.html", {"form": form, "plan": plan, "crumbs": crumbs(plan)})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def objective_edit(request: Request, ref: str) -> HttpResponse:
    objective = _visible_objective(request, ref)
    by = check_edit(request.actor, objective.plan)
    here = crumbs(objective.plan, objective)
    form = ObjectiveForm(request.POST or None, instance=objective, cancel_url=objective.get_absolute_url())
    if form.is_valid():
        try:
            changed = edit_objective(by=by, at=request.now, objective=objective, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{changed.ref} is saved.")
            return redirect(changed)
    return render(request, "plans/objective_edit.html", {"form": form, "crumbs": here})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, anywhere=True)
def objective_links(request: Request, ref: str) -> HttpResponse:
    """Say what an objective contributes to."""
    objective = _visible_objective(request, ref)
    by = check_edit(request.actor, objective.plan)
    thread, address = load_thread(), objective.get_absolute_url()
    form = LinksForm(request.POST or None, thread=thread, objective=objective, cancel_url=address)
    if form.is_valid():
        try:
            set_links(by=by, at=request.now, objective=objective, on=request.today, **form.parents())
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"What {objective.ref} contributes to is saved.")
            return redirect(address)
    context = {"form": form, "objective": objective, "crumbs": crumbs(objective.plan, objective)}
    return render(request, "plans/objective_links.html", context)


def _visible_objective(request: Request, ref: str) -> Objective:
    objective = get_object_or_404(Objective.objects.select_related("plan__level", "plan__unit", "owner"), ref=ref)
    check_visible(request.actor, objective.plan.unit_id)
    return objective
