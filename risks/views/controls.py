"""Forms of what holds a risk down, and of what is done about it."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes.actions import ActionDetails
from risks.changes import controls as changes
from risks.forms.controls import ControlForm, MitigationForm
from risks.permissions import check_edit
from risks.views.access import risk_crumbs, visible_control, visible_mitigation, visible_risk


@require_http_methods(["GET", "POST"])
@signed_in
def control_create(request: Request, ref: str) -> HttpResponse:
    """A new control of the risk."""
    risk = visible_risk(request, ref)
    by = check_edit(request.actor, risk)
    form = ControlForm(request.POST or None, actor=request.actor, cancel_url=risk.get_absolute_url())

    def add() -> Done:
        changes.add_control(by=by, at=request.now, risk=risk, details=form.given(changes.ControlDetails))
        return "The control is added.", risk

    return form_page(request, FormPage("Add a control", risk_crumbs(risk), caption=str(risk)), form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def control_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Change a control, or say what its check found."""
    control = visible_control(request, ref, pk)
    by, risk = check_edit(request.actor, control.risk), control.risk
    address = risk.get_absolute_url()
    form = ControlForm(request.POST or None, instance=control, actor=request.actor, cancel_url=address)

    def edit() -> Done:
        changes.edit_control(by=by, at=request.now, control=control, **form.edited(changes.ControlDetails))
        return "The control is saved.", risk

    return form_page(request, FormPage("Change a control", risk_crumbs(risk), caption=str(risk)), form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def mitigation_create(request: Request, ref: str) -> HttpResponse:
    """A new action against the risk."""
    risk = visible_risk(request, ref)
    by = check_edit(request.actor, risk)
    form = MitigationForm(request.POST or None, actor=request.actor, cancel_url=risk.get_absolute_url())

    def add() -> Done:
        changes.add_mitigation(by=by, at=request.now, risk=risk, details=form.given(ActionDetails))
        return "The action is added.", risk

    return form_page(request, FormPage("Add an action", risk_crumbs(risk), caption=str(risk)), form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def mitigation_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Change an action, or say how it is going."""
    action = visible_mitigation(request, ref, pk)
    by, risk = check_edit(request.actor, action.risk), action.risk
    address = risk.get_absolute_url()
    form = MitigationForm(request.POST or None, instance=action, actor=request.actor, cancel_url=address)

    def edit() -> Done:
        given = form.edited(ActionDetails)
        changes.edit_mitigation(by=by, at=request.now, mitigation=action, **given)
        return "The action is saved.", risk

    return form_page(request, FormPage("Change an action", risk_crumbs(risk), caption=str(risk)), form, edit)
