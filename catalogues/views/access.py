"""Finding what pages of catalogues are about, and the way to them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalogues.models import Catalogue, Entry, EntryMapping
from indicators.views.navigation import crumbs as measure_crumbs


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Definitions, Catalogues, and what lies between."""
    return measure_crumbs(("Catalogues", reverse("catalogues:catalogue-list")), *further)


def catalogue_crumbs(catalogue: Catalogue, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to what is beneath a catalogue."""
    return crumbs((catalogue.name, catalogue.get_absolute_url()), *further)


def entry_crumbs(entry: Entry) -> list[dict[str, str]]:
    """The way to what is beneath an entry."""
    return catalogue_crumbs(entry.catalogue, (entry.code or entry.title[:60], entry.get_absolute_url()))


def entry_of(pk: int) -> Entry:
    """The entry with its catalogue. Raises Http404."""
    return get_object_or_404(Entry.objects.select_related("catalogue"), pk=pk)


def mapping_of(pk: int, reach: frozenset[int] | None) -> EntryMapping:
    """A mapping of a measure that the person may know of, with entry and measure. Raises Http404."""
    found = EntryMapping.objects.within(reach).select_related("entry__catalogue", "measure__service").filter(pk=pk)
    mapping = found.first()
    if mapping is None:
        raise Http404
    return mapping
