"""The audit trail in sentences: who did what to which thing, from what to what. Made here and nowhere else."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accounts.models import Event
from accounts.models.event import SESSION_ACTIONS
from foundation.dates import day_words, moment_words

# Words of the glossary for kinds of thing whose models have other names. Events hold the models' names.
WORDS = {
    "accounts.user": "person",
    "catalogues.entry": "entry",
    "catalogues.entrymapping": "mapping to an entry",
    "indicators.annualtarget": "target",
    "indicators.importbatch": "import",
    "indicators.indicator": "measure",
    "indicators.indicatorset": "set of measures",
    "indicators.observation": "figure",
    "indicators.seriesbreak": "break in the series",
    "reporting.rollover": "new year",
    "target_decisions.consulted": "setting of the target",
    "target_decisions.proposal": "target",
    "target_decisions.proposedyear": "target",
    "target_decisions.targetquestion": "question",
    "reporting.run": "build",
}
# Actions that are clear without the kind of thing.
WHOLE = ("asked to ", "read what is new", "set a new password")
_WITHOUT_KIND = ("failed to sign in as", "was refused", "downloaded")
# A part that is named after the measure whose page it is read on, such as "HS07 target for 2026/27".
_PARTS = {
    "indicators.annualtarget": re.compile(r"\S+ target for (.+)"),
    "indicators.observation": re.compile(r"\S+ (.+)"),
}
_MAIN = "value"  # what a sentence tells first, where several things changed
_SAID = "state"  # most actions say it: who approved a figure need not be told that it is approved now
_LONGEST = 60  # of a value within a sentence
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", re.ASCII)

Names = Mapping[tuple[str, str], str]


def names_of_pages(events: Iterable[Event]) -> Names:
    """The names of the measures on whose pages parts are read, by kind and number: one statement for each kind."""
    asked: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.thing_type in _PARTS and event.page_id.isascii() and event.page_id.isdigit():
            asked[event.page_type].add(event.page_id)
    found = {}
    for kind, keys in asked.items():
        if (model := model_of(kind)) and any(field.name == "name" for field in model._meta.fields):
            rows = model._base_manager.filter(pk__in=keys).values_list("pk", "name")
            found |= {(kind, str(pk)): name for pk, name in rows}
    return found


def sentence(event: Event, names: Names) -> tuple[str, str]:
    """The event as a sentence without its full stop, and the field whose change it tells ("" for none): "Ann Lee
    changed the target of Recycling rate for 2026/27 from 45% to 47%".
    """
    who = f"{event.by_name}, for {event.on_behalf_of}," if event.on_behalf_of else event.by_name
    told, ending = _change(event)
    return f"{who} {_deed(event, names)}{ending}", told


def _deed(event: Event, names: Names) -> str:
    action, name = event.action, event.thing_name
    if action in SESSION_ACTIONS:
        return action
    if action.startswith(WHOLE):
        return f"{action}: “{name}”"
    if action in _WITHOUT_KIND:
        return f"{action} {name}"
    part = _PARTS.get(event.thing_type)
    of = names.get((event.page_type, event.page_id))
    if of and part and (match := part.fullmatch(name)):
        return f"{action} the {WORDS[event.thing_type]} of {of} for {match[1]}"
    kind = kind_words(event.thing_type)
    return f"{action} the {kind[:1].lower()}{kind[1:]} “{name}”" if name else f"{action} the {kind.lower()}"


def _change(event: Event) -> tuple[str, str]:
    """The change that the sentence tells: its field, and the sentence's end."""
    fields = [name for name in event.changes if name != _SAID or event.action == "changed"]
    told = _MAIN if _MAIN in fields else fields[0] if len(fields) == 1 else ""
    if not told:
        return "", ""
    old, new = (value_words(each) for each in event.changes[told])
    if max(len(old), len(new)) > _LONGEST or not new:
        return "", ""
    field = "" if told == "value" else f", {field_words(event.thing_type, told).lower()}"
    if old:
        return told, f"{field} from {old} to {new}"
    return told, f" to {new}" if told == "value" else f"{field}: {new}"


def kind_words(thing_type: str) -> str:
    """ "plans.milestone" as "Milestone", "accounts.user" as "Person"; a kind that no longer exists keeps its name."""
    model = model_of(thing_type)
    name = str(model._meta.verbose_name) if model else thing_type.split(".")[-1]
    words = WORDS.get(thing_type, name)
    return words[:1].upper() + words[1:]


def value_words(stored: str | None) -> str:
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


def field_words(thing_type: str, name: str) -> str:
    """A field as its form calls it."""
    model = model_of(thing_type)
    try:
        words = str(model._meta.get_field(name).verbose_name) if model else name  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        words = name
    words = words.replace("_", " ").replace("indicator", "measure")
    return words[:1].upper() + words[1:]


def model_of(thing_type: str) -> type[models.Model] | None:
    """The model that an event names; None for what is no row, or is gone."""
    try:
        return apps.get_model(thing_type)
    except (LookupError, ValueError):
        return None
