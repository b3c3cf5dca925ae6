"""Value for money: all services, and one."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, page_or_file, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from indicators.rules.value_for_money import QUARTER_WORDS
from reporting.dashboards import value as dashboard
from reporting.dashboards import value_page
from reporting.forms import ValueFilterForm
from reporting.queries.filter_choices import Narrowings, narrowings_within
from reporting.queries.quarters import offered_quarters
from reporting.queries.value import ServiceValue, Values, read_values
from reporting.views.navigation import council_crumbs
from reporting.views.quarter import asked_quarter, not_the_quarter_asked

LEAD = "How cost, performance and satisfaction stand to one another. It is meant to prompt questions, not to rank."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def value_list(request: Request) -> HttpResponse:
    """Services with measures of cost, performance or satisfaction: the picture, and the table that says the same."""
    values, names = _read(request)
    form = _filters(request, values, names)
    ordering, sort = lists.sorting(request, dashboard.SORTS, default="reading")
    found = [each for each in values.services if form.chosen.get("quarter", "") in ("", each.reading.quarter)]
    if wants_download(request):
        title = f"Value for money, {values.period.long_label}"
        file = ListFile(f"value-{values.period.key}", title, dashboard.COLUMNS, partial(dashboard.file_rows, found))
        return list_download(request, file)
    context = {"values": values, "rows": dashboard.sorted_services(found, ordering), "sort": sort, "lead": LEAD}
    context |= _pictures(found) | {"placed": [each for each in found if each.number]}
    context |= {"filters": lists.filters(request, form), "downloads": download_links(request)}
    whole = len(values.services)
    context["count_text"] = lists.selection_text(form, len(found), whole, "service", besides=("period",))
    return render(request, "reporting/value_list.html", context | {"whole": whole, "crumbs": _crumbs(request, values)})


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def value(request: Request, pk: int) -> HttpResponse:
    """One service: its three groups of measures, where cost and performance place it, and what that says."""
    unit = get_object_or_404(Unit, pk=pk)
    check_visible(request.actor, unit.pk)
    values, names = _read(request)
    drafts_of = request.actor.reaches(Permission.DRAFT_READ)
    page = value_page.value_page(pk, values, at=request.now, drafts_of=drafts_of, names=names)
    title = f"Value for money: {unit.name}, {values.period.long_label}"
    rows = partial(value_page.file_rows, page)
    file = ListFile(f"value-{slugify(unit.name)}-{values.period.key}", title, value_page.COLUMNS, rows)
    context = {"unit": unit, "values": values, "page": page, **_pictures(values.services, picked=pk)}
    context |= {"crumbs": _crumbs(request, values, unit), "may_edit": request.actor.may(Permission.INDICATOR_EDIT)}
    context["unknown"] = not_the_quarter_asked(request, values.period)
    return page_or_file(request, "reporting/value.html", context, file)


def _read(request: Request) -> tuple[Values, Narrowings]:
    """The quarter that is asked for; kept while nothing is written."""
    kept, reach = SnapshotCache(), request.actor.reaches(Permission.COUNCIL_READ)
    names = kept(lambda: narrowings_within(reach, today=request.today), "narrowings", reach, request.today)
    period = asked_quarter(request) or names.latest
    return kept(lambda: read_values(period, names, reach=reach), "value", period, reach, request.today), names


def _filters(request: Request, values: Values, names: Narrowings) -> ValueFilterForm:
    choices: dict[str, Any] = {
        "period": [(each.key, each.label) for each in offered_quarters(names.latest, values.period)],
        "quarter": [("", "All of them"), *((each.value, words) for each, words in QUARTER_WORDS.items())],
    }
    return ValueFilterForm(request.GET, choices=choices)


def _pictures(services: list[ServiceValue], *, picked: int | None = None) -> Mapping[str, Any]:
    """The same picture for wide pages and for phones."""
    draw = partial(dashboard.values_picture, services, picked=picked)
    return {"picture": draw(), "narrow": draw(narrow=True)}


def _crumbs(request: Request, values: Values, unit: Unit | None = None) -> list[dict[str, str]]:
    found = council_crumbs(request, values.period)
    if unit is None:
        return found
    query = f"?period={values.period.key}"
    whole = {"label": "Value for money", "url": reverse("reporting:value-list") + query}
    return [*found, whole, {"label": unit.name, "url": reverse("reporting:service", args=[unit.pk]) + query}]
