"""Forms of what is done to bring a measure back on target."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, form_page
from foundation.request import Request
from indicators.changes.recovery import add_action, edit_action
from indicators.forms.recovery import RecoveryEditForm, RecoveryForm
from indicators.models import Indicator, RecoveryAction
from indicators.permissions import check_recover
from indicators.views.definitions import about_measure, visible_indicator
from plans.changes.actions import ActionDetails

A_QUARTER = timedelta(days=91)


@require_http_methods(["GET", "POST"])
@signed_in
def recovery_create(request: Request, ref: str) -> HttpResponse:
    """A new recovery action of the measure."""
    indicator = visible_indicator(request, ref)
    by = check_recover(request.actor, indicator)
    initial = {"owner": indicator.owner_id, "starts_on": request.today, "due_on": request.today + A_QUARTER}
    initial |= {"percent_complete": 0}
    form = RecoveryForm(request.POST or None, actor=request.actor, initial=initial, cancel_url=_back(indicator))

    def add() -> Done:
        add_action(by=by, at=request.now, indicator=indicator, details=form.given(ActionDetails))
        return "The recovery action is added.", _back(indicator)

    return form_page(request, about_measure(indicator, "Add a recovery action", "Add a recovery action"), form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def recovery_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Change a recovery action, or say how it is going."""
    indicator = visible_indicator(request, ref)
    action = get_object_or_404(RecoveryAction.objects.select_related("owner"), pk=pk, indicator=indicator)
    by = check_recover(request.actor, indicator, action)
    form = RecoveryEditForm(request.POST or None, instance=action, actor=request.actor, cancel_url=_back(indicator))

    def edit() -> Done:
        edit_action(by=by, at=request.now, action=action, **form.edited(ActionDetails))
        return "The recovery action is saved.", _back(indicator)

    return form_page(
        request, about_measure(indicator, "Change a recovery action", "How a recovery action is going"), form, edit
    )


def _back(indicator: Indicator) -> str:
    return f"{indicator.get_absolute_url()}#recovery"
