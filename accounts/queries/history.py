"""Reading the audit trail: a thing's history, and the council's whole trail."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Event, User
from accounts.models.event import SESSION_ACTIONS, AppendOnly
from accounts.queries.sentences import WHOLE, Names, field_words, kind_words, names_of_pages, sentence, value_words
from foundation.dates import moment_words
from foundation.narrowing import narrowed, with_words
from foundation.statements import written_once

CHANGES, ACCESS = "changes", "access"
NO_ADDRESS = "(an e-mail address)"
# Also as the address of a page holds it, where somebody looked for one.
_ADDRESS = re.compile(r"[^\s@<>(){}\[\]“”\"=?&/,;:]+(@|%40)[\w.-]*\w")
_PRIVATE: list[Callable[[Actor], Q]] = []


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one event. ``old`` is "" where there was nothing before."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event as the timeline component shows it. ``at`` is London time in words, ``machine_at`` ISO.

    ``who`` tells on behalf of which post a deputy acted, and from which file an import came.
    """

    what: str
    who: str
    at: str
    machine_at: str
    changes: tuple[FieldChange, ...]
    why: str


def events_of(page: models.Model, *, addresses: bool = False, limit: int = 100) -> list[HistoryRow]:
    """The newest events read on a thing's history tab, newest first: its own and those of its parts. One statement.

    ``addresses`` as for ``history_rows``.
    """
    return history_rows(_events(page._meta.label_lower, str(page.pk), limit=limit), addresses=addresses)


@written_once
def _events(page_type: str, page_id: str, *, limit: int) -> QuerySet[Event]:
    events = Event.objects.filter(page_type=page_type, page_id=page_id)
    # Who signed in would hide the changes on a person's own history tab.
    return events.changes().order_by("-pk")[:limit]


def history_rows(events: Iterable[Event], *, naming: bool = False, addresses: bool = False) -> list[HistoryRow]:
    """Events in a person's words, in the order given. ``naming`` tells each as a sentence that names the thing, for
    lists of many things; it takes a statement for each kind of page.

    ``addresses`` shows the e-mail addresses in what was done to people and with files, which are for those who
    administer people; others read that there was one.
    """
    rows, events = [], list(events)
    names = names_of_pages(events) if naming else {}
    for event in events:
        row = _sentence_row(event, names) if naming else _row(event)
        is_of_people = event.thing_type == User._meta.label_lower or event.page_type == ACCESS
        rows.append(_without_addresses(row) if is_of_people and not addresses else row)
    return rows


def keep_private(unknown_to: Callable[[Actor], Q]) -> None:
    """Called by an app when it starts: ``unknown_to`` gives the events that a person may not know of."""
    _PRIVATE.append(unknown_to)


def audit_trail(
    *,
    reader: Actor,
    part: str = "",
    person: str = "",
    thing: str = "",
    from_day: date | None = None,
    to_day: date | None = None,
    **exactly: object,
) -> QuerySet[Event]:
    """What the reader may know of the trail, newest first. ``part`` is CHANGES or ACCESS, "" for both; ``person`` and
    ``thing`` are words in their names; days are London's; ``exactly``: values of fields that the events must have.
    """
    events = _part(part).order_by("-pk")
    for unknown_to in _PRIVATE:
        events = events.exclude(unknown_to(reader))
    events = with_words(events, person, "by_name", "on_behalf_of")
    return narrowed(
        events,
        thing_name__icontains=thing,
        at__gte=from_day and _midnight(from_day),
        at__lt=to_day and _midnight(to_day + timedelta(days=1)),
        **exactly,
    )


def _part(part: str) -> AppendOnly:
    if part == CHANGES:
        return Event.objects.changes()
    return Event.objects.access() if part == ACCESS else Event.objects.all()


def actions_and_kinds(part: str = "") -> tuple[list[str], list[tuple[str, str]]]:
    """The actions, and the kinds of thing as (type, words), that the trail or a part of it holds. Two statements."""
    actions: Any = _held(part=part, field="action")
    kinds: Any = _held(part=part, field="thing_type")
    return list(actions), [(kind, kind_words(kind)) for kind in kinds]


@written_once
def _held(*, part: str, field: str) -> QuerySet[Any]:
    return _part(part).order_by(field).values_list(field, flat=True).distinct()


def _row(event: Event) -> HistoryRow:
    what = _what(event)
    return _told(event, what[:1].upper() + what[1:], _who(event), event.changes)


def _sentence_row(event: Event, names: Names) -> HistoryRow:
    """In the whole trail each event has its number: who erases words names it."""
    what, told = sentence(event, names)
    rest = {name: change for name, change in event.changes.items() if name != told}
    return _told(event, what, f"{event.source}, event {event.pk}" if event.source else f"Event {event.pk}", rest)


def _told(event: Event, what: str, who: str, changes: Mapping[str, Sequence[str | None]]) -> HistoryRow:
    return HistoryRow(
        what=what,
        who=who,
        at=moment_words(event.at),
        machine_at=timezone.localtime(event.at).isoformat(timespec="seconds"),
        changes=tuple(
            FieldChange(field_words(event.thing_type, name), value_words(old), value_words(new))
            for name, (old, new) in changes.items()
        ),
        why=event.why,
    )


def _without_addresses(row: HistoryRow) -> HistoryRow:
    def masked(text: str) -> str:
        return _ADDRESS.sub(NO_ADDRESS, text)

    changes = tuple(FieldChange(each.field, masked(each.old), masked(each.new)) for each in row.changes)
    return replace(row, what=masked(row.what), who=masked(row.who), changes=changes, why=masked(row.why))


def _who(event: Event) -> str:
    deputy = f", on behalf of {event.on_behalf_of}" if event.on_behalf_of else ""
    return f"{event.by_name}{deputy}{f' ({event.source})' if event.source else ''}"


def _what(event: Event) -> str:
    if event.action in SESSION_ACTIONS:
        return event.action
    is_own = (event.thing_type, event.thing_id) == (event.page_type, event.page_id)
    # "Changed" says enough on the thing's own page; "Moved the dates of" does not.
    if is_own and not event.action.endswith((" of", " for")):
        return event.action
    if event.action.startswith(WHOLE):
        return f"{event.action}: “{event.thing_name}”"
    kind = kind_words(event.thing_type)
    return f"{event.action} {kind[:1].lower()}{kind[1:]} “{event.thing_name}”"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


TRAIL_COLUMNS = ("Event", "When", "Who", "On behalf of", "What", "Kind of thing", "Name of the thing", "Changed", "Why",
                 "From file")  # fmt: skip
MOST_ROWS = 20_000


def trail_rows(events: QuerySet[Event], *, addresses: bool = False) -> Iterator[list[str | int]]:
    """The newest events as rows of a download, under ``TRAIL_COLUMNS``; ``addresses`` as for ``history_rows``."""
    found = list(events[:MOST_ROWS])
    for event, row in zip(found, history_rows(found, naming=True, addresses=addresses), strict=True):
        changed = "; ".join(f"{each.field}: {each.old or 'nothing'} → {each.new or 'nothing'}" for each in row.changes)
        yield [
            event.pk,
            row.machine_at,
            event.by_name,
            event.on_behalf_of,
            row.what,
            kind_words(event.thing_type),
            event.thing_name if addresses else _ADDRESS.sub(NO_ADDRESS, event.thing_name),
            changed,
            row.why,
            event.source,
        ]
