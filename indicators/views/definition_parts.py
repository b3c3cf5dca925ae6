"""What hangs on a definition sheet: its breaks and the objectives it serves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import check, needs
from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.definitions import add_break, remove_break, set_objectives
from indicators.forms.definition_parts import BreakForm, BreakRemoveForm, ObjectivesForm
from indicators.views.definitions import visible_indicator
from indicators.views.navigation import measure_crumbs, sheet_url


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def break_create(request: Request, ref: str) -> HttpResponse:
    """Say from which period on a measure's definition is another."""
    indicator, by = visible_indicator(request, ref), check(request.actor, Permission.INDICATOR_EDIT)
    back = sheet_url(indicator, "breaks")
    form = BreakForm(request.POST or None, indicator=indicator, today=request.today, cancel_url=back)
    if form.is_valid():
        try:
            added = add_break(by=by, at=request.now, indicator=indicator, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"No comparison crosses {added.period.label} any more.")
            return redirect(back)
    context = {"form": form, "indicator": indicator, "crumbs": measure_crumbs(indicator)}
    return render(request, "indicators/indicator_break.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def break_remove(request: Request, ref: str, pk: int) -> HttpResponse:
    """Take a break back that was none."""
    indicator, by = visible_indicator(request, ref), check(request.actor, Permission.INDICATOR_EDIT)
    series_break, back = get_object_or_404(indicator.breaks, pk=pk), sheet_url(indicator, "breaks")
    form = BreakRemoveForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            remove_break(by=by, at=request.now, series_break=series_break, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The break is removed: earlier figures are compared with again.")
            return redirect(back)
    context = {"form": form, "break": series_break, "indicator": indicator, "crumbs": measure_crumbs(indicator)}
    return render(request, "indicators/indicator_break_remove.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_objectives(request: Request, ref: str) -> HttpResponse:
    """Say what a measure serves."""
    indicator, by = visible_indicator(request, ref), check(request.actor, Permission.INDICATOR_EDIT)
    back = sheet_url(indicator, "serves")
    form = ObjectivesForm(request.POST or None, indicator=indicator, cancel_url=back)
    if form.is_valid():
        set_objectives(
            by=by, at=request.now, indicator=indicator, objectives=form.objectives(), on=request.today
        )  # fmt: skip
        messages.success(request, f"What {indicator.ref} serves is saved.")
        return redirect(back)
    context = {"form": form, "indicator": indicator, "crumbs": measure_crumbs(indicator)}
    return render(request, "indicators/indicator_objectives.html", context)
