from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, post_address, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from foundation import lists
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import milestones as changes
from plans.changes.waits import set_waits
from plans.forms.milestones import (
    MilestoneEditForm,
    MilestoneFilterForm,
    MilestoneForm,
    MilestoneUpdateForm,
    WaitsForm,
)
from plans.models import Milestone, PlanState
from plans.permissions import check_edit, check_update, may_answer_support, may_edit, may_update
from plans.queries.milestones import (
    find_milestones,
    milestone_row,
    milestone_rows,
    with_concern,
)
from plans.queries.support import support_rows
from plans.queries.waits import with_waits
from plans.views.access import visible_milestone, visible_objective
from plans.views.navigation import crumbs, history_of, plan_tabs

WAITING = "Where it ends before one of them does, its page and the plan say so."
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
    asked = form.query
    concern = asked.pop("concern", "")
    found = find_milestones(actor=request.actor, **asked).order_by(*ordering)
    rows = with_concern(with_waits(milestone_rows(found, today=request.today), actor=request.actor), concern)
    whole = find_milestones(actor=request.actor).count() if form.chosen else len(rows)
    context = lists.listing(request, form, rows, whole=whole, noun="milestone")
    tabs = plan_tabs(request, "milestone-list")
    return render(request, "plans/milestone_list.html", {**context, "sort": headers, "tabs": tabs})


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def milestone_detail(request: Request, ref: str) -> HttpResponse:
    """A milestone: what is promised, how it is going, and why it is judged so."""
    milestone = visible_milestone(request, ref)
    plan = milestone.objective.plan
    context = {
        "milestone": milestone,
        "owner_url": post_address(request.actor, milestone.owner),
        "row": with_waits([milestone_row(milestone, today=request.today)], actor=request.actor)[0],
        "crumbs": crumbs(plan, milestone.objective),
        "may_edit": may_edit(request.actor, plan),
        "may_update": may_update(request.actor, milestone),
        "may_share": request.actor.may(Permission.PARTNER_SHARE) and not plan.level.is_private,
        "is_running": plan.state != PlanState.CLOSED and not plan.level.is_private,
        **_help(request, milestone),
        **history_of(request, milestone, plan, editing=Permission.MILESTONE_UPDATE),
    }
    return render(request, "plans/milestone_detail.html", context)


def _help(request: Request, milestone: Milestone) -> dict[str, Any]:
    """What was asked for with it, and where more is asked; none for a closed or private plan."""
    plan = milestone.objective.plan
    asks = plan.state != PlanState.CLOSED and not plan.level.is_private and may_update(request.actor, milestone)
    may_answer = partial(may_answer_support, request.actor)
    return {
        "support": support_rows(milestone, may_answer=may_answer, may_close=asks),
        "ask_url": reverse("plans:support-ask", args=[milestone.ref]) if asks else "",
    }


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_create(request: Request, ref: str) -> HttpResponse:
    """A new milestone of the objective with that reference."""
    objective = visible_objective(request, ref)
    by = check_edit(request.actor, objective.plan)
    initial = {"owner": objective.owner_id}
    form = MilestoneForm(
        request.POST or None, actor=request.actor, initial=initial, cancel_url=objective.get_absolute_url()
    )

    def create() -> Done:
        details = form.given(changes.MilestoneDetails)
        milestone = changes.create_milestone(by=by, at=request.now, objective=objective, details=details)
        return f"{milestone.ref} is added.", objective

    page = FormPage("Add a milestone", crumbs(objective.plan, objective), caption=str(objective))
    return form_page(request, page, form, create)


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_edit(request: Request, ref: str) -> HttpResponse:
    """Change what was promised."""
    milestone = visible_milestone(request, ref)
    by = check_edit(request.actor, milestone.objective.plan)
    heading = "Change what was promised"
    page = FormPage("Change a milestone", _crumbs(milestone), heading=heading, caption=str(milestone))
    form = MilestoneEditForm(
        request.POST or None, actor=request.actor, instance=milestone, cancel_url=milestone.get_absolute_url()
    )

    def edit() -> Done:
        given = form.edited(changes.MilestoneDetails)
        changed = changes.edit_milestone(by=by, at=request.now, milestone=milestone, **given)
        return f"{changed.ref} is saved.", changed

    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_waits(request: Request, ref: str) -> HttpResponse:
    """Say what a milestone waits for."""
    milestone = visible_milestone(request, ref)
    by = check_edit(request.actor, milestone.objective.plan)
    known = find_milestones(actor=request.actor).select_related("objective__plan__level").filter(
        objective__plan__level__is_private=False
    )  # fmt: skip
    form = WaitsForm(request.POST or None, milestone=milestone, known=known, cancel_url=milestone.get_absolute_url())

    def wait() -> Done:
        set_waits(by=by, at=request.now, milestone=milestone, waits_for=form.waits_for())
        return f"What {milestone.ref} waits for is saved.", milestone

    page = FormPage("What a milestone waits for", _crumbs(milestone), caption=str(milestone), intro=WAITING)
    return form_page(request, page, form, wait)


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_update(request: Request, ref: str) -> HttpResponse:
    """Say how a milestone is going."""
    milestone = visible_milestone(request, ref)
    by = check_update(request.actor, milestone)
    form = MilestoneUpdateForm(request.POST or None, milestone=milestone, cancel_url=milestone.get_absolute_url())

    def update() -> Done:
        update, version = form.given(changes.MilestoneUpdate), form.cleaned_data["version"]
        changed = changes.update_milestone(by=by, at=request.now, milestone=milestone, version=version, update=update)
        return f"The update of {changed.ref} is saved.", changed

    intro = milestone_row(milestone, today=request.today).judgement.reason
    page = FormPage(f"Update {milestone}", _crumbs(milestone), "How is it going?", str(milestone), intro)
    return form_page(request, page, form, update)


def _crumbs(milestone: Milestone) -> list[dict]:
    return crumbs(milestone.objective.plan, milestone.objective, (milestone.ref, milestone.get_absolute_url()))
