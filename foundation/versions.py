"""Saving fields: which of them changed, and whether somebody else was quicker."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

from foundation.refusals import Conflict

Thing = TypeVar("Thing", bound=models.Model)


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """The fields whose values differ, as ``{field: (from, to)}``."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


def field_values(thing: models.Model, names: Iterable[str]) -> dict[str, object]:
    """The named fields as a person would read them: choices by their words, related things by their names."""
    values: dict[str, object] = {}
    for name in names:
        display = getattr(thing, f"get_{name}_display", None)
        values[name] = display() if display else getattr(thing, name)
    return values


def values_of(details: Any) -> dict[str, Any]:
    """The fields of a value object by name, as they are: ``dataclasses.asdict`` would copy the models in it."""
    return {field.name: getattr(details, field.name) for field in fields(details)}


def set_fields(thing: models.Model, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Set the fields on ``thing`` (without saving) and return those that changed as ``{field: (from, to)}``."""
    before = field_values(thing, values)
    for name, value in values.items():
        setattr(thing, name, value)
    return differences(before, field_values(thing, values))


def first_values(thing: models.Model, names: Iterable[str]) -> dict[str, tuple[None, object]]:
    """What a new thing was made with: each named field that holds something, as ``{field: (None, value)}``."""
    values = field_values(thing, names)
    return {name: (None, value) for name, value in values.items() if value not in (None, "")}


def save_version(thing: Thing, *, version: int, fields: Iterable[str]) -> Thing:
    """Write the named fields in one statement, only if the row still has ``version``; the row then has the next one.

    Raises Conflict, with the row as it is now, when somebody else saved in between.
    """
    values = {name: getattr(thing, name) for name in fields}
    model = type(thing)
    if not model._base_manager.filter(pk=thing.pk, version=version).update(**values, version=F("version") + 1):
        stored = model._base_manager.get(pk=thing.pk)
        raise Conflict("Somebody else saved this while you had it open. Nothing was overwritten.", stored=stored)
    thing.version = version + 1  # type: ignore[attr-defined]
    return thing
