"""Everything that is held about a person, for an answer to a subject access request (UK GDPR, article 15)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import Event, User

# Never part of an answer: what signs the person in. ``data`` holds the keys of the second step, and recovery codes.
SECRET = {"password", "last_login", "session_data", "session_key", "data"}


_APART: dict[type[models.Model], str] = {}


def keep_apart(where: str, *kinds: type[models.Model]) -> None:
    """Called by an app when it starts: what is private also from whoever answers requests. ``where`` says how the
    person takes it out themselves.
    """
    _APART.update(dict.fromkeys(kinds, where))


def held_about(person: User) -> dict[str, Any]:
    """The person's own row, every row of another table that names them (with how), and their trail, as plain values;
    and where the person finds what is private.

    A table that a later version brings need not be listed here: what points to people is read off the models.
    """
    private = [kind._meta.label_lower for kind in _APART]
    about = Q(thing_type=User._meta.label_lower, thing_id=str(person.pk))
    return {
        "person": _plain(person),
        "records": [
            {"kind": str(model._meta.verbose_name), "named as": str(field.verbose_name), "record": _plain(row)}
            for model, field in _pointing_to_people()
            for row in model._default_manager.filter(**{field.name: person}).order_by("pk")
        ],
        "trail": [
            _told(event)
            for event in Event.objects.filter(Q(by=person) | about).exclude(page_type__in=private).order_by("pk")
        ],
        "kept apart": sorted(set(_APART.values())),
    }


def _pointing_to_people() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model is Event or model in _APART:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                yield model, field


def _plain(row: models.Model) -> dict[str, str]:
    """What a row holds, but for files: what stands in one may be about others."""
    values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    told = {name: value for name, value in values.items() if not isinstance(value, (bytes, memoryview))}
    return {name: str(value) for name, value in told.items() if name not in SECRET and value not in (None, "")}


def _told(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "by": event.by_name,
        "action": event.action,
        "on": event.thing_name,
        "changes": event.changes,
        "why": event.why,
    }
