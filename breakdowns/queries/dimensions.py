"""Dimensions and their groups as their pages list them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.actors import Actor
from breakdowns.models import Breakdown, Dimension, Group
from breakdowns.pictures import MapPicture, map_picture
from breakdowns.queries.standing import breakdowns_read
from foundation.dates import day_words
from foundation.downloads.cells import Cell
from indicators.models import Indicator

COLUMNS = ("Broken down by", "What it is for", "Groups", "Measures", "Hidden below", "Has a map")
_OUTLINE = {"key": "plain", "word": "Not rated", "shape": "square", "colour": "plain"}


def dimensions_told(actor: Actor) -> QuerySet[Dimension]:
    """Each with how many groups it has, and how many measures of those that the person may read."""
    mine = Breakdown.objects.visible_to(actor).values("pk")
    return Dimension.objects.annotate(
        group_count=Count("groups", distinct=True),
        measure_count=Count("breakdowns", filter=Q(breakdowns__in=mine), distinct=True),
    )


def dimension_cells(found: Iterable[Any]) -> Iterator[list[Cell]]:
    """Dimensions as cells under ``COLUMNS``."""
    for each in found:
        yield [
            each.name, each.description, each.group_count, each.measure_count, each.threshold, bool(each.map_width),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the list of its dimension; ``when`` says from and until when, "" for all along."""

    group: Group
    place: int
    when: str
    is_over: bool


def group_rows(dimension: Dimension, *, today: date) -> list[GroupLine]:
    """The groups in order. One statement."""
    groups = dimension.groups.select_related("part_of")
    return [
        GroupLine(group, place, _when(group), group.ends_on is not None and group.ends_on < today)
        for place, group in enumerate(groups, 1)
    ]


def _when(group: Group) -> str:
    parts = [
        f"from {day_words(group.starts_on)}" if group.starts_on else "",
        f"until {day_words(group.ends_on)}" if group.ends_on else "",
    ]
    return " ".join(part for part in parts if part)


def measures_by(dimension: Dimension, actor: Actor) -> list[Breakdown]:
    """The measures that are broken down by it and that the person may read, with their services."""
    found = Breakdown.objects.visible_to(actor).select_related("indicator__service", "dimension")
    return list(found.filter(dimension=dimension).order_by("is_ended", "indicator__ref"))


def of_measure(indicator: Indicator) -> Sequence[Breakdown]:
    """What a measure is broken down by."""
    return list(breakdowns_read().filter(indicator=indicator))


def free_dimensions(indicator: Indicator) -> QuerySet[Dimension]:
    """What it is not broken down by yet."""
    return Dimension.objects.exclude(breakdowns__indicator=indicator).order_by("name")


def map_names(dimension: Dimension) -> dict[str, int]:
    """The groups by name and by code in lower case, as a file of borders may call them."""
    found: dict[str, int] = {}
    for pk, name, code in dimension.groups.values_list("pk", "name", "code"):
        found[name.lower()] = pk
        if code:
            found[code.lower()] = pk
    return found


def plain_map(dimension: Dimension) -> MapPicture | None:
    """The outlines without figures; None where there is no map."""
    if not dimension.map_width or not dimension.map_height:
        return None
    areas = [(group.shape, _OUTLINE, group.name, group.name) for group in dimension.groups.all() if group.shape]
    return map_picture(dimension.map_width, dimension.map_height, areas, f"Map of the {dimension.nouns}.")
