"""Dimensions: the list, one with its groups and measures, making and changing one, and its map."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from breakdowns.changes import dimensions as changes
from breakdowns.forms.setting_up import MOST_BYTES, DimensionForm, MapForm
from breakdowns.models import Dimension
from breakdowns.queries.dimensions import (
    COLUMNS,
    dimension_cells,
    dimensions_told,
    group_rows,
    map_names,
    measures_by,
    plain_map,
)
from breakdowns.rules.shapes import NoMap, read_map
from breakdowns.views.access import crumbs, dimension_crumbs, find_dimension
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.uploads import may_upload, takes_file
from foundation.words import counted
from indicators.views.navigation import indicator_tabs

SORTS = {"name": ["name"], "groups": ["group_count", "name"], "measures": ["measure_count", "name"]}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def dimension_list(request: Request) -> HttpResponse:
    """What measures are broken down by."""
    ordering, sort = lists.sorting(request, SORTS, default="name")
    found = dimensions_told(request.actor).order_by(*ordering)
    page, pages = lists.paged(request, found)
    context = {"page": page, "pages": pages, "sort": sort, "tabs": indicator_tabs(request, "breakdowns:dimension-list")}
    context |= {"count_text": counted(page.paginator.count, "dimension")}
    context["may_edit"] = request.actor.may(Permission.INDICATOR_EDIT)
    file = ListFile("breakdowns", "Breakdowns", COLUMNS, partial(dimension_cells, found))
    return page_or_file(request, "breakdowns/dimension_list.html", context, file)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def dimension_detail(request: Request, pk: int) -> HttpResponse:
    """A dimension: its groups in order, the measures that are broken down by it, and its map."""
    dimension = find_dimension(pk)
    context = {
        "dimension": dimension,
        "crumbs": crumbs(),
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
        **with_history(
            request, dimension, unit_id=None, editing=Permission.INDICATOR_EDIT,
            details=partial(_details, request, dimension),
        ),
    }  # fmt: skip
    return render(request, "breakdowns/dimension_detail.html", context)


def _details(request: Request, dimension: Dimension) -> dict[str, Any]:
    rows = group_rows(dimension, today=request.today)
    return {"rows": rows, "measures": measures_by(dimension, request.actor), "map": plain_map(dimension)}


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def dimension_create(request: Request) -> HttpResponse:
    """A new dimension."""
    form = DimensionForm(request.POST or None, cancel_url=reverse("breakdowns:dimension-list"))

    def create() -> Done:
        made = changes.make_dimension(by=request.by, at=request.now, details=form.given(changes.DimensionDetails))
        return f"{made} is made. Now add its {made.nouns}.", reverse("breakdowns:group-add", args=[made.pk])

    return form_page(request, FormPage("Add something to break measures down by", crumbs()), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def dimension_edit(request: Request, pk: int) -> HttpResponse:
    """Change a dimension."""
    dimension = find_dimension(pk)
    name, address = dimension.name, dimension.get_absolute_url()
    form = DimensionForm(request.POST or None, instance=dimension, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.DimensionDetails)
        changed = changes.edit_dimension(by=request.by, at=request.now, dimension=dimension, **given)
        return f"{changed} is saved.", address

    page = FormPage(f"Change {name}", crumbs((name, address)), "Change it", name)
    return form_page(request, page, form, edit)


@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def map_upload(request: Request, pk: int) -> HttpResponse:
    """Draw the groups from a file of borders."""
    dimension = find_dimension(pk)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MapForm(*data, cancel_url=dimension.get_absolute_url())
    page = FormPage(f"A map of {dimension.nouns}", dimension_crumbs(dimension), caption=dimension.name)
    return form_page(request, page, form, partial(_drawn, request, dimension, form))


def _drawn(request: Request, dimension: Dimension, form: MapForm) -> Done:
    """Draw what was sent. Raises ChangeRefused, with the reason, where it cannot be drawn."""
    upload = form.cleaned_data["file"]
    if not may_upload(request.user.pk, at=request.now):
        raise changes.ChangeRefused("You sent as many files as one may in an hour. Try again in the next one.")
    try:
        drawn = read_map(upload.read(), map_names(dimension))
    except NoMap as refusal:
        raise changes.ChangeRefused(str(refusal)) from refusal
    source = form.cleaned_data["source"]
    changes.draw_map(
        by=request.by, at=request.now, dimension=dimension, drawn=drawn, filename=upload.name[:100], source=source
    )
    left = f" Not drawn, as no {dimension.noun} is called so: {counted(len(drawn.unknown), 'area')} of the file."
    said = f"{len(drawn.areas)} {dimension.nouns} are drawn.{left if drawn.unknown else ''}"
    return said, dimension.get_absolute_url()


@require_POST
@needs(Permission.INDICATOR_EDIT)
def map_remove(request: Request, pk: int) -> HttpResponse:
    """Take the map away."""
    dimension = find_dimension(pk)
    changes.remove_map(by=request.by, at=request.now, dimension=dimension)
    messages.success(request, "The map is taken away. The tables stay.")
    return redirect(dimension)
