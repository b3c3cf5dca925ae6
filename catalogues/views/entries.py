"""Entries of catalogues: the list, one, adopting it as a measure, and mapping ours to it and back."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import check_visible, needs
from catalogues.changes.mappings import adopt_entry, map_entry, unmap_entry
from catalogues.forms.mappings import EntryFilterForm, MapForm, NameForm
from catalogues.models import Entry
from catalogues.permissions import EDITS, READS
from catalogues.queries.entries import (
    COLUMNS,
    SORTS,
    about_entry,
    all_ours,
    catalogue_choices,
    entry_rows,
    file_rows,
    find_entries,
    theme_choices,
)
from catalogues.queries.names import mappings_of
from catalogues.rules.entries import left_open, started
from catalogues.views.access import catalogue_crumbs, entry_crumbs, entry_of, mapping_of
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.forms import whole_number
from foundation.request import Request
from foundation.words import together
from indicators.models import Indicator
from indicators.views.definitions import about_measure, visible_indicator
from indicators.views.navigation import indicator_tabs, measure_crumbs, sheet_url
from indicators.views.new_measure import Making, new_measure

_MAPPING = "One of our measures may answer to several entries, and several of them to one."


@require_safe
@needs(READS, anywhere=True)
def entry_list(request: Request) -> HttpResponse:
    """The entries of all catalogues, with the measures of ours that answer to each."""
    seen = {"reach": request.actor.reaches(READS), "today": request.today}
    form, whole = _filters(request), Entry.objects.count()
    ordering, sort = lists.sorting(request, SORTS, default="order")
    found = find_entries(**seen, **form.query).order_by(*ordering)
    context = lists.listing(request, form, found, whole=whole, noun="entry", nouns="entries")
    context |= {"rows": entry_rows(context["page"], **seen), "sort": sort, "whole": whole, "reach": seen["reach"]}
    context |= {"tabs": indicator_tabs(request, "catalogues:catalogue-list"), "may_adopt": request.actor.may(EDITS)}
    file = ListFile("catalogue-entries", "Entries of catalogues", COLUMNS, partial(file_rows, found, **seen))
    return page_or_file(request, "catalogues/entry_list.html", context, file)


@require_safe
@needs(READS, anywhere=True)
def entry_detail(request: Request, pk: int) -> HttpResponse:
    """An entry as it is published, and the measures of ours that answer to it."""
    entry = entry_of(pk)
    context = {"entry": entry, "about": about_entry(entry), "crumbs": catalogue_crumbs(entry.catalogue)}
    context |= {"ours": all_ours(entry, reach=request.actor.reaches(READS)), "may_edit": request.actor.may(EDITS)}
    context |= {"reach": request.actor.reaches(READS)}
    return render(request, "catalogues/entry_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(EDITS)
def entry_adopt(request: Request, pk: int) -> HttpResponse:
    """Make a measure from an entry: the new measure's form, filled in as far as the entry says."""
    entry = entry_of(pk)
    open_words, doing = together(left_open(entry.published)), f"Adopt {entry.named}"
    making = Making(
        make=partial(adopt_entry, entry=entry),
        crumbs=entry_crumbs(entry),
        cancel_url=entry.get_absolute_url(),
        said="{ref} is defined and mapped to the entry that it was made from. Next, say what it serves.",
        start=started(entry.published, entry.catalogue.name),
        context={"origin": "catalogues/_adopted_from.html", "entry": entry, "left_open": open_words, "doing": doing},
    )
    return new_measure(request, making)


@require_http_methods(["GET", "POST"])
@needs(EDITS)
def entry_map(request: Request, pk: int) -> HttpResponse:
    """Say which measure of ours answers to an entry."""
    entry = entry_of(pk)
    address = entry.get_absolute_url()
    form = MapForm(request.POST or None, entry=entry, today=request.today, cancel_url=address)

    def save() -> Done:
        measure = get_object_or_404(Indicator, pk=form.cleaned_data["measure"])
        given = {"entry": entry, "measure": measure, "note": form.cleaned_data["note"]}
        map_entry(by=request.by, at=request.now, **given)
        return f"{measure.ref} is also known as {entry.named} now.", address

    page = FormPage(
        f"Map {entry.named}", entry_crumbs(entry), "Which of our measures answers to it?", str(entry), _MAPPING
    )
    return form_page(request, page, form, save)


@require_http_methods(["GET", "POST"])
@needs(EDITS)
def measure_names(request: Request, ref: str) -> HttpResponse:
    """The entries that a measure of ours answers to: add one, take one away."""
    indicator = visible_indicator(request, ref)
    form = NameForm(request.POST or None, measure=indicator, cancel_url=sheet_url(indicator))

    def save() -> Done:
        entry = entry_of(form.cleaned_data["entry"])
        given = {"entry": entry, "measure": indicator, "note": form.cleaned_data["note"]}
        map_entry(by=request.by, at=request.now, **given)
        return f"{ref} is also known as {entry.named} now.", reverse("catalogues:measure-names", args=[ref])

    page = about_measure(indicator, f"What {ref} is called in catalogues", "What is it called in catalogues?", _MAPPING)
    page = FormPage(
        page.title, measure_crumbs(indicator), page.heading, page.caption, page.intro, "catalogues/measure_names.html"
    )
    return form_page(request, page, form, save, {"held": mappings_of(indicator), "indicator": indicator})


@require_POST
@needs(EDITS)
def mapping_remove(request: Request, pk: int) -> HttpResponse:
    """Say that a measure does not answer to an entry any more; back to where the button was."""
    mapping = mapping_of(pk, request.actor.reaches(READS))
    check_visible(request.actor, mapping.measure.service_id)
    ref, named = mapping.measure.ref, mapping.entry.named
    remove = partial(unmap_entry, by=request.by, at=request.now, mapping=mapping)
    pressed(request, remove, f"{ref} is not known as {named} any more. The measure itself stays.")
    if request.POST.get("from") == "measure":
        return redirect("catalogues:measure-names", ref)
    return redirect(mapping.entry.get_absolute_url())


def _filters(request: Request) -> EntryFilterForm:
    """The themes that are offered are those of the catalogue that is asked for."""
    asked = whole_number(request.GET.get("catalogue", ""))
    choices = {
        "catalogue": [("", "All catalogues"), *catalogue_choices()],
        "theme": [("", "Any theme"), *theme_choices(asked)],
    }
    return EntryFilterForm(request.GET, choices=choices)
