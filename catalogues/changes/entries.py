"""Entries of catalogues are read in, from an uploaded file or from one that comes with the product."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from catalogues.models import Catalogue, Entry
from catalogues.rules.gaps import short_name
from foundation.bulk import check_references, ready, ready_changes, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.undoing import Done
from foundation.versions import first_values, set_fields

MOVED = "Somebody changed this catalogue while the file was being read. Nothing was written: look at the preview again."
TOLD = (
    "code", "title", "theme", "kind", "polarity", "best", "frequency", "numerator", "denominator", "data_source",
    "is_placeholder", "title_check", "source_url", "grouping",
)  # fmt: skip
_WRITTEN = (*TOLD, "version")
_ABOUT = ("name", "short", "about", "source", "source_url", "licence", "is_part")


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry to be written: the name of its catalogue, the key and version of the stored one (None and 0: it is new),
    and the fields that it is to have: all of a new one, of a stored one those that change.
    """

    catalogue: str
    stored: int | None
    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is recorded, and the call that writes it within a transaction. Raises ChangeRefused. ``done`` tells what it
    is about to write, by which it can be taken back.
    """

    entries: Sequence[audit.Entry]
    write: Callable[[], object]
    done: Callable[[], Done]


def prepare_entries(
    *, entries: Sequence[EntryRead], names: Sequence[str], filename: str, about: Mapping[str, Any] | None = None
) -> Prepared:
    """Make entries ready to be written. ``names``: catalogues that are new; ``about``: what is known of a new one."""
    source = filename[:120]
    keys = reserve_keys(Catalogue, len(names))
    made = [
        Catalogue(**{"name": name, "short": short_name(name), **(about or {}), "pk": pk})
        for name, pk in zip(names, keys, strict=True)
    ]
    by_name = {each.name: each for each in [*Catalogue.objects.all(), *made]}
    new = [each for each in entries if each.stored is None]
    added = [
        Entry(pk=pk, catalogue=by_name[each.catalogue], **each.values)
        for each, pk in zip(new, reserve_keys(Entry, len(new)), strict=True)
    ]
    changed, versions, told = _changed([each for each in entries if each.stored is not None])
    recorded = [
        *(audit.Entry(action="made", thing=each, changes=first_values(each, _ABOUT), source=source) for each in made),
        *(
            audit.Entry(action="made", thing=each, page=each.catalogue, changes=first_values(each, TOLD), source=source)
            for each in added
        ),
        *(
            audit.Entry(action="changed", thing=thing, page=thing.catalogue, changes=each, source=source)
            for thing, each in zip(changed, told, strict=True)
        ),
    ]  # fmt: skip
    written = [ready(Catalogue, made), ready(Entry, added), ready_changes(Entry, changed, _WRITTEN)]

    def done() -> Done:
        found = Done()
        found.make(made)
        found.make(added)
        found.change_all(changed, _WRITTEN)
        return found

    return Prepared(recorded, lambda: _write(versions, names, written), done)


def _changed(
    entries: Sequence[EntryRead],
) -> tuple[list[Entry], dict[int, int], list[dict[str, tuple[object, object]]]]:
    """Stored entries with what is to change of them set, the versions that they have to have, and the differences."""
    stored = Entry.objects.select_related("catalogue").in_bulk([each.stored for each in entries])
    if len(stored) != len(entries):
        raise ChangeRefused(MOVED)
    things, told = [], []
    for each in entries:
        thing = stored[each.stored]
        told.append(set_fields(thing, each.values))
        thing.version = each.version + 1
        things.append(thing)
    return things, {each.stored: each.version for each in entries if each.stored is not None}, told


def _write(versions: Mapping[int, int], names: Sequence[str], written: Sequence[Any]) -> None:
    now = dict(Entry.objects.select_for_update().filter(pk__in=versions).values_list("pk", "version"))
    if now != dict(versions) or Catalogue.objects.filter(name__in=names).exists():
        raise ChangeRefused(MOVED)
    for each in written:
        write(each)
    check_references()


def read_entries_in(
    *,
    by: Actor,
    at: datetime,
    entries: Sequence[EntryRead],
    names: Sequence[str],
    filename: str,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Prepare, write and record at once, for a catalogue that comes with the product. Raises ChangeRefused."""
    prepared = prepare_entries(entries=entries, names=names, filename=filename, about=about)
    with transaction.atomic():
        prepared.write()
        audit.record_many(by=by, at=at, entries=prepared.entries)
