"""Catalogues and entries as lists, pages and files show them, each with the measures of ours that answer to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from catalogues.models import Catalogue, Entry, EntryMapping
from foundation.downloads.cells import Cell
from foundation.labels import labels
from foundation.narrowing import narrowed, with_words
from indicators.judging.measure_row import measure_address

SORTS = {
    "order": ("catalogue__name", "position"),
    "code": ("code", "catalogue__name", "position"),
    "title": ("title", "catalogue__name"),
    "theme": ("theme", "catalogue__name", "position"),
}
COLUMNS = (
    "Catalogue", "Code", "Title", "Theme", "Type", "Good is", "Best value", "How often", "Numerator", "Denominator",
    "Whose statistics", "Standing", "Title checked", "Source address", "Family groups", "Our measures",
    "How it came",
)  # fmt: skip
STATES = {"adopted": "Adopted as a measure", "mapped": "Mapped, not adopted", "neither": "Neither"}


class Ours(NamedTuple):
    """A measure of ours that answers to an entry. ``mapping`` is the key by which that is taken back; ``ends_on`` the
    last day of one that is retired.
    """

    mapping: int
    ref: str
    name: str
    service: str
    was_adopted: bool
    note: str
    ends_on: date | None

    @property
    def url(self) -> str:
        return measure_address(self.ref)

    @property
    def how(self) -> str:
        """How it came to answer to the entry."""
        return "Adopted" if self.was_adopted else "Mapped"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as lists and files show it, with what of ours answers to it and the reader may know of."""

    pk: int
    catalogue: str
    code: str
    title: str
    theme: str
    detail: str
    good: str
    marks: Sequence[str]
    ours: Sequence[Ours]

    @property
    def url(self) -> str:
        return reverse("catalogues:entry-detail", args=[self.pk])

    @property
    def how(self) -> str:
        """ "Adopted", "Mapped" or "Neither", for the column of its state."""
        if not self.ours:
            return "Neither"
        return "Adopted" if any(each.was_adopted for each in self.ours) else "Mapped"


def find_entries(
    *,
    reach: frozenset[int] | None,
    today: date,
    words: str = "",
    catalogue_id: int | None = None,
    theme: str = "",
    state: str = "",
    check: str = "",
) -> QuerySet[Entry]:
    """Entries narrowed by catalogue, theme, words and ``state``: "adopted", "mapped" (and not adopted) or "neither", by
    what the reader may know of. ``check``: "unchecked" or "placeholder".
    """
    found = Entry.objects.select_related("catalogue").with_ours(reach, today=today)
    found = narrowed(with_words(found, words, "code", "title", "theme"), catalogue_id=catalogue_id, theme=theme)
    if check == "unchecked":
        found = found.unchecked()
    elif check == "placeholder":
        found = found.filter(is_placeholder=True)
    match state:
        case "adopted":
            return found.filter(is_adopted=True)
        case "mapped":
            return found.filter(is_mapped=True, is_adopted=False)
        case "neither":
            return found.filter(is_mapped=False)
    return found


def entry_rows(entries: Iterable[Entry], *, reach: frozenset[int] | None, today: date) -> list[EntryRow]:
    """The entries, read with their catalogue, in their order. One statement beside them."""
    listed = list(entries)
    ours = ours_of([each.pk for each in listed], reach=reach, today=today)
    return [_row(each, ours.get(each.pk, ())) for each in listed]


def _row(entry: Entry, ours: Sequence[Ours]) -> EntryRow:
    return EntryRow(
        pk=entry.pk,
        catalogue=entry.catalogue.name,
        code=entry.code,
        title=entry.title,
        theme=entry.theme,
        detail=" · ".join(filter(None, (entry.code, entry.kind, entry.data_source))),
        good=labels(Entry, "polarity").get(entry.polarity, ""),
        marks=entry.marks,
        ours=ours,
    )


def ours_of(entries: Sequence[int], *, reach: frozenset[int] | None, today: date) -> dict[int, list[Ours]]:
    """The measures in use that answer to each of these entries (keys), by reference. One statement."""
    found: dict[int, list[Ours]] = {}
    mappings = EntryMapping.objects.of_measures_in_use(reach, today=today).filter(entry__in=entries)
    for each in mappings.select_related("measure__service").order_by("measure__ref"):
        found.setdefault(each.entry_id, []).append(told(each))
    return found


def told(mapping: EntryMapping) -> Ours:
    """A mapping, read with its measure and its service, as pages show it."""
    measure = mapping.measure
    return Ours(
        mapping.pk, measure.ref, measure.name, measure.service.name, mapping.was_adopted, mapping.note, measure.ends_on
    )


