"""The formula of a measure: tried, set, and ended."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import Done, form_page
from foundation.request import Request
from indicators.changes.formulas import set_formula, stop_calculating
from indicators.forms.formulas import FormulaForm, StopForm
from indicators.models import Indicator
from indicators.queries.formula_checks import effect_of, in_hand
from indicators.queries.formula_words import Choosable, Tried, alike_elsewhere, choosable, function_words, tried
from indicators.queries.formulas import Formulas
from indicators.views.definitions import about_measure, visible_indicator
from indicators.views.navigation import sheet_url

_TEMPLATE, _HEADING = "indicators/formula_edit.html", "Calculate it from other measures"
_INTRO = (
    "From a period on, this measure is worked out from others as their figures are approved. Nobody types it, and a "
    "corrected figure corrects it too."
)
_STOPPING = "Its service types it from that period on, and somebody approves it, as before there was a formula."


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def formula_edit(request: Request, ref: str) -> HttpResponse:
    """Set the formula of a measure from a period on; "Try it" shows what it does."""
    indicator = visible_indicator(request, ref)
    measures, back = choosable(indicator), sheet_url(indicator, "formula")
    alike = alike_elsewhere(indicator, measures)
    form = _form(request, indicator, alike)
    page = replace(about_measure(indicator, f"Formula of {ref}", _HEADING, _INTRO), template=_TEMPLATE)
    context = {"functions": function_words(), "measures": measures, "alike": alike, "indicator": indicator}
    if "preview" in request.POST:
        return render(request, page.template, {**asdict(page), **context, "form": form, "tried": _tried(form)})

    def save() -> Done:
        version = form.cleaned_data["version"]
        set_formula(by=request.by, at=request.now, indicator=indicator, version=version, details=form.details)
        return f"{ref} is calculated from {form.details.first.label} on.", back

    return form_page(request, page, form, save, context)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def formula_stop(request: Request, ref: str) -> HttpResponse:
    """Have a calculated measure be typed again from a period on."""
    indicator = visible_indicator(request, ref)
    back = sheet_url(indicator, "formula")
    form = StopForm(request.POST or None, indicator=indicator, today=request.today, cancel_url=back)

    def stop() -> Done:
        data = form.cleaned_data
        stop_calculating(by=request.by, at=request.now, indicator=indicator, **data)
        return f"{ref} is typed again from {data['first'].label} on.", back

    page = about_measure(indicator, f"Type {ref} again", "Have it typed again", _STOPPING)
    return form_page(request, page, form, stop)


def _form(request: Request, indicator: Indicator, alike: Iterable[Choosable]) -> FormulaForm:
    refs = [f"[{each.ref}]" for each in alike] if "whole" in request.GET else []
    return FormulaForm(
        request.POST or None,
        initial={"text": f"whole({', '.join(refs)})"} if refs else {},
        indicator=indicator,
        formulas=Formulas.load(),
        today=request.today,
        cancel_url=sheet_url(indicator, "formula"),
    )


def _tried(form: FormulaForm) -> Tried:
    """What the formula of the form would do, or the first thing that keeps it from being saved."""
    if not form.is_valid():
        return Tried(problem=next(iter(form.errors.values()))[0])
    if waiting := in_hand(form.indicator, form.made.first):
        return Tried(problem=waiting)
    return tried(form.indicator, form.made, effect_of(form.made, form.formulas))
