"""Catalogues: the list of them, one, what is said of it, and what of it we do not measure."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.views.history import with_history
from catalogues.changes.mappings import CatalogueDetails, edit_catalogue
from catalogues.forms.mappings import CatalogueForm
from catalogues.models import Catalogue
from catalogues.permissions import EDITS, READS
from catalogues.queries.entries import catalogue_rows
from catalogues.queries.gaps import COLUMNS, gap_report, gap_rows
from catalogues.shipped import SHIPPED, offered, take_in
from catalogues.views.access import catalogue_crumbs, crumbs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from indicators.views.navigation import indicator_tabs

_TAKEN = "{} is here now, with {} of its measures. Adopt one, or map ours to them."


@require_safe
@needs(READS, anywhere=True)
def catalogue_list(request: Request) -> HttpResponse:
    """Every catalogue with how much of it we measure; and those that come with the product and are not taken in yet."""
    reach, may_edit = request.actor.reaches(READS), request.actor.may(EDITS)
    rows = catalogue_rows(reach=reach, today=request.today)
    context = {"rows": rows, "reach": reach, "may_edit": may_edit, "offered": offered() if may_edit else []}
    context |= {
        "tabs": indicator_tabs(request, "catalogues:catalogue-list"),
        "count_text": lists.count_text(len(rows), len(rows), "catalogue"),
    }
    return render(request, "catalogues/catalogue_list.html", context)


@require_POST
@needs(EDITS)
def catalogue_take(request: Request, key: str) -> HttpResponse:
    """Take in a catalogue that comes with the product."""
    shipped = next((each for each in SHIPPED if each.key == key), None)
    if shipped is None:
        raise Http404
    take = partial(take_in, by=request.by, at=request.now, today=request.today, shipped=shipped)
    pressed(request, take, _TAKEN.format(shipped.name, shipped.entries))
    return redirect("catalogues:catalogue-list")


@require_safe
@needs(READS, anywhere=True)
def catalogue_detail(request: Request, pk: int) -> HttpResponse:
    """A catalogue: what it is, whose, and how much of it we measure."""
    catalogue = get_object_or_404(Catalogue, pk=pk)
    reach = request.actor.reaches(READS)
    context = {"catalogue": catalogue, "crumbs": crumbs(), "may_edit": request.actor.may(EDITS), "reach": reach}
    details = partial(_details, request, catalogue)
    context |= with_history(request, catalogue, unit_id=None, editing=EDITS, details=details)
    return render(request, "catalogues/catalogue_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(EDITS)
def catalogue_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is said of a catalogue."""
    catalogue = get_object_or_404(Catalogue, pk=pk)
    address, name = catalogue.get_absolute_url(), catalogue.name
    form = CatalogueForm(request.POST or None, instance=catalogue, cancel_url=address)

    def edit() -> Done:
        changed = edit_catalogue(by=request.by, at=request.now, catalogue=catalogue, **form.edited(CatalogueDetails))
        return f"{changed} is saved.", address

    return form_page(
        request, FormPage(f"Change {name}", catalogue_crumbs(catalogue), "Change a catalogue", name), form, edit
    )


@require_safe
@needs(READS, anywhere=True)
def catalogue_gap(request: Request, pk: int) -> HttpResponse:
    """What of a catalogue nothing of ours measures, and what of ours is in none; made to be printed."""
    catalogue = get_object_or_404(Catalogue, pk=pk)
    reach = request.actor.reaches(READS)
    report = gap_report(catalogue, reach=reach, today=request.today)
    title = f"What we do not measure: {catalogue.name}"
    file = ListFile(
        f"gap-{slugify(catalogue.short) or pk}", title, COLUMNS, partial(gap_rows, report), notes=_notes(report, reach)
    )
    context: dict[str, Any] = {"report": report, "catalogue": catalogue, "reach": reach, "title": title}
    context |= {"crumbs": catalogue_crumbs(catalogue), "may_edit": request.actor.may(EDITS)}
    return page_or_file(request, "catalogues/catalogue_gap.html", context, file)


def _notes(report: Any, reach: frozenset[int] | None) -> list[str]:
    part = ["This is a part of the framework, not all of it."] if report.catalogue.is_part else []
    return [report.said, *part, *([] if reach is None else ["Only measures of your own services are counted."])]


def _details(request: Request, catalogue: Catalogue) -> dict[str, Any]:
    reach = request.actor.reaches(READS)
    rows = catalogue_rows(reach=reach, today=request.today)
    return {
        "row": next(each for each in rows if each.catalogue.pk == catalogue.pk),
        "import_url": reverse("indicators:import-create") + "?kind=catalogue",
    }
