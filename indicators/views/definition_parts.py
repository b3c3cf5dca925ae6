"""The breaks of a measure and the objectives it serves."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import Done, form_page
from foundation.request import Request
from indicators.changes.definitions import add_break, remove_break, set_objectives
from indicators.forms.definition_parts import BreakForm, BreakRemoveForm, ObjectivesForm
from indicators.views.definitions import about_measure, visible_indicator
from indicators.views.navigation import sheet_url


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def break_create(request: Request, ref: str) -> HttpResponse:
    """Add the first period under a new definition."""
    indicator = visible_indicator(request, ref)
    back = sheet_url(indicator, "breaks")
    form = BreakForm(request.POST or None, indicator=indicator, today=request.today, cancel_url=back)

    def add() -> Done:
        added = add_break(by=request.by, at=request.now, indicator=indicator, **form.cleaned_data)
        return f"No comparison crosses {added.period.label} any more.", back

    intro = "From that period on no figure is compared with one before it. The chart shows where the break is."
    page = about_measure(indicator, f"Add a break to {ref}", "Add a break in the series", intro)
    return form_page(request, page, form, add)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def break_remove(request: Request, ref: str, pk: int) -> HttpResponse:
    """Remove a break that was added by mistake."""
    indicator = visible_indicator(request, ref)
    series_break, back = get_object_or_404(indicator.breaks, pk=pk), sheet_url(indicator, "breaks")
    form = BreakRemoveForm(request.POST or None, cancel_url=back)

    def remove() -> Done:
        remove_break(by=request.by, at=request.now, series_break=series_break, **form.cleaned_data)
        return "The break is removed: earlier figures are compared with again.", back

    heading = f"Remove the break from {series_break.period.long_label}"
    intro = f"{series_break.note} Figures before and after will be compared with each other again.".lstrip()
    return form_page(request, about_measure(indicator, f"Remove a break of {ref}", heading, intro), form, remove)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_objectives(request: Request, ref: str) -> HttpResponse:
    """Choose the objectives that a measure serves."""
    indicator = visible_indicator(request, ref)
    back = sheet_url(indicator, "serves")
    form = ObjectivesForm(request.POST or None, indicator=indicator, cancel_url=back)

    def save() -> Done:
        chosen = form.objectives()
        set_objectives(by=request.by, at=request.now, indicator=indicator, objectives=chosen, on=request.today)
        return f"What {ref} serves is saved.", back

    intro = "Choose the objectives that it tells something about. Leave the rest empty; save to get more lines."
    return form_page(request, about_measure(indicator, f"What {ref} serves", "What does it serve?", intro), form, save)
