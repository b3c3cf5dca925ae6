"""Which measures of ours answer to which entries, a measure made from an entry, and what is said of a catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from catalogues.models import Catalogue, Entry, EntryMapping
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import save_version, set_fields, values_of
from indicators.changes.new_measures import create_measure
from indicators.changes.published_as import PublishedAs, published_as
from indicators.changes.targets import TargetValues
from indicators.models import Indicator, IndicatorSet
from plans.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDetails:
    """What a council says of a catalogue."""

    name: str
    short: str
    about: str
    source: str
    source_url: str
    licence: str
    is_part: bool


@transaction.atomic
def edit_catalogue(
    *, by: Actor, at: datetime, catalogue: Catalogue, version: int, details: CatalogueDetails
) -> Catalogue:
    """Change what is said of a catalogue. Raises ChangeRefused for a name that another has; Conflict."""
    stored = Catalogue.objects.get(pk=catalogue.pk)
    if Catalogue.objects.filter(name__iexact=details.name).exclude(pk=stored.pk).exists():
        raise ChangeRefused(f"Another catalogue is called {details.name} already. Choose another name.")
    values = values_of(details)
    changes = set_fields(stored, values)
    save_version(stored, version=version, fields=list(values))
    if changes:
        audit.record(by=by, at=at, action="changed", thing=stored, changes=changes)
    return stored


@transaction.atomic
def map_entry(*, by: Actor, at: datetime, entry: Entry, measure: Indicator, note: str) -> EntryMapping:
    """Say that a measure of ours answers to an entry. Raises ChangeRefused where that is said already."""
    made, is_new = EntryMapping.objects.get_or_create(
        entry=entry, measure=measure, defaults={"note": note.strip(), "made_on": london_day(at)}
    )
    if not is_new:
        raise ChangeRefused(f"{measure.ref} is mapped to {entry.named} already. Choose another measure.")
    _record(entry, "mapped", (None, _words(measure, note)), by=by, at=at)
    _tell_published(entry, measure, by=by, at=at)
    return made


@transaction.atomic
def unmap_entry(*, by: Actor, at: datetime, mapping: EntryMapping) -> None:
    """Say that the measure does not answer to the entry any more. The measure stays."""
    entry, measure = mapping.entry, mapping.measure
    _record(entry, "unmapped", (_words(measure, mapping.note), None), by=by, at=at)
    mapping.delete()


@transaction.atomic
def adopt_entry(
    *,
    by: Actor,
    at: datetime,
    entry: Entry,
    values: Mapping[str, Any],
    sets: Sequence[IndicatorSet],
    target: TargetValues | None,
    year: Period,
) -> Indicator:
    """Make a measure from an entry and keep where it comes from: both, or neither. Raises ChangeRefused as
    ``create_measure`` does.
    """
    measure = create_measure(by=by, at=at, values=values, sets=sets, target=target, year=year)
    EntryMapping.objects.create(entry=entry, measure=measure, was_adopted=True, made_on=london_day(at))
    _record(entry, "adopted", (None, _words(measure, "")), by=by, at=at)
    _tell_published(entry, measure, by=by, at=at)
    return measure


def _tell_published(entry: Entry, measure: Indicator, *, by: Actor, at: datetime) -> None:
    """What names the family groups of councils that hold for it is published of all of them."""
    if not (entry.code and entry.grouping):
        return
    catalogue, names = entry.catalogue, ("code", "title", "theme", "polarity", "best", "grouping")
    told = {name: getattr(entry, name) for name in names}
    source = catalogue.source or catalogue.name
    published_as(by=by, at=at, measure=measure, told=PublishedAs(**told, source=source, licence=catalogue.licence))


def _record(entry: Entry, action: str, change: tuple[object, object], *, by: Actor, at: datetime) -> None:
    """Told at the catalogue, which has the history of all its entries."""
    audit.record(by=by, at=at, action=action, thing=entry, page=entry.catalogue, changes={"our measure": change})


def _words(measure: Indicator, note: str) -> str:
    return f"{measure.ref} {measure.name}" + (f" ({note.strip()})" if note.strip() else "")
