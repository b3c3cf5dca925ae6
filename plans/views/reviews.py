"""Quality assurance of a plan: handing it in, taking it back, and what its reviewer decides."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import reviews as changes
from plans.forms.reviews import ReviewForm, SubmitForm, WithdrawForm
from plans.models import Plan
from plans.permissions import check_approve, check_edit
from plans.quality import Verdict
from plans.queries.quality import checks_of
from plans.views.access import visible_plan
from plans.views.navigation import crumbs
from plans.workflow import PlanMove

SUBMITTING = (
    "It goes to the performance team, who read it against a checklist. Nobody can change it until they have sent it "
    "back or it is approved."
)
TAKING_BACK = "It becomes a draft again, which its authors can change. Submit it anew when it is ready."
REVIEWING = "Whoever wrote in a plan does not review it. What you write is kept with the plan, and told to who sent it."


@require_http_methods(["GET", "POST"])
@signed_in
def plan_submit(request: Request, ref: str) -> HttpResponse:
    """Hand a draft in for review."""
    plan = visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    form = SubmitForm(request.POST or None, cancel_url=plan.get_absolute_url())

    def submit() -> Done:
        changes.submit_plan(by=by, at=request.now, plan=plan, **form.cleaned_data)
        return f"{plan} is submitted: the performance team reviews it now.", plan

    page = FormPage(f"Submit {plan.title}", crumbs(plan), "Submit the plan for review", plan.title, SUBMITTING)
    return form_page(request, page, form, submit)


@require_http_methods(["GET", "POST"])
@signed_in
def plan_withdraw(request: Request, ref: str) -> HttpResponse:
    """Take a plan back that waits for its reviewer."""
    plan = visible_plan(request, ref)
    by = check_edit(request.actor, plan)
    form = WithdrawForm(request.POST or None, cancel_url=plan.get_absolute_url())

    def withdraw() -> Done:
        changes.withdraw_plan(by=by, at=request.now, plan=plan, **form.cleaned_data)
        return f"{plan} is a draft again.", plan

    page = FormPage(f"Take back {plan.title}", crumbs(plan), "Take the plan back", plan.title, TAKING_BACK)
    return form_page(request, page, form, withdraw)


@require_http_methods(["GET", "POST"])
@signed_in
def plan_review(request: Request, ref: str) -> HttpResponse:
    """Send a plan back with what has to be repaired, or sign it off."""
    plan = visible_plan(request, ref)
    by = check_approve(request.actor, plan)
    form = ReviewForm(request.POST or None, cancel_url=plan.get_absolute_url())

    def decide() -> Done:
        given = {"plan": plan, "remarks": form.cleaned_data["remarks"], "judged": form.judged()}
        if form.cleaned_data["outcome"] == PlanMove.SEND_BACK:
            changes.send_back_plan(by=by, at=request.now, **given)
            return f"{plan} is sent back to its authors.", plan
        changes.sign_off_plan(by=by, at=request.now, **given)
        return f"{plan} is signed off, and can be approved.", plan

    title = f"Review {plan.title}"
    page = FormPage(title, crumbs(plan), "Review the plan", plan.title, REVIEWING, "plans/review_form.html")
    return form_page(request, page, form, decide, _listed(request, plan))


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_checklist(request: Request, ref: str) -> HttpResponse:
    """The checklist that a plan is reviewed by, as it stands now: what is met, and what would put the rest right."""
    plan = visible_plan(request, ref)
    if plan.level.is_private:
        raise Http404
    context = {"plan": plan, "crumbs": crumbs(plan), **_listed(request, plan)}
    return render(request, "plans/checklist.html", context)


def _listed(request: Request, plan: Plan) -> dict[str, Any]:
    checks = checks_of(plan, today=request.today)
    found = sum(check.verdict is Verdict.FINDING for check in checks)
    worked_out = [check for check in checks if check.verdict is not Verdict.JUDGEMENT]
    return {"checks": checks, "worked_out": worked_out, "found": found}
