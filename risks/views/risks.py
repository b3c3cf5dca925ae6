"""A risk: its page, and the forms that raise, change, assess and close it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, post_address, signed_in
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.watching import watch_button
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.models import Objective
from plans.views.access import visible_objective
from risks.changes import risks as changes
from risks.forms.risks import ClearForm, CloseForm, RaiseForm, RiskForm, ScoreForm
from risks.models import Risk
from risks.permissions import check_clear, check_edit, check_raise, may_edit
from risks.queries.controls import control_rows, mitigation_rows
from risks.queries.risks import assessments_of, history_of_scores, latest_of, risk_row, standing_matrix
from risks.rules.scoring import ODD_SCORES
from risks.rules.shipped import SHIPPED
from risks.views.access import crumbs, risk_crumbs, visible_risk

ASSESSING = (
    "Choose likelihood and impact three times, each with why. What was assessed before stays on record as it was."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def risk_detail(request: Request, ref: str) -> HttpResponse:
    """A risk: why it has its score, what holds it down, what is done, and how it was scored before."""
    risk = visible_risk(request, ref)
    context = {
        "risk": risk,
        "row": risk_row(risk, today=request.today),
        "owner_url": post_address(request.actor, risk.owner),
        "crumbs": crumbs(),
        "may_edit": may_edit(request.actor, risk),
        "may_share": request.actor.may(Permission.PARTNER_SHARE) and not risk.is_exempt,
        **with_history(
            request, risk, unit_id=risk.register.unit_id, editing=Permission.RISK_EDIT, is_private=False,
            details=partial(_details, request, risk),
        ),
    }  # fmt: skip
    return render(request, "risks/risk_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RISK_EDIT, anywhere=True)
def risk_create(request: Request) -> HttpResponse:
    """Raise a risk; ``?objective=`` names what it threatens, ``?register=`` where it goes."""
    matrix = standing_matrix()
    grid = matrix.painted if matrix else SHIPPED["5x5"][1]
    given = {"actor": request.actor, "grid": grid, "today": request.today}
    initial = {name: request.GET.get(name) for name in ("register", "objective")}
    form = RaiseForm(request.POST or None, initial=initial, cancel_url=reverse("reporting:risk-register"), **given)

    def create() -> Done:
        details = form.details()
        by = check_raise(request.actor, details.register)
        risk = changes.raise_risk(by=by, at=request.now, details=details, scoring=form.scoring())
        said = f"{risk.ref} is raised. Now say what holds it down, and what will be done."
        return _and_warned(said, risk, request), risk

    intro = "" if matrix else changes.NO_MATRIX
    return form_page(request, FormPage("Raise a risk", crumbs(), intro=intro), form, create)


@require_http_methods(["GET", "POST"])
@signed_in
def risk_edit(request: Request, ref: str) -> HttpResponse:
    """Change what a risk is, or the register that it stands in."""
    risk = visible_risk(request, ref)
    by = check_edit(request.actor, risk)
    form = RiskForm(request.POST or None, actor=request.actor, risk=risk, cancel_url=risk.get_absolute_url())

    def edit() -> Done:
        details, data = form.details(), form.cleaned_data
        if details.register.pk != risk.register_id:
            check_raise(request.actor, details.register)
        given = {"version": data["version"], "details": details, "why": data["why"]}
        changed = changes.edit_risk(by=by, at=request.now, risk=risk, **given)
        return f"{changed.ref} is saved.", changed

    return form_page(request, FormPage("Change a risk", risk_crumbs(risk), caption=str(risk)), form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def risk_assess(request: Request, ref: str) -> HttpResponse:
    """Score a risk anew, on the matrix that stands."""
    risk = visible_risk(request, ref)
    by = check_edit(request.actor, risk)
    matrix = standing_matrix()
    form = ScoreForm(
        request.POST or None, grid=matrix.painted if matrix else SHIPPED["5x5"][1], today=request.today,
        latest=latest_of(assessments_of(risk.pk)), version=risk.version, cancel_url=risk.get_absolute_url(),
    )  # fmt: skip

    def assess() -> Done:
        given = {"version": form.cleaned_data["version"], "scoring": form.scoring()}
        changed = changes.assess_risk(by=by, at=request.now, risk=risk, **given)
        return _and_warned(f"The assessment of {changed.ref} is saved.", changed, request), changed

    page = FormPage("Assess a risk", risk_crumbs(risk), caption=str(risk), intro=ASSESSING)
    return form_page(request, page, form, assess)


def _and_warned(said: str, risk: Risk, request: Request) -> str:
    """What was saved, and what is odd about the scores: a target above the score now is kept, and warned of."""
    odd = (each.words for each in risk_row(risk, today=request.today).warned if each.warning in ODD_SCORES)
    return " ".join([said, *odd])


@require_http_methods(["GET", "POST"])
@signed_in
def risk_close(request: Request, ref: str) -> HttpResponse:
    """Close a risk that is no more, or have a closed one stand again."""
    risk = visible_risk(request, ref)
    by = check_edit(request.actor, risk)
    form = CloseForm(request.POST or None, version=risk.version, cancel_url=risk.get_absolute_url())
    is_open = risk.closed_on is None
    form.submit_label = title = "Close the risk" if is_open else "Reopen the risk"

    def turn() -> Done:
        change = changes.close_risk if is_open else changes.reopen_risk
        given = {"version": form.cleaned_data["version"], "why": form.cleaned_data["why"]}
        changed = change(by=by, at=request.now, risk=risk, **given)
        return f"{changed.ref} is {'closed' if is_open else 'reopened'}.", changed

    return form_page(request, FormPage(title, risk_crumbs(risk), caption=str(risk)), form, turn)


@require_http_methods(["GET", "POST"])
@signed_in
def objective_clear(request: Request, ref: str) -> HttpResponse:
    """Record that an objective has no significant risk."""
    objective = visible_objective(request, ref)
    by = check_clear(request.actor, objective.plan)
    address = objective.get_absolute_url()
    form = ClearForm(request.POST or None, cancel_url=address)

    def clear() -> Done:
        why = form.cleaned_data["why"]
        changes.clear_objective(by=by, at=request.now, objective=objective, why=why)
        return f"No significant risk is recorded for {objective.ref}.", address

    here = crumbs((objective.ref, address))
    return form_page(request, FormPage("No significant risk", here, caption=str(objective)), form, clear)


def _details(request: Request, risk: Risk) -> dict[str, Any]:
    is_changed = may_edit(request.actor, risk) and risk.closed_on is None
    known = Objective.objects.visible_to(request.actor).not_private()
    assessed = assessments_of(risk.pk)
    return {
        "objectives": known.filter(risks=risk).select_related("plan").order_by("ref"),
        "scored": history_of_scores(assessed),
        "watch": None if risk.is_exempt else watch_button(request, "risk", risk.pk),
        "latest": latest_of(assessed),
        "controls": control_rows(risk, actor=request.actor),
        "mitigations": mitigation_rows(risk, today=request.today, linked=is_changed),
    }
