from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, post_address, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from plans.changes import objectives as changes
from plans.forms.objectives import LinksForm, ObjectiveForm, parent_choices
from plans.models import Objective
from plans.permissions import check_edit, may_edit
from plans.queries.beside import panels_of
from plans.queries.challenges import challenge_of
from plans.queries.milestones import milestone_rows, milestones_of_objective, percent_together
from plans.queries.tags import tags_of
from plans.queries.thread import load_thread, thread_seen_by
from plans.queries.waits import with_waits
from plans.thread import Thread
from plans.views.access import visible_objective, visible_plan
from plans.views.navigation import crumbs, history_of, watching_of

LINKING = (
    "Choose the one thing above that it mainly serves, and others only where it really helps them. "
    "Leave the rest empty; save to get more lines."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def objective_detail(request: Request, ref: str) -> HttpResponse:
    """An objective: what it is, what it contributes to and what contributes to it, its milestones."""
    objective = visible_objective(request, ref)
    context = {
        "objective": objective,
        "tags": tags_of(objective),
        "owner_url": post_address(request.actor, objective.owner),
        "crumbs": crumbs(objective.plan),
        "may_edit": may_edit(request.actor, objective.plan),
        "reads_council": request.actor.may(Permission.COUNCIL_READ),
        "may_share": request.actor.may(Permission.PARTNER_SHARE) and not objective.plan.level.is_private,
        **history_of(request, objective, objective.plan, details=partial(_details, request, objective)),
    }
    return render(request, "plans/objective_detail.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def objective_create(request: Request, ref: str) -> HttpResponse:
    """A new objective in the plan with that reference; ``?kind=`` fills in its kind."""
    plan = visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    initial = {"kind": request.GET.get("kind"), "owner": plan.owner_id}
    form = ObjectiveForm(request.POST or None, actor=request.actor, initial=initial, cancel_url=plan.get_absolute_url())

    def create() -> Done:
        details = form.given(changes.ObjectiveDetails)
        objective = changes.create_objective(by=by, at=request.now, plan=plan, details=details, tags=form.tags)
        return _after_adding(request, objective)

    return form_page(request, FormPage("Add an objective", crumbs(plan), caption=plan.title), form, create)


def _after_adding(request: Request, objective: Objective) -> Done:
    """On to what it contributes to; to its own page at the top of the thread, or of as much of it as there is yet."""
    if not parent_choices(load_thread(Objective.objects.visible_to(request.actor)), objective):
        return f"{objective.ref} is added. Nothing stands above it yet that it could contribute to.", objective
    next_page = reverse("plans:objective-links", args=[objective.ref])
    return f"{objective.ref} is added. Now say what it contributes to.", next_page


@require_http_methods(["GET", "POST"])
@signed_in
def objective_edit(request: Request, ref: str) -> HttpResponse:
    objective = visible_objective(request, ref)
    by = check_edit(request.actor, objective.plan)
    page = FormPage("Change an objective", crumbs(objective.plan, objective), heading="Change the objective")
    form = ObjectiveForm(
        request.POST or None, actor=request.actor, instance=objective, cancel_url=objective.get_absolute_url()
    )

    def edit() -> Done:
        given = form.edited(changes.ObjectiveDetails)
        changed = changes.edit_objective(by=by, at=request.now, objective=objective, tags=form.tags, **given)
        return f"{changed.ref} is saved.", changed

    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def objective_links(request: Request, ref: str) -> HttpResponse:
    """Say what an objective contributes to."""
    objective = visible_objective(request, ref)
    by = check_edit(request.actor, objective.plan)
    thread, address = load_thread(Objective.objects.visible_to(request.actor)), objective.get_absolute_url()
    form = LinksForm(request.POST or None, thread=thread, objective=objective, cancel_url=address)

    def link() -> Done:
        changes.set_links(by=by, at=request.now, objective=objective, on=request.today, **form.parents())
        return f"What {objective.ref} contributes to is saved.", address

    title = f"What {objective.ref} contributes to"
    here = crumbs(objective.plan, objective)
    page = FormPage(title, here, heading="What does it contribute to?", caption=str(objective), intro=LINKING)
    return form_page(request, page, form, link)


def _details(request: Request, objective: Objective) -> dict[str, Any]:
    kept = SnapshotCache()
    thread = thread_seen_by(request.actor, kept)
    steps = milestone_rows(milestones_of_objective(objective.pk), today=request.today)
    rows = with_waits(steps, actor=request.actor)
    return {
        **_place(thread, objective.pk),
        "milestones": rows,
        "together": percent_together(rows),
        **challenge_of(objective, today=request.today),
        "panels": panels_of(objective, actor=request.actor, today=request.today, kept=kept),
        "watch": watching_of(request, objective, objective.plan),
    }


def _place(thread: Thread, pk: int) -> dict[str, Any]:
    """Where an objective lies: the way to it from the top, what it contributes to, what contributes to it."""
    late = thread.late_links(pk)
    return {
        "path": thread.primary_path(pk),
        "upward": [(tie, thread.nodes[tie.parent], tie in late) for tie in thread.links_up(pk)],
        "beneath": thread.children(pk),
    }
