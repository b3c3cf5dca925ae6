"""Measures: the list of them, changing and retiring one."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from foundation import lists
from foundation.dates import day_words
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page, shown_form
from foundation.request import Request
from indicators.changes.definitions import retire_indicator
from indicators.changes.tags import edit_tagged
from indicators.forms.definitions import IndicatorEditForm, IndicatorFilterForm, IndicatorRetireForm
from indicators.models import Indicator
from indicators.queries.definitions import (
    COLUMNS,
    LISTED,
    SORTS,
    find_indicators,
    find_sheet,
    fitting,
    indicator_rows,
    listed_measures,
    services_with_measures,
    set_choices,
)
from indicators.views.navigation import indicator_tabs, measure_crumbs, sheet_url
from plans.queries.tags import tag_choices

_RETIRED = "Its figures, targets and history stay. No return asks for it in periods that begin after its last day."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def indicator_list(request: Request) -> HttpResponse:
    """The measures and their definitions. How they are doing is on the dashboards."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    form = IndicatorFilterForm(request.GET, choices=filter_choices(reach))
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = find_indicators(reach=reach, today=request.today, **form.query).order_by(*ordering)
    whole = fitting(reach=reach, today=request.today, state="all").count()
    shown = found.prefetch_related(None).values_list(*LISTED)
    listed = lists.listing(request, form, shown, whole=whole, noun="measure")
    context = {**listed, "rows": listed_measures(listed["page"]), "sort": sort, "whole": whole}
    context |= {"tabs": indicator_tabs(request, "indicator-list")}
    context |= {"may_edit": request.actor.may(Permission.INDICATOR_EDIT)}
    file = ListFile("measures", "Measures", COLUMNS, partial(indicator_rows, found))
    return page_or_file(request, "indicators/indicator_list.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_edit(request: Request, ref: str) -> HttpResponse:
    """Change a definition sheet."""
    indicator = visible_indicator(request, ref)
    page = about_measure(indicator, f"Change the definition of {ref}", "Change the definition")
    back = sheet_url(indicator)
    form = IndicatorEditForm(request.POST or None, instance=indicator, today=request.today, cancel_url=back)
    shown = {"combined": form.worked_example(today=request.today)} if form.is_valid() or not form.is_bound else {}
    if "preview" in request.POST:
        return shown_form(request, page, form, shown)

    def edit() -> Done:
        given = {"tags": form.tags, "change": form.change}
        changed = edit_tagged(by=request.by, at=request.now, indicator=indicator, **given)
        return f"{changed.ref} is saved.", sheet_url(changed)

    return form_page(request, page, form, edit, shown)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_retire(request: Request, ref: str) -> HttpResponse:
    """Set the last day of a measure and what takes its place, or take it into use again."""
    indicator = visible_indicator(request, ref)
    heading = "Change its last day" if indicator.ends_on else "Retire the measure"
    page = about_measure(indicator, f"Retire {ref}", heading, _RETIRED)
    form = IndicatorRetireForm(request.POST or None, indicator=indicator, cancel_url=sheet_url(indicator))

    def retire() -> Done:
        changed = retire_indicator(by=request.by, at=request.now, indicator=indicator, **form.cleaned_data)
        ended = f"ends on {day_words(changed.ends_on)}" if changed.ends_on else "is in use"
        return f"{ref} {ended}.", sheet_url(changed)

    return form_page(request, page, form, retire)


def about_measure(indicator: Indicator, title: str, heading: str, intro: str = "") -> FormPage:
    """The page of a form about a measure, whose name stands above the heading."""
    return FormPage(title, measure_crumbs(indicator), heading, f"{indicator.ref} {indicator.name}", intro)


def filter_choices(reach: frozenset[int] | None) -> dict[str, list[tuple[Any, str]]]:
    """The choices of a ``MeasureFilterForm``: the services and sets that the reader may see, and the council's tags."""
    return {
        "service": [("", "Any service"), *services_with_measures(reach=reach)],
        "set": [("", "Any set"), *set_choices(reach=reach)],
        "tag": tag_choices(),
    }


def visible_indicator(request: Request, ref: str) -> Indicator:
    """The measure with that reference. Raises Http404 if there is none or the person may not see it."""
    indicator = find_sheet(ref)
    if indicator is None:
        raise Http404
    check_visible(request.actor, indicator.service_id)
    return indicator
