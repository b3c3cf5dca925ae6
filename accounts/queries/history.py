"""Reading the audit trail: a thing's history, and the council's whole trail."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Event, User
from accounts.models.event import SESSION_ACTIONS, AppendOnly
from foundation.dates import day_words, moment_words
from foundation.narrowing import narrowed, with_words
from foundation.statements import written_once

CHANGES, ACCESS = "changes", "access"  # no action has such a name
# Words of the glossary for kinds of thing whose models have other names. Events hold the models' names.
WORDS = {
    "accounts.user": "person",
    "indicators.annualtarget": "target",
    "indicators.importbatch": "import",
    "indicators.indicator": "measure",
    "indicators.indicatorset": "set of measures",
    "indicators.observation": "figure",
    "indicators.seriesbreak": "break in the series",
    "reporting.run": "build",
}
# Actions that are clear without the kind of thing.
_WHOLE = ("asked to ", "read what is new", "set a new password")
NO_ADDRESS = "(an e-mail address)"
# Also as the address of a page holds it, where somebody looked for one.
_ADDRESS = re.compile(r"[^\s@<>(){}\[\]“”\"=?&/,;:]+(@|%40)[\w.-]*\w")
_PRIVATE: list[Callable[[Actor], Q]] = []
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", re.ASCII)


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
    """Events in a person's words, in the order given. ``naming`` adds the thing's name, for lists of many things.

    ``addresses`` shows the e-mail addresses in what was done to people and with files, which are for those who
    administer people; others read that there was one.
    """
    rows = []
    for event in events:
        row = _row(event, naming=naming)
        is_of_people = event.thing_type == User._meta.label_lower or event.page_type == ACCESS
        rows.append(_without_addresses(row) if is_of_people and not addresses else row)
    return rows


def keep_private(unknown_to: Callable[[Actor], Q]) -> None:
    """Called by an app when it starts: ``unknown_to`` gives the events that a person may not know of."""
    _PRIVATE.append(unknown_to)


def audit_trail(
    *,
    reader: Actor,
    person: str = "",
    thing_type: str = "",
    thing: str = "",
    action: str = "",
    from_day: date | None = None,
    to_day: date | None = None,
) -> QuerySet[Event]:
    """What the reader may know of the trail, newest first. ``person`` and ``thing`` are words in their names; days are
    London's; ``action`` may be CHANGES or ACCESS, for all actions that are.
    """
    events = _done(action).order_by("-pk")
    for unknown_to in _PRIVATE:
        events = events.exclude(unknown_to(reader))
    events = with_words(events, person, "by_name", "on_behalf_of")
    return narrowed(
        events,
        thing_name__icontains=thing,
        thing_type=thing_type,
        at__gte=from_day and _midnight(from_day),
        at__lt=to_day and _midnight(to_day + timedelta(days=1)),
    )


def _done(action: str) -> AppendOnly:
    if action == CHANGES:
        return Event.objects.changes()
    if action == ACCESS:
        return Event.objects.access()
    return Event.objects.filter(action=action) if action else Event.objects.all()


def actions_and_kinds() -> tuple[list[str], list[tuple[str, str]]]:
    """The actions, and the kinds of thing as (type, words), that the trail holds. Two statements."""
    actions = Event.objects.order_by("action").values_list("action", flat=True).distinct()
    kinds = Event.objects.order_by("thing_type").values_list("thing_type", flat=True).distinct()
    return list(actions), [(kind, kind_words(kind)) for kind in kinds]


def kind_words(thing_type: str) -> str:
    """ "plans.milestone" as "Milestone", "accounts.user" as "Person"; a kind that no longer exists keeps its name."""
    model = _model(thing_type)
    name = str(model._meta.verbose_name) if model else thing_type.split(".")[-1]
    words = WORDS.get(thing_type, name)
    return words[:1].upper() + words[1:]


def _row(event: Event, *, naming: bool) -> HistoryRow:
    what = _what(event, naming=naming)
    return HistoryRow(
        what=what[:1].upper() + what[1:],
        # In the whole trail each event has its number: who erases words names it.
        who=f"{_who(event)}, event {event.pk}" if naming else _who(event),
        at=moment_words(event.at),
        machine_at=timezone.localtime(event.at).isoformat(timespec="seconds"),
        changes=tuple(
            FieldChange(_field_words(event.thing_type, name), _value_words(old), _value_words(new))
            for name, (old, new) in event.changes.items()
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


def _what(event: Event, *, naming: bool) -> str:
    if event.action in SESSION_ACTIONS:
        return event.action
    is_own = (event.thing_type, event.thing_id) == (event.page_type, event.page_id)
    # "Changed" says enough on the thing's own page; "Moved the dates of" does not.
    if is_own and not naming and not event.action.endswith((" of", " for")):
        return event.action
    if event.action.startswith(_WHOLE):
        return f"{event.action}: “{event.thing_name}”"
    kind = kind_words(event.thing_type)
    return f"{event.action} {kind[:1].lower()}{kind[1:]} “{event.thing_name}”"


def _value_words(stored: str | None) -> str:
    """A stored day or time as the product writes it; any other text as it is, nothing as ""."""
    text = stored or ""
    try:
        if _DAY.fullmatch(text):
            return day_words(date.fromisoformat(text))
        if _TIME.fullmatch(text):
            return moment_words(datetime.fromisoformat(text))
    except ValueError:
        return text
    return text


def _field_words(thing_type: str, name: str) -> str:
    model = _model(thing_type)
    try:
        words = str(model._meta.get_field(name).verbose_name) if model else name  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        words = name
    words = words.replace("_", " ")
    return words[:1].upper() + words[1:]


def _model(thing_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(thing_type)
    except (LookupError, ValueError):
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
