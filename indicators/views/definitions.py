"""Measures: the list of them, and making, changing and retiring one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check, check_visible, needs
from accounts.roles import Permission
from foundation import lists
from foundation.dates import day_words
from foundation.downloads.answers import ListFile, page_or_file
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.definitions import create_indicator, edit_indicator, retire_indicator
from indicators.forms.definitions import IndicatorEditForm, IndicatorFilterForm, IndicatorForm, IndicatorRetireForm
from indicators.models import Indicator
from indicators.queries.definitions import (
    COLUMNS,
    SORTS,
    find_indicators,
    find_sheet,
    indicator_rows,
    services_with_measures,
    sets_in_reach,
)
from indicators.views.navigation import crumbs, indicator_tabs, measure_crumbs, sheet_url


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def indicator_list(request: Request) -> HttpResponse:
    """Measures with what they are; how they are doing is on the dashboards."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    form = filter_form(request, reach)
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = find_indicators(reach=reach, today=request.today, **form.query).order_by(*ordering)
    page, pages = lists.paged(request, found)
    whole = find_indicators(reach=reach, today=request.today, state="all").count()
    context = {
        "page": page,
        "pages": pages,
        "sort": sort,
        "filters": lists.filters(request, form),
        "count_text": lists.count_text(page.paginator.count, whole, "measure"),
        "tabs": indicator_tabs(request, "indicator-list"),
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
        "whole": whole,
    }
    listed = ListFile("measures", "Measures", COLUMNS, partial(indicator_rows, found))
    return page_or_file(request, "indicators/indicator_list.html", context, listed)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_create(request: Request) -> HttpResponse:
    """A new definition sheet."""
    by = check(request.actor, Permission.INDICATOR_EDIT)
    form = IndicatorForm(request.POST or None, today=request.today, cancel_url=reverse("indicators:indicator-list"))
    if form.is_valid():
        try:
            indicator = create_indicator(by=by, at=request.now, values=form.values, sets=form.cleaned_data["sets"])
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{indicator.ref} is defined. Next, set its target and say what it serves.")
            return redirect(sheet_url(indicator))
    return render(request, "indicators/indicator_create.html", {"form": form, "crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_edit(request: Request, ref: str) -> HttpResponse:
    """Change a definition sheet."""
    indicator, by = visible_indicator(request, ref), check(request.actor, Permission.INDICATOR_EDIT)
    context = {"crumbs": measure_crumbs(indicator), "ref": indicator.ref, "name": indicator.name}
    form = IndicatorEditForm(
        request.POST or None, instance=indicator, today=request.today, cancel_url=sheet_url(indicator)
    )
    if form.is_valid():
        try:
            changed = edit_indicator(by=by, at=request.now, indicator=indicator, **form.change)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{changed.ref} is saved.")
            return redirect(sheet_url(changed))
    return render(request, "indicators/indicator_edit.html", {**context, "form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_retire(request: Request, ref: str) -> HttpResponse:
    """End a measure after a day and name what takes its place, or take it into use again."""
    indicator, by = visible_indicator(request, ref), check(request.actor, Permission.INDICATOR_EDIT)
    context = {"crumbs": measure_crumbs(indicator), "indicator": indicator}
    form = IndicatorRetireForm(request.POST or None, indicator=indicator, cancel_url=sheet_url(indicator))
    if form.is_valid():
        try:
            changed = retire_indicator(by=by, at=request.now, indicator=indicator, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            ended = f"ends on {last_day(changed)}" if changed.ends_on else "is in use"
            messages.success(request, f"{changed.ref} {ended}.")
            return redirect(sheet_url(changed))
    return render(request, "indicators/indicator_retire.html", {**context, "form": form})


def filter_form(request: Request, reach: frozenset[int] | None) -> IndicatorFilterForm:
    """The filters of the list, with the services and sets that the reader may see."""
    choices = {
        "service": [("", "Any service"), *services_with_measures(reach=reach)],
        "set": [("", "Any set"), *sets_in_reach(reach=reach).values_list("pk", "name")],
    }
    return IndicatorFilterForm(request.GET, choices=choices)


def visible_indicator(request: Request, ref: str) -> Indicator:
    """The measure with that reference. Raises Http404 alike for one that is not there and one out of reach."""
    indicator = find_sheet(ref)
    if indicator is None:
        raise Http404
    check_visible(request.actor, indicator.service_id)
    return indicator


def last_day(indicator: Indicator) -> str:
    """The last day of a retired measure in words."""
    return day_words(indicator.ends_on)
