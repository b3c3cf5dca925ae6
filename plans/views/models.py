"""Keeping a plan as a model."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in
from foundation.form_pages import pressed
from foundation.request import Request
from plans.changes.models import mark_as_model
from plans.permissions import check_approve
from plans.queries.plans import models_for
from plans.views.access import visible_plan


@require_POST
@signed_in
def plan_model(request: Request, ref: str) -> HttpResponse:
    """Keep the plan as a model (``keep=yes``), or no longer."""
    plan = visible_plan(request, ref)
    by, is_model = check_approve(request.actor, plan), request.POST.get("keep") == "yes"
    if plan.level.is_private:
        raise Http404
    said = "kept as a model: whoever starts a plan of its level may start from it" if is_model else "no longer a model"
    change = {"plan": plan, "is_model": is_model}
    pressed(request, lambda: mark_as_model(by=by, at=request.now, **change), f"{plan} is {said}.")
    return redirect(plan)


def model_chosen(request: Request) -> dict[str, int]:
    """What ``?model=`` fills into the form of a new plan: that model and its level, where the person may read it."""
    model = models_for(request.actor).filter(ref=request.GET.get("model", "")).first()
    return {"model": model.pk, "level": model.level_id} if model else {}
