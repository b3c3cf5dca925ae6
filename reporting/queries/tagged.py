"""What carries the tags of a group: objectives, and measures."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import QuerySet

from foundation.statements import written_once
from indicators.models import Indicator
from plans.models import Tag


class BalancedTag(NamedTuple):
    """A tag of which every priority should have a measure, and the keys of the measures that carry it."""

    group: str
    name: str
    measures: frozenset[int]


def balanced_tags() -> list[BalancedTag]:
    """Those of groups that something carries, by group and then in the group's order. One statement."""
    carried: dict[tuple[str, str], set[int]] = defaultdict(set)
    for group, name, measure in _balanced():
        carried[group, name] |= {measure} if measure else set()
    in_use = {group for (group, _), measures in carried.items() if measures}
    return [BalancedTag(*words, frozenset(found)) for words, found in carried.items() if words[0] in in_use]


@written_once
def _balanced() -> QuerySet[Any]:
    tags = Tag.objects.filter(group__is_balanced=True).order_by("group__name", "position", "pk")
    return tags.values_list("group__name", "name", "indicators__pk")


def measures_with_tag(tag: int) -> set[int]:
    """The keys of the measures that carry a tag. One statement."""
    return set(Indicator.tags.through.objects.filter(tag=tag).values_list("indicator_id", flat=True))
