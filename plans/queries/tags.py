"""Reading tags: the council's groups, and what carries which."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import F, Model, Prefetch, QuerySet

from foundation.statements import written_once
from plans.models import Tag, TagGroup
from plans.shipped_tags import SHIPPED, ShippedGroup


class TagRow(NamedTuple):
    """A tag with the group that it belongs to."""

    pk: int
    name: str
    means: str
    group_id: int
    group: str


def every_tag() -> list[TagRow]:
    """The tags of the council, by group and then in the group's order. One statement."""
    return [TagRow._make(row) for row in _tags()]


@written_once
def _tags() -> QuerySet[Any]:
    return Tag.objects.order_by("group__name", "position", "pk").values_list(
        "pk", "name", "means", "group_id", "group__name"
    )


def tags_by_group(tags: Iterable[TagRow]) -> dict[tuple[int, str], list[TagRow]]:
    """The same under each group's key and name."""
    found: dict[tuple[int, str], list[TagRow]] = defaultdict(list)
    for tag in tags:
        found[tag.group_id, tag.group].append(tag)
    return dict(found)


def tag_choices() -> list[tuple[Any, Any]]:
    """Choices of a filter: any tag, or one, under the names of their groups. One statement."""
    groups = tags_by_group(every_tag())
    return [("", "Any tag"), *((tag.pk, f"{name}: {tag.name}") for (_, name), tags in groups.items() for tag in tags)]


def groups_with_tags() -> QuerySet[TagGroup]:
    """The groups by name, each with ``in_order``: its tags. Two statements."""
    tags = Prefetch("tags", queryset=Tag.objects.order_by("position", "pk"), to_attr="in_order")
    return TagGroup.objects.order_by("name").prefetch_related(tags)


def shipped_left() -> dict[str, ShippedGroup]:
    """The shipped groups that the council has none called like, by their keys. One statement."""
    taken = {name.casefold() for name in TagGroup.objects.values_list("name", flat=True)}
    return {key: group for key, group in SHIPPED.items() if group.name.casefold() not in taken}


def tags_of(thing: Model) -> list[tuple[str, str]]:
    """What an objective or measure carries: each group's name with the names of its tags. One statement."""
    found: list[Tag] = _carried(thing.pk, by=thing._meta.get_field("tags").related_query_name())  # type: ignore[union-attr]
    return under_groups(found)


def tags_of_objectives(objectives: Collection[int]) -> list[tuple[int, Tag]]:
    """The tags of objectives, by their keys, in order: each objective's key with the tag. One statement."""
    found: list[Any] = _carried(*objectives, by="objectives")
    return [(each.carrier, each) for each in found]


@written_once
def _carried(*things: int, by: str) -> QuerySet[Tag]:
    """The tags that things of a kind carry, each with the ``carrier``."""
    return _in_order(Tag.objects.filter(**{f"{by}__one_of": things})).annotate(carrier=F(by))


def under_groups(tags: Iterable[Tag]) -> list[tuple[str, str]]:
    """The same of tags that are read in their order, each with its group."""
    found: dict[str, list[str]] = defaultdict(list)
    for tag in tags:
        found[tag.group.name].append(tag.name)
    return [(group, ", ".join(names)) for group, names in found.items()]


def _in_order(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    return tags.select_related("group").order_by("group__name", "position", "pk")


TAGS = Prefetch("tags", _in_order(Tag.objects.all()))
"""The tags of many objectives or measures, to be read by ``under_groups``."""


def carried_by(model: type[Any], group: int) -> dict[int, set[int]]:
    """The keys of those of a kind of thing that carry each tag of a group, by the tag's key. One statement."""
    through, found = model.tags.through, defaultdict(set)
    rows = through.objects.filter(tag__group=group).values_list("tag_id", f"{model._meta.model_name}_id")
    for tag, thing in rows:
        found[tag].add(thing)
    return found
