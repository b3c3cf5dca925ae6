"""An applied import taken back as one: on the day on which it was applied, while nothing rests on it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.apps import apps
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.queries.sentences import kind_words
from foundation.dates import london_day, start_of_day
from foundation.leases import Wake
from foundation.refusals import ChangeRefused
from foundation.undoing import Done, batched, built_upon, edited_since, moved_since, put_back, valued
from foundation.versions import differences, field_values
from foundation.words import counted, listed
from indicators.changes.worked_out import made_since
from indicators.imports.batches import open_batch
from indicators.imports.kinds import import_kinds
from indicators.models import ImportBatch, ImportState, Observation

_UNSEEN = ("accounts.notice",)
_NAMED = 3
_NOT = "It cannot be taken back, and nothing was changed."


def may_be_undone(batch: ImportBatch, *, today: date) -> bool:
    """Whether an import is offered to be taken back today; whether something rests on it is asked when it is done."""
    is_applied = batch.state == ImportState.APPLIED and batch.applied_at is not None
    return is_applied and batch.done is not None and london_day(batch.applied_at) == today


@transaction.atomic
def request_undo(*, by: Actor, at: datetime, batch: ImportBatch, wake: Wake) -> ImportBatch:
    """Ask for an applied import to be taken back. ``wake`` is called once the row is committed. Raises ChangeRefused
    after the day on which it was applied, and where it was taken back already.
    """
    stored = open_batch(batch, (ImportState.APPLIED,))
    if not may_be_undone(stored, today=london_day(at)):
        raise ChangeRefused("An import can be taken back on the day on which it was applied, and no later.")
    stored.state, stored.undone_by, stored.woken_at = ImportState.TO_UNDO, by.user, at
    stored.attempts, stored.steps_done, stored.reason = 0, 0, ""
    stored.save(update_fields=["state", "undone_by", "woken_at", "attempts", "steps_done", "reason"])
    transaction.on_commit(partial(wake, stored.pk))
    return stored


def take_back(*, by: Actor, at: datetime, batch: ImportBatch) -> None:
    """Undo all that an import wrote, within the caller's transaction, and record it. Raises ChangeRefused, naming what,
    where something was changed or built on it since, or has taken the place of what it took away.
    """
    done = Done.kept(batch.done or {})
    if reasons := [*_imported_since(batch)] or [*_changed_since(done), *_rest_upon(done), *_made_of(done, batch)]:
        raise ChangeRefused(f"{_NOT} {' '.join(reasons)}")
    entries = [*_restored(done, batch), _told(done, batch)]
    try:
        with transaction.atomic():
            put_back(done)
    except IntegrityError as error:
        raise ChangeRefused(f"{_NOT} Something has taken the place of what it took away.") from error
    audit.record_many(by=by, at=at, entries=entries)


def forget(*, at: datetime) -> int:
    """Remove, from imports applied before today, that by which they could be taken back, and of kinds whose files name
    people the rows of the preview. How many there were.
    """
    over = ImportBatch.objects.filter(applied_at__lt=start_of_day(london_day(at)))
    kinds = [kind.key for kind in import_kinds().values() if kind.names_people]
    listed_yet = over.filter(kind__in=kinds, summary__has_key="rows").only("summary")
    for batch in listed_yet:
        batch.summary = {name: each for name, each in batch.summary.items() if name != "rows"}
        batch.save(update_fields=["summary"])
    return len(listed_yet) + over.exclude(done=None).update(done=None)


def _imported_since(batch: ImportBatch) -> Iterator[str]:
    """Imports of a kind are taken back from the last one on: each stands on those before."""
    later = ImportBatch.objects.filter(kind=batch.kind, state=ImportState.APPLIED, applied_at__gt=batch.applied_at)
    if last := later.order_by("-applied_at").first():
        yield f"“{last.filename}” was imported since: take that back first."


def _changed_since(done: Done) -> Iterator[str]:
    things = [str(thing) for thing, _ in moved_since(done)] + [str(thing) for thing in edited_since(done)]
    if things:
        yield f"{counted(len(things), 'thing')} changed since: {listed(things, _NAMED)}."


def _rest_upon(done: Done) -> Iterator[str]:
    for kind, count in built_upon(done.made, parts=_UNSEEN):
        yield f"{counted(count, 'row')} of “{kind_words(kind)}” came to rest on it."


def _made_of(done: Done, batch: ImportBatch) -> Iterator[str]:
    """Figures of longer periods that were made since of figures of the import, with others beside them."""
    label = Observation._meta.label_lower
    written = {*done.made.get(label, ()), *done.changed.get(label, ())}
    if batch.applied_at and (made := [str(each) for each in made_since(written, batch.applied_at)]):
        yield f"{counted(len(made), 'figure')} worked out from it since: {listed(made, _NAMED)}."


def _restored(done: Done, batch: ImportBatch) -> Iterator[audit.Entry]:
    """What the trail tells of each thing that is as it was again."""
    source = f"import {batch.filename[:120]}, taken back"
    for label, rows in done.changed.items():
        model = apps.get_model(label)
        for keys in batched(rows):
            for key, thing in model._base_manager.in_bulk(keys).items():
                names = [name for name, (before, after) in rows[key].items() if before != after and name != "version"]
                now = field_values(thing, names)
                for name in names:
                    setattr(thing, model._meta.get_field(name).attname, valued(model, name, rows[key][name][0]))
                if names:
                    changes = differences(now, field_values(thing, names))
                    yield audit.Entry(action="changed", thing=thing, changes=changes, source=source)


def _told(done: Done, batch: ImportBatch) -> audit.Entry:
    """What the trail tells of the file."""
    removed = {f"{kind_words(kind)} removed": (None, len(keys)) for kind, keys in done.made.items() if keys}
    restored = {f"{kind_words(kind)} as before": (None, len(rows)) for kind, rows in done.changed.items() if rows}
    back = {f"{kind_words(kind)} put back": (None, len(rows)) for kind, rows in done.gone.items() if rows}
    return audit.Entry(action="took back", thing=batch, changes=removed | restored | back)
