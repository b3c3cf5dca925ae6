"""The rolling sample of plans that are quality assured, and who reviews them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from plans.changes import sampling as changes
from plans.forms.reviews import ReviewerForm
from plans.models import Level
from plans.periods import Frequency, Period, parse_key
from plans.permissions import check_approve
from plans.queries.sampling import sample_of, samples
from plans.views.access import visible_plan
from plans.views.navigation import crumbs, plan_tabs

REVIEWER = "They are told, and asked once it is submitted. Whoever wrote in a plan does not review it."


@require_safe
@needs(Permission.COUNCIL_READ)
def sample_list(request: Request) -> HttpResponse:
    """The samples of every level and year, the latest first."""
    context = {"samples": samples(), "tabs": plan_tabs(request, "sample-list")}
    return render(request, "plans/sample_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ)
def sample_detail(request: Request, pk: int, key: str) -> HttpResponse:
    """Which plans of a level and year were chosen, why, and what came of it; and when the others come round."""
    level, year = _sampled(pk), _year(key)
    context = {
        "level": level,
        "year": year,
        "sample": sample_of(level, year),
        "crumbs": _crumbs(),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
    }
    return render(request, "plans/sample_detail.html", context)


@require_POST
@needs(Permission.PLAN_EDIT)
def sample_draw(request: Request, pk: int, key: str) -> HttpResponse:
    """Draw the sample, or draw further ones to it."""
    level, year = _sampled(pk), _year(key)
    said = f"The sample of {year.label} is drawn, and the owners of its plans are told."
    pressed(request, lambda: changes.draw_sample(by=request.by, at=request.now, level=level, year=year), said)
    return redirect("plans:sample-detail", pk, key)


@require_http_methods(["GET", "POST"])
@signed_in
def plan_reviewer(request: Request, ref: str) -> HttpResponse:
    """Give a plan to somebody to review."""
    plan = visible_plan(request, ref)
    by = check_approve(request.actor, plan)
    if plan.level.is_private:
        raise Http404
    form = ReviewerForm(request.POST or None, plan=plan, cancel_url=plan.get_absolute_url())

    def give() -> Done:
        changes.give_to_reviewer(by=by, at=request.now, plan=plan, **form.cleaned_data)
        return f"{plan} is given to {form.cleaned_data['reviewer']} to review.", plan

    page = FormPage(f"Who reviews {plan.title}", crumbs(plan), "Who reviews the plan?", plan.title, REVIEWER)
    return form_page(request, page, form, give)


def _sampled(pk: int) -> Level:
    return get_object_or_404(Level, pk=pk, sampled_over__isnull=False)


def _year(key: str) -> Period:
    year = parse_key(key)
    if year.frequency is not Frequency.YEAR or year != year.year:
        raise Http404
    return year


def _crumbs() -> list[dict]:
    return crumbs(None, None, ("Sample", reverse("plans:sample-list")))
