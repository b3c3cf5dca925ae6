"""Taking back many rows that one act wrote: what has come to rest on them since, and their removal.

An act keeps the keys of what it wrote (``Written``). What points at them and was not written with them was built on
them; the models themselves say what can point where, so a new kind of thing is heeded without being named here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models

Written = Mapping[str, Collection[int]]
"""Keys by the model's label, each kind before those that point at it."""
_CHUNK = 500  # keys in one statement


@dataclass(slots=True)
class Done:
    """All that an act did: what it ``made``; the fields that it ``changed``, by label and key as (before, after); and
    the rows that are ``gone`` by it, whole. Values are as JSON holds them.
    """

    made: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, dict[int, dict[str, list[Any]]]] = field(default_factory=dict)
    gone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def make(self, things: Sequence[models.Model]) -> None:
        """These rows are made, all of one model."""
        if things:
            self.make_keys(type(things[0]), [each.pk for each in things])

    def make_keys(self, model: type[models.Model], keys: Sequence[int]) -> None:
        """The rows of a model with these keys are made."""
        if keys:
            self.made.setdefault(model._meta.label_lower, []).extend(keys)

    def change(self, thing: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """These fields of a stored row are changed."""
        rows = self.changed.setdefault(thing._meta.label_lower, {})
        earlier = rows.get(thing.pk, {})  # of a field that is changed twice, the value before both
        fields = {name: [_kept(thing, name, before[name]), _kept(thing, name, after[name])] for name in after}
        rows[thing.pk] = earlier | {
            name: [earlier[name][0], values[1]] if name in earlier else values for name, values in fields.items()
        }

    def change_all(self, things: Sequence[models.Model], fields: Sequence[str]) -> None:
        """These fields of stored rows, all of one model, are about to be written. A statement for 500 rows."""
        by_key = {each.pk: each for each in things}
        for keys in batched(by_key):
            stored = type(things[0])._base_manager.in_bulk(keys)
            for key in keys:
                before, after = ({name: held(each, name) for name in fields} for each in (stored[key], by_key[key]))
                changed = [name for name in fields if before[name] != after[name]]
                if changed:
                    self.change(by_key[key], before, {name: after[name] for name in changed})

    def lose(self, thing: models.Model) -> None:
        """This row is deleted."""
        names = [each.attname for each in thing._meta.concrete_fields]
        row = {name: _kept(thing, name, getattr(thing, name)) for name in names}
        self.gone.setdefault(thing._meta.label_lower, []).append(row)

    def stored(self) -> dict[str, Any]:
        """As it is kept beside what was done. Kinds in pairs with their keys, for JSON keeps no order of its names."""
        changed = {label: {str(key): each for key, each in rows.items()} for label, rows in self.changed.items()}
        return {"made": [list(each) for each in self.made.items()], "changed": changed, "gone": self.gone}

    @classmethod
    def kept(cls, stored: Mapping[str, Any]) -> "Done":
        """What ``stored`` gave."""
        changed = {label: {int(key): each for key, each in rows.items()} for label, rows in stored["changed"].items()}
        return cls(dict(stored["made"]), changed, stored["gone"])


def moved_since(done: Done) -> Iterator[tuple[models.Model, Sequence[str]]]:
    """Rows that an act changed and that somebody has changed since, with the fields. The rows are locked."""
    for label, rows in done.changed.items():
        model = apps.get_model(label)
        for keys in batched(sorted(rows)):
            found = model._base_manager.select_for_update().in_bulk(keys)
            for key in keys:
                thing = found.get(key) or model(pk=key)
                values = rows[key].items()
                names = [name for name, (_, after) in values if _kept(thing, name, held(thing, name)) != after]
                if names:
                    yield thing, names


def edited_since(done: Done) -> Iterator[models.Model]:
    """Rows that an act made and that somebody has changed since: those of models with a version tell it, and of those
    that say what a row holds until somebody goes on with it (``untouched``: by field).
    """
    for label, made in done.made.items():
        model = apps.get_model(label)
        untouched = getattr(model, "untouched", {"version": 1} if _next_version(model) else None)
        for keys in batched(made) if untouched else ():
            yield from model._base_manager.filter(pk__in=keys).exclude(**untouched)


def step_aside(model: type[models.Model], keys: Iterable[int]) -> None:
    """Have rows of which no two may hold the same make room for each other while they change places: those of a model
    that says how (``aside``: what each holds meanwhile, by field).
    """
    if aside := getattr(model, "aside", None):
        for part in batched(keys):
            model._base_manager.filter(pk__in=part).update(**aside)


def put_back(done: Done) -> None:
    """Undo all of it: fields as they were, rows that are gone there again, and what was made removed. A row that has a
    version has the next one.
    """
    _restore(done, pointing=True)  # first, because what is pointed at is not removed
    remove(done.made)
    for label, rows in done.changed.items():
        step_aside(apps.get_model(label), rows)
    _restore(done, pointing=False)  # and the rest last, because what was made may stand where this did
    for label, lost in done.gone.items():
        model = apps.get_model(label)
        things = [model(**{name: valued(model, name, each) for name, each in row.items()}) for row in lost]
        model._base_manager.bulk_create(things, batch_size=_CHUNK)


def _restore(done: Done, *, pointing: bool) -> None:
    """Fields that point at other rows, or all others, as they were."""
    for label, rows in done.changed.items():
        model = apps.get_model(label)
        points = {each.name for each in model._meta.concrete_fields if each.is_relation}
        for key, fields in rows.items():
            names = [name for name in fields if (name in points) is pointing]
            values = {model._meta.get_field(name).attname: valued(model, name, fields[name][0]) for name in names}
            if values and not pointing:
                values |= _next_version(model)
            if values:
                model._base_manager.filter(pk=key).update(**values)


def _next_version(model: type[models.Model]) -> dict[str, Any]:
    has_one = any(each.name == "version" for each in model._meta.concrete_fields)
    return {"version": models.F("version") + 1} if has_one else {}


def _kept(thing: models.Model, name: str, value: Any) -> Any:
    """A value of a field as JSON holds it."""
    value = _field(type(thing), name).get_prep_value(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # however many decimals the database gives it
    return value if value is None or isinstance(value, bool | int | str | dict | list) else str(value)


def held(thing: models.Model, name: str) -> Any:
    """What a row holds in a field: of one that refers, the key."""
    return getattr(thing, thing._meta.get_field(name).attname)


def valued(model: type[models.Model], name: str, kept: Any) -> Any:
    """A value of a field as it is kept in ``Done``, as the field has it."""
    return _field(model, name).to_python(kept)


def _field(model: type[models.Model], name: str) -> Any:
    """The field of that name or column; of one that refers, the key that it holds."""
    found = next(each for each in model._meta.concrete_fields if name in (each.name, each.attname))
    return found.target_field if found.is_relation else found


def built_upon(written: Written, *, parts: Collection[str] = (), along: Written | None = None) -> list[tuple[str, int]]:
    """Kinds of thing (labels) that point at what was written and were not written with it, and how many there are.
    ``parts`` are kinds that go with what they belong to; ``along`` are the keys of what the act itself left
    there (None: what it wrote). A statement for each way of pointing and 500 keys.
    """
    found: dict[str, int] = {}
    for label, keys in written.items():
        for relation in _relations(label):
            kind = relation.related_model._meta.label_lower
            if kind in parts or not keys or getattr(relation.related_model, "worked_out", False):
                continue  # what is worked out from other rows goes with them
            others = relation.related_model._base_manager.values_list("pk", flat=True)
            pointing = {
                pk for part in batched(keys) for pk in others.filter(**{f"{relation.field.name}__in": part}).order_by()
            }
            if pointing := pointing.difference((written if along is None else along).get(kind, ())):
                found[kind] = found.get(kind, 0) + len(pointing)
    return list(found.items())


def remove(written: Written) -> None:
    """Delete what was written, what points at others first. Nothing else may point at it (``built_upon``)."""
    for label, keys in reversed(list(written.items())):
        model = apps.get_model(label)
        loose = {each.name: None for each in model._meta.concrete_fields if each.related_model is model and each.null}
        for part in batched(keys) if loose else ():  # two that point at each other would keep each other
            model._base_manager.filter(pk__in=part).update(**loose)
        for part in batched(keys):
            model._base_manager.filter(pk__in=part).delete()


def batched(keys: Iterable[int]) -> Iterator[list[int]]:
    """Keys in parts that one statement takes."""
    rest = iter(keys)
    while part := list(islice(rest, _CHUNK)):
        yield part


def _relations(label: str) -> Iterator[models.ForeignObjectRel]:
    for relation in apps.get_model(label)._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation
