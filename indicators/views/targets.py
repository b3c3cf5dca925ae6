"""Targets: the list of a year, and setting the target of one measure."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check, needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.targets import period_targets, set_target, target_problems
from indicators.forms.targets import TargetFilterForm, TargetForm
from indicators.models import AnnualTarget, Indicator
from indicators.queries.targets import (
    COLUMNS,
    LISTED,
    SORTS,
    TargetRow,
    current_year,
    download_rows,
    figure_text,
    figures_of_year,
    find_targets,
    listed_targets,
    period_words,
    target_rows,
    targets_by_year,
    years_with_targets,
)
from indicators.views.definitions import filter_choices, visible_indicator
from indicators.views.navigation import indicator_tabs, measure_crumbs, sheet_url
from plans.periods import Frequency, Period, containing, parse_key


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def target_list(request: Request) -> HttpResponse:
    """Every measure with its target for a year, or without one yet."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    form, year = _filter_form(request, reach)
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = find_targets(reach=reach, **{**form.query, "year": year}).order_by(*ordering)
    whole = find_targets(reach=reach, year=year).count() if form.chosen else None
    listed = lists.listing(request, form, found.only(*LISTED), whole=whole, noun="measure")
    rows = target_rows(listed["page"].object_list, year=year)
    editable = request.actor.reaches(Permission.TARGET_EDIT)
    context = {**listed, "rows": listed_targets(rows, editable=editable), "sort": sort}
    context |= {"tabs": indicator_tabs(request, "target-list")}
    context |= {"may_change": request.actor.may_anywhere(Permission.TARGET_EDIT)}
    file = ListFile(f"targets-{year}", "Targets", COLUMNS, partial(download_rows, found, year=year))
    return page_or_file(request, "indicators/target_list.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.TARGET_EDIT, anywhere=True)
def target_edit(request: Request, ref: str, key: str) -> HttpResponse:
    """Set a measure's target for a year, with a preview of its periods."""
    indicator = visible_indicator(request, ref)
    year = _year(indicator, key)
    by = check(request.actor, Permission.TARGET_EDIT, indicator.service_id)
    form = _form(request, indicator, year)
    context = {"form": form, "indicator": indicator, "year": year, **_beside(indicator, year, request)}
    if form.is_valid() and "preview" in request.POST:
        context |= _preview(indicator, year, form)
    elif form.is_valid():
        data = form.cleaned_data
        try:
            set_target(
                by=by, at=request.now, indicator=indicator, year=year, version=data["version"], values=form.values,
                why=data["why"],
            )  # fmt: skip
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The target of {indicator.ref} for {year.label} is saved.")
            return redirect(sheet_url(indicator, "targets"))
    return render(request, "indicators/target_edit.html", context)


def _filter_form(request: Request, reach: frozenset[int] | None) -> tuple[TargetFilterForm, int]:
    """The filters of the list, and the year that is shown: this year unless another is chosen."""
    this = containing(request.today, Frequency.YEAR).start.year
    years = years_with_targets(today=request.today)
    others = [(first, words) for first, words in years if first != this]
    choices = {"year": [("", f"This year, {dict(years)[this]}"), *others], **filter_choices(reach)}
    form = TargetFilterForm(request.GET, choices=choices)
    return form, form.chosen.get("year", this)


def _year(indicator: Indicator, key: str) -> Period:
    """The measure's year of that key. Raises Http404 if it is none."""
    year = parse_key(key)
    if year.frequency is not Frequency.YEAR or year.basis != indicator.year_basis:
        raise Http404
    return year


def _form(request: Request, indicator: Indicator, year: Period) -> TargetForm:
    found = {each.year: each for each in AnnualTarget.objects.filter(
        indicator=indicator, year__in=[year.key, year.previous().key]
    ).prefetch_related("periods")}  # fmt: skip
    return TargetForm(
        request.POST or None,
        indicator=indicator,
        year=year,
        annual=found.get(year),
        like=found.get(year.previous()),
        cancel_url=sheet_url(indicator, "targets"),
    )


def _beside(indicator: Indicator, year: Period, request: Request) -> dict[str, Any]:
    """What the form shows for comparison: earlier targets and last year's figures; and if it is a restatement."""
    first = year.parts(Frequency(indicator.frequency))[0]
    last_year = figures_of_year(indicator, year.previous())
    earlier = [row for row in targets_by_year(indicator) if row.year < year][:3]
    return {
        "crumbs": measure_crumbs(indicator, ("Targets", sheet_url(indicator, "targets"))),
        "earlier": earlier,
        "unchanged": _unchanged(earlier, year),
        "figures": [(period.label, figure_text(indicator, value)) for period, value in sorted(last_year.items())],
        "is_restatement": first.is_over(request.today),
        "first_period": first,
        "is_current": year == current_year(indicator, today=request.today),
    }


def _unchanged(earlier: Sequence[TargetRow], year: Period) -> str:
    """The target that both years before had, "" if it changed. A target kept for a third year needs a reason, else the
    entry of figures asks for it (rules.md 15).
    """
    latest = {row.year: row for row in earlier}
    before = [latest.get(year.previous(back)) for back in (1, 2)]
    values = {row.annual.value if row and row.annual else None for row in before}
    return before[0].target if before[0] and len(values) == 1 and None not in values else ""


def _preview(indicator: Indicator, year: Period, form: TargetForm) -> dict[str, Any]:
    try:
        targets = period_targets(indicator, year, form.values)
    except ChangeRefused as refusal:
        form.refuse(refusal)
        return {}
    problems = target_problems(indicator, year, targets)
    rows = [(each.period.long_label, period_words(indicator, each)) for each in targets]
    return {"preview": rows, "preview_columns": ("Period", "Target"), "problems": problems}