def all_ours(entry: Entry, *, reach: frozenset[int] | None) -> list[Ours]:
    """Every measure that answers to an entry and the reader may know of, those that are retired too. One statement."""
    found = EntryMapping.objects.within(reach).filter(entry=entry).select_related("measure__service")
    return [told(each) for each in found.order_by("measure__ref")]


def file_rows(entries: Iterable[Entry], *, reach: frozenset[int] | None, today: date) -> list[list[Cell]]:
    """The entries under ``COLUMNS``, whose first fifteen an import reads back as they are."""
    listed = list(entries)
    ours = ours_of([each.pk for each in listed], reach=reach, today=today)
    good = {"": "", "high": "high", "low": "low", "range": "in range", "plan": "as planned"}
    return [
        [
            each.catalogue.name, each.code, each.title, each.theme, each.kind, good[each.polarity],
            None if each.best is None else f"{each.best.normalize():f}", each.frequency, each.numerator,
            each.denominator, each.data_source, "placeholder" if each.is_placeholder else "available",
            each.title_check, each.source_url, each.grouping, ", ".join(mine.ref for mine in ours.get(each.pk, ())),
            ", ".join(f"{mine.ref} {mine.how.lower()}" for mine in ours.get(each.pk, ())),
        ]
        for each in listed
    ]  # fmt: skip


class CatalogueRow(NamedTuple):
    """A catalogue on the list of them. ``url`` and ``gap_url`` are its pages."""

    catalogue: Catalogue
    entries: int
    measured: int
    unchecked: int

    @property
    def gap_url(self) -> str:
        return reverse("catalogues:catalogue-gap", args=[self.catalogue.pk])

    @property
    def list_url(self) -> str:
        return f"{reverse('catalogues:entry-list')}?catalogue={self.catalogue.pk}"


def catalogue_rows(*, reach: frozenset[int] | None, today: date) -> list[CatalogueRow]:
    """Every catalogue by name: how many entries it has, to how many of them a measure in use answers, and how many
    titles nobody checked. Three statements.
    """
    counts: Mapping[int, int] = dict(Entry.objects.values_list("catalogue").annotate(Count("pk")).order_by())
    unchecked = dict(Entry.objects.unchecked().values_list("catalogue").annotate(Count("pk")).order_by())
    mapped = EntryMapping.objects.of_measures_in_use(reach, today=today).order_by()
    measured = dict(mapped.values_list("entry__catalogue").annotate(Count("entry", distinct=True)))
    return [
        CatalogueRow(each, counts.get(each.pk, 0), measured.get(each.pk, 0), unchecked.get(each.pk, 0))
        for each in Catalogue.objects.order_by("name")
    ]


def catalogue_choices() -> list[tuple[int, str]]:
    """Catalogues as choices of a filter. One statement."""
    return list(Catalogue.objects.order_by("name").values_list("pk", "name"))


def theme_choices(catalogue: int | None) -> list[tuple[str, str]]:
    """The themes of a catalogue (None: of all) as choices of a filter. One statement."""
    found = narrowed(Entry.objects.exclude(theme=""), catalogue_id=catalogue)
    return [(each, each) for each in found.order_by("theme").values_list("theme", flat=True).distinct()]


def about_entry(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says, as pairs of label and words; what it leaves open is not there."""
    told = entry.published
    good = labels(Entry, "polarity").get(entry.polarity, "")
    best = f", best at {told.best.normalize():f}" if told.best is not None else ""
    pairs = (
        ("Theme or outcome", told.theme),
        ("Type as published", told.kind),
        ("Good is", f"{good.capitalize()}{best}" if good else "Not said here"),
        ("How often", told.frequency),
        ("Numerator", told.numerator),
        ("Denominator", told.denominator),
        ("Whose statistics", told.data_source),
        ("Family groups that hold for it", told.grouping),
        ("Title", told.title_check.capitalize()),
    )
    return [(label, words) for label, words in pairs if words]


def find_entry(pk: int) -> QuerySet[Any]:
    """One entry with its catalogue."""
    return Entry.objects.select_related("catalogue").filter(pk=pk)


def entry_choices(measure: int, *, words: str = "") -> list[tuple[str, list[tuple[int, str]]]]:
    """Entries that a measure (key) is not mapped to yet, by catalogue, for a form. One statement."""
    found = with_words(Entry.objects.select_related("catalogue"), words, "code", "title")
    found = found.filter(~Q(mappings__measure=measure)).order_by("catalogue__name", "position")
    groups: dict[str, list[tuple[int, str]]] = {}
    for each in found:
        groups.setdefault(each.catalogue.name, []).append((each.pk, str(each)))
    return list(groups.items())
