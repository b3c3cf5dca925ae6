"""A measure by a dimension: how its groups stand, and that it is broken down at all."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from breakdowns.changes.breakdowns import BreakdownDetails, break_down, edit_breakdown
from breakdowns.forms.setting_up import BreakdownForm, NewBreakdownForm
from breakdowns.permissions import check_break_down
from breakdowns.queries.breakdown_page import columns_of, export_rows, gap_rows, in_order, period_asked
from breakdowns.queries.dimensions import free_dimensions
from breakdowns.queries.gap_words import behind_sentence, gap_sentence, hidden_sentence, moved_sentence
from breakdowns.queries.pictures import map_of, multiples
from breakdowns.queries.reading import BreakdownRead, PeriodRead, read_breakdowns
from breakdowns.queries.standing import can_add_up
from breakdowns.views.access import breakdown_crumbs, find_breakdown, find_measure, measure_crumbs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request

SORTS = {"name": ["name"], "value": ["value"], "status": ["status"]}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def breakdown(request: Request, ref: str, pk: int) -> HttpResponse:
    """How each ward, area or group stands in a period (``?period=``), the gap between them, and all of it over time."""
    found = find_breakdown(request, ref, pk)
    read = next(iter(read_breakdowns([found], today=request.today)), None)
    told = period_asked(read, request.GET.get("period", "")) if read else None
    context = {"breakdown": found, "read": read, "told": told, "crumbs": measure_crumbs(found.indicator)}
    context |= _told(request, read, told) if read and told else {}
    context["may_edit"] = request.actor.may(Permission.INDICATOR_EDIT, found.indicator.service_id)
    context["may_aim"] = request.actor.may(Permission.TARGET_EDIT, found.indicator.service_id)
    name, title = f"{slugify(ref) or 'measure'}-by-{slugify(found.dimension.noun)}", f"{ref} by {found.dimension.noun}"
    file = ListFile(name, title, columns_of(found), partial(export_rows, read) if read else list)
    return page_or_file(request, "breakdowns/breakdown.html", context, file)


def _told(request: Request, read: BreakdownRead, told: PeriodRead) -> dict[str, Any]:
    (key,), sort = lists.sorting(request, SORTS, default="name")
    rows = in_order(told.rows, key)
    return {
        "rows": rows,
        "sort": sort,
        "count_text": f"{len(rows)} {read.breakdown.dimension.nouns}",
        "gap": gap_sentence(read, told) if rows else "",
        "moved": moved_sentence(read, told),
        "behind": behind_sentence(read, told),
        "hidden": hidden_sentence(read, told),
        "gaps": gap_rows(read),
        "multiples": multiples(read, told),
        "map": map_of(read, told),
        "periods": [
            {"label": each.period.label, "url": lists.address(request, period=each.period.key), "active": each is told}
            for each in reversed(read.periods)
        ],
    }


@require_http_methods(["GET", "POST"])
@signed_in
def breakdown_create(request: Request, ref: str) -> HttpResponse:
    """Have a measure broken down by one more dimension."""
    indicator = find_measure(request, ref)
    by, free = check_break_down(request.actor, indicator.service_id), free_dimensions(indicator)
    given = {"initial": {"adds_up": can_add_up(indicator)}, "cancel_url": indicator.get_absolute_url()}
    form = NewBreakdownForm(request.POST or None, free=free, **given)

    def create() -> Done:
        dimension, details = form.cleaned_data["dimension"], form.given(BreakdownDetails)
        made = break_down(by=by, at=request.now, indicator=indicator, dimension=dimension, details=details)
        return f"{indicator.name} is broken down by {dimension.noun}.", made

    about = {"caption": f"{ref} {indicator.name}", "intro": _intro(free)}
    return form_page(request, FormPage("Break a measure down", measure_crumbs(indicator), **about), form, create)


def _intro(free: Any) -> str:
    if free.exists():
        return "The figures of its groups are entered beside its own, and read on a page of their own."
    return "It is broken down by everything that there is. Add another dimension first: Breakdowns, Add a dimension."


@require_http_methods(["GET", "POST"])
@signed_in
def breakdown_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Change how a measure is broken down, or end it."""
    found = find_breakdown(request, ref, pk)
    by, title = check_break_down(request.actor, found.indicator.service_id), str(found)
    form = BreakdownForm(request.POST or None, instance=found, cancel_url=found.get_absolute_url())

    def edit() -> Done:
        changed = edit_breakdown(by=by, at=request.now, breakdown=found, **form.edited(BreakdownDetails))
        return "The breakdown is saved.", changed

    return form_page(request, FormPage("Change the breakdown", breakdown_crumbs(found), caption=title), form, edit)
