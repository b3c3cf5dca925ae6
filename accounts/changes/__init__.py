"""What every change in every app shares: how it refuses, and how it finds that somebody else was quicker."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models
from django.db.models import F

from accounts.audit import differences, field_values

Thing = TypeVar("Thing", bound=models.Model)


class ChangeRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The rules of the council's own data forbid it. The message is for the person: what is wrong, what to do."""


class Conflict(ChangeRefused):
    """Somebody else saved it first. ``stored`` is the row as it is now, so that both texts can be shown."""

    def __init__(self, message: str, *, stored: models.Model) -> None:
        super().__init__(message)
        self.stored = stored


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
