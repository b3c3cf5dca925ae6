"""Changing tags: the council's groups of them, and what carries which (A13, A19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.models import Tag, TagGroup
from plans.queries.tags import tags_of
from plans.shipped_tags import SHIPPED

NO_TAGS = "Enter at least one tag."


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetails:
    """What a group says of itself."""

    name: str
    means: str = ""
    is_balanced: bool = False


class TagWords(NamedTuple):
    """A tag as it is to be: ``pk`` None for a new one."""

    pk: int | None
    name: str
    means: str = ""


@transaction.atomic
def create_group(*, by: Actor, at: datetime, details: GroupDetails, tags: Sequence[TagWords]) -> TagGroup:
    """A new group with its tags in order. Raises ChangeRefused for a name in use, no tag, and one named twice."""
    _check(details, tags)
    group = TagGroup.objects.create(**values_of(details))
    Tag.objects.bulk_create(
        Tag(group=group, name=tag.name, means=tag.means, position=place) for place, tag in enumerate(tags)
    )
    changes = {**first_values(group, values_of(details)), "tags": (None, _names(tags))}
    audit.record(by=by, at=at, action="created", thing=group, changes=changes)
    return group


@transaction.atomic
def edit_group(
    *, by: Actor, at: datetime, group: TagGroup, version: int, details: GroupDetails, tags: Sequence[TagWords]
) -> TagGroup:
    """Rename a group or its tags, add tags, and remove those that nothing carries: a stored tag that ``tags`` leaves
    out. Raises ChangeRefused as ``create_group`` does and for a tag that is carried; Conflict.
    """
    _check(details, tags, besides=group.pk)
    stored = TagGroup.objects.get(pk=group.pk)
    before = {tag.pk: tag for tag in stored.tags.order_by("position", "pk")}
    was = [TagWords(tag.pk, tag.name, tag.means) for tag in before.values()]
    changes = set_fields(stored, values_of(details))
    if was != list(tags):
        changes["tags"] = (_names(was), _names(tags))
    if changes:
        save_version(stored, version=version, fields=values_of(details))
        _write(stored, before, tags)
        audit.record(by=by, at=at, action="changed", thing=stored, changes=changes)
    return stored


@transaction.atomic
def adopt_shipped(*, by: Actor, at: datetime, keys: Iterable[str]) -> list[TagGroup]:
    """The council's own copy of shipped groups, by their keys. Raises ChangeRefused where one is called alike."""
    made = []
    for shipped in (SHIPPED[key] for key in keys):
        details = GroupDetails(name=shipped.name, means=shipped.means, is_balanced=shipped.is_balanced)
        words = [TagWords(None, *tag) for tag in shipped.tags]
        made.append(create_group(by=by, at=at, details=details, tags=words))
    return made


@transaction.atomic
def set_tags(*, by: Actor, at: datetime, thing: Any, tags: Iterable[Tag], version: int) -> int:
    """Have an objective or a measure carry exactly these, if it still has ``version``. Gives the version that it has
    then: the same where nothing changes. Raises Conflict with the stored row when somebody saved it in between.
    """
    before = tags_of(thing)
    wanted = {tag.pk for tag in tags}
    if wanted == set(thing.tags.values_list("pk", flat=True)):
        return version
    stored = save_version(type(thing)._base_manager.get(pk=thing.pk), version=version, fields=[])
    stored.tags.set(wanted)
    changes = _turned(dict(before), dict(tags_of(stored)))
    audit.record(by=by, at=at, action="tagged", thing=stored, changes=changes)
    return stored.version


@transaction.atomic
def tag_many(*, by: Actor, at: datetime, things: Sequence[Any], tag: Tag, carry: bool) -> int:
    """Have things of one kind carry a tag, or carry it no longer. Gives how many of them changed."""
    if not things:
        return 0
    model, keys = type(things[0]), {thing.pk for thing in things}
    through, name = model.tags.through, f"{type(things[0])._meta.model_name}_id"
    held = set(through.objects.filter(tag=tag, **{f"{name}__in": keys}).values_list(name, flat=True))
    turned = keys - held if carry else held
    if carry:
        through.objects.bulk_create(through(tag=tag, **{name: pk}) for pk in turned)
    else:
        through.objects.filter(tag=tag, **{f"{name}__in": turned}).delete()
    model._base_manager.filter(pk__in=turned).update(version=F("version") + 1)
    change = {tag.group.name: (None, tag.name) if carry else (tag.name, None)}
    entries = [audit.Entry(action="tagged", thing=each, changes=change) for each in things if each.pk in turned]
    if entries:
        audit.record_many(by=by, at=at, entries=entries)
    return len(entries)


def _check(details: GroupDetails, tags: Sequence[TagWords], besides: int | None = None) -> None:
    if TagGroup.objects.filter(name__iexact=details.name).exclude(pk=besides).exists():
        raise ChangeRefused(f"There is a group called {details.name} already. Choose another name, or change that one.")
    if not tags:
        raise ChangeRefused(NO_TAGS)
    seen: set[str] = set()
    for tag in tags:
        if tag.name.casefold() in seen:
            raise ChangeRefused(f"The tag {tag.name} stands there twice. Name each once.")
        seen.add(tag.name.casefold())


def _write(group: TagGroup, before: Mapping[int, Tag], tags: Sequence[TagWords]) -> None:
    kept = {tag.pk for tag in tags if tag.pk}
    for pk, tag in before.items():
        if pk not in kept:
            _refuse_carried(tag)
            tag.delete()
    # Out of the way first, so that two tags may swap their names.
    for pk in kept & before.keys():
        Tag.objects.filter(pk=pk).update(name=f"#{pk}")
    for place, words in enumerate(tags):
        values = {"name": words.name, "means": words.means, "position": place}
        if words.pk in before:
            Tag.objects.filter(pk=words.pk).update(**values)
        else:
            Tag.objects.create(group=group, **values)


def _refuse_carried(tag: Tag) -> None:
    """What carries a tag may be known to other apps alone: each has its way back from the tag."""
    ways = [each.get_accessor_name() for each in Tag._meta.related_objects if each.many_to_many]
    if any(getattr(tag, way).exists() for way in ways if way):
        raise ChangeRefused(
            f"Objectives or measures carry the tag {tag.name}, so it cannot be removed. Take it off them, or rename it."
        )


def _names(tags: Sequence[TagWords]) -> str:
    return ", ".join(tag.name for tag in tags)


def _turned(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[object, object]]:
    names = sorted({*before, *after})
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
