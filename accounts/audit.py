"""The one audit trail: every change is recorded in the transaction that makes it.

Own append-only events rather than a history library, for the reasons in docs/adr/0002-audit-trail.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection, models, transaction

from accounts.actors import Actor
from accounts.audit_chain import GENESIS, content_of, followed, said_by, sealed_digest
from accounts.models import Event
from foundation.bulk import Ready, insert_many, ready, write
from foundation.spool import Spool
from foundation.versions import save_version, set_fields

_CHAIN_LOCK = 0x504D4D49  # any constant number shared by all writers
_PLACE = ("previous_digest", "digest")


@dataclass(frozen=True, slots=True)
class Named:
    """What an event is about where that is no row: a file, an address, the settings, something that is gone."""

    kind: str
    name: str = ""
    key: str = ""


Thing = models.Model | Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event to be written. ``page`` is the thing whose history tab shows it; None means ``thing`` itself."""

    action: str
    thing: Thing
    page: Thing | None = None
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    why: str = ""
    source: str = ""


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    thing: Thing,
    page: Thing | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
    why: str = "",
) -> Event:
    """Write one event. Must be called inside the transaction that makes the change; ``at`` is aware."""
    entry = Entry(action=action, thing=thing, page=page, changes=changes or {}, why=why)
    return record_many(by=by, at=at, entries=[entry])[0]


def record_many(*, by: Actor, at: datetime, entries: Iterable[Entry]) -> list[Event]:
    """Write many events in order. The chain is locked until the transaction ends, so it is taken as late as can be."""
    events = [Event(**_said(by, at, entry)) for entry in entries]
    with transaction.atomic():
        previous = lock_chain()
        for event in events:
            event.previous_digest = previous
            event.digest = previous = sealed_digest(content_of(event))
        insert_many(events)
    return events


@dataclass(frozen=True, slots=True)
class Draft:
    """Events in order, with all that they say but their places in the chain, for as many as an import has: what takes
    time is done before the chain is locked.
    """

    said: Spool[tuple[bytes, bytes]]
    rows: Ready


def drafted(*, by: Actor, at: datetime, entries: Iterable[Entry]) -> Draft:
    """The events of these entries, to be recorded by ``record_draft``."""
    said: Spool[tuple[bytes, bytes]] = Spool()

    def events() -> Iterator[SimpleNamespace]:
        for entry in entries:
            event = SimpleNamespace(**_said(by, at, entry))
            said.add(said_by(event))
            yield event

    return Draft(said, ready(Event, events(), without=["id", *_PLACE]))


def record_draft(draft: Draft) -> None:
    """Write the events as ``record_many`` does, last in the transaction that makes their changes."""
    with transaction.atomic():
        write(draft.rows.beside(_PLACE, _places(draft, lock_chain())))


def _places(draft: Draft, previous: str) -> Iterator[tuple[str, str]]:
    """Of each event the digest of the one before, and its own."""
    for said in draft.said:
        digest = sealed_digest(followed(previous, said))
        yield previous, digest
        previous = digest


def save(
    *,
    by: Actor,
    at: datetime,
    thing: models.Model,
    values: Mapping[str, object],
    version: int | None = None,
    action: str = "changed",
    why: str = "",
) -> bool:
    """Set and save fields of a stored thing, and record what changed. False, and nothing is written, if nothing did.

    With ``version`` it raises Conflict when somebody saved the thing after that version.
    """
    changes = set_fields(thing, values)
    if not changes:
        return False
    if version is None:
        thing.save(update_fields=list(values))
    else:
        save_version(thing, version=version, fields=values)
    record(by=by, at=at, action=action, thing=thing, changes=changes, why=why.strip())
    return True


def lock_chain() -> str:
    """Let nobody else write an event until the transaction ends. The digest that the next event follows."""
    # SQLite's IMMEDIATE transactions already let only one writer in.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    return Event.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS


def _said(by: Actor, at: datetime, entry: Entry) -> dict[str, Any]:
    """All fields of an event but its place in the chain."""
    thing_type, thing_id, thing_name = _identity(entry.thing)
    page_type, page_id, _ = _identity(entry.page or entry.thing)
    return {
        "at": at,
        "by_id": by.person.pk if by.person else None,
        "by_name": by.name[:120],
        "on_behalf_of": str(by.on_behalf_of or "")[:120],
        "action": entry.action,
        "thing_type": thing_type,
        "thing_id": thing_id,
        "thing_name": _one_line(thing_name)[:300],
        "page_type": page_type,
        "page_id": page_id,
        "changes": {name: [_readable(old), _readable(new)] for name, (old, new) in entry.changes.items()},
        "why": entry.why,
        "source": entry.source[:200],
    }


def _identity(thing: Thing) -> tuple[str, str, str]:
    """Kind, number and name."""
    if isinstance(thing, Named):
        return thing.kind, thing.key, thing.name
    return thing._meta.label_lower, str(thing.pk), str(thing)


def _readable(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _one_line(text: str) -> str:
    # A line break in a name must not forge a second line where the trail is printed.
    return " ".join(text.split())
