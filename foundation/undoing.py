"""Taking back many rows that one act wrote: what has come to rest on them since, and their removal.

An act keeps the keys of what it wrote (``Written``). What points at them and was not written with them was built on
them; the models themselves say what can point where, so a new kind of thing is heeded without being named here.
"""

from collections.abc import Collection, Iterator, Mapping

from django.apps import apps
from django.db import models

Written = Mapping[str, Collection[int]]
"""Keys by the model's label, each kind before those that point at it."""


def built_upon(written: Written, *, parts: Collection[str] = (), along: Written | None = None) -> list[tuple[str, int]]:
    """Kinds of thing (labels) that point at what was written and were not written with it, and how many there are.
    ``parts`` are kinds that go with what they belong to; ``along`` are the keys of what the act itself left
    there (None: what it wrote). A statement for each way of pointing.
    """
    found: dict[str, int] = {}
    for label, keys in written.items():
        for relation in _relations(label):
            kind = relation.related_model._meta.label_lower
            if kind in parts or not keys:
                continue
            others = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            others = others.exclude(pk__in=(written if along is None else along).get(kind, ()))
            if count := others.count():
                found[kind] = found.get(kind, 0) + count
    return list(found.items())


def remove(written: Written) -> None:
    """Delete what was written, what points at others first."""
    for label, keys in reversed(list(written.items())):
        apps.get_model(label)._base_manager.filter(pk__in=keys).delete()


def _relations(label: str) -> Iterator[models.ForeignObjectRel]:
    for relation in apps.get_model(label)._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation
