"""Dimensions and their groups: made, ordered, renamed, ended, and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from breakdowns.models import Dimension, Group, GroupFigure, GroupTarget
from breakdowns.models.dimension import THRESHOLD_TOLD
from breakdowns.rules.shapes import Map
from breakdowns.rules.suppression import LEAST, MOST
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from foundation.words import counted, listed

MOST_GROUPS = 300
"""As many as a map draws; a page of more would be read by nobody."""

FIXED = (
    "Figures were entered, and what was shown of them hangs on what lies within what. End the group on a day and add "
    "it again where it lies now, or make another dimension."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionDetails:
    """What a dimension is. ``threshold``: figures of fewer people or cases are hidden, 0 for none."""

    name: str
    noun: str
    nouns: str
    description: str = ""
    threshold: int
    within: Dimension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetails:
    """What a group is. ``position``: its place in the order, from 1."""

    name: str
    code: str = ""
    position: int
    part_of: Group | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def check_threshold(threshold: int | None) -> None:
    """Raises ChangeRefused for a threshold that the rules of suppression cannot keep."""
    if threshold and not LEAST <= threshold <= MOST:
        raise ChangeRefused(THRESHOLD_TOLD)


@transaction.atomic
def make_dimension(*, by: Actor, at: datetime, details: DimensionDetails) -> Dimension:
    """A new dimension, without groups yet. Raises ChangeRefused."""
    _check(details)
    dimension = Dimension.objects.create(**values_of(details))
    changes = first_values(dimension, values_of(details))
    audit.record(by=by, at=at, action="made", thing=dimension, changes=changes)
    return dimension


@transaction.atomic
def edit_dimension(
    *, by: Actor, at: datetime, dimension: Dimension, version: int, details: DimensionDetails
) -> Dimension:
    """Change a dimension. Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``."""
    stored = Dimension.objects.get(pk=dimension.pk)
    _check(details, own=stored)
    if stored.within_id != (details.within and details.within.pk):
        if GroupFigure.objects.filter(group__dimension=stored).exists():
            raise ChangeRefused(FIXED)
        stored.groups.update(part_of=None)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    return stored


@transaction.atomic
def add_groups(*, by: Actor, at: datetime, dimension: Dimension, lines: Sequence[tuple[str, str]]) -> list[Group]:
    """New groups after those that are there, each as name and code ("" for none). Raises ChangeRefused, with nothing
    added, when one is there already or there would be too many.
    """
    stored = Dimension.objects.select_for_update().get(pk=dimension.pk)
    _check_lines(stored, lines)
    last = stored.groups.aggregate(last=Max("position"))["last"] or 0
    groups = Group.objects.bulk_create(
        Group(dimension=stored, name=name, code=code, position=last + number)
        for number, (name, code) in enumerate(lines, 1)
    )
    entries = [
        audit.Entry(action="added", thing=group, page=stored, changes=first_values(group, ["name", "code"]))
        for group in groups
    ]
    audit.record_many(by=by, at=at, entries=entries)
    return groups


@transaction.atomic
def edit_group(*, by: Actor, at: datetime, group: Group, version: int, details: GroupDetails) -> Group:
    """Change a group, or move it in the order. ``version`` is that of its dimension. Raises ChangeRefused; Conflict."""
    stored = Group.objects.select_related("dimension__within").get(pk=group.pk)
    _check_group(stored, details)
    values = values_of(details)
    del values["position"]
    if changed := set_fields(stored, values):
        stored.save(update_fields=list(values))
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.dimension, changes=changed)
    order = [pk for pk in stored.dimension.groups.values_list("pk", flat=True) if pk != stored.pk]
    order.insert(max(details.position - 1, 0), stored.pk)
    moved = _put_in_order(stored.dimension, order)
    if moved:
        words = {"place in the order": (group.position, order.index(stored.pk) + 1)}
        audit.record(by=by, at=at, action="moved", thing=stored, page=stored.dimension, changes=words)
    if changed or moved:
        save_version(stored.dimension, version=version, fields=[])
    return stored


@transaction.atomic
def remove_group(*, by: Actor, at: datetime, group: Group) -> None:
    """Take away a group that was made by mistake. Raises ChangeRefused where anything was entered for it."""
    used = GroupFigure.objects.filter(group=group).exists() or GroupTarget.objects.filter(group=group).exists()
    if used or group.parts.exists():
        raise ChangeRefused(f"Something was entered for {group}. End it on a day instead: its past stays.")
    audit.record(
        by=by, at=at, action="removed", thing=group, page=group.dimension, changes={"name": (group.name, None)}
    )
    group.delete()


@transaction.atomic
def draw_map(*, by: Actor, at: datetime, dimension: Dimension, drawn: Map, filename: str, source: str) -> Dimension:
    """Draw the groups by these shapes, in the place of any before. Groups that the map lacks are not drawn."""
    stored = Dimension.objects.select_for_update().get(pk=dimension.pk)
    groups = list(stored.groups.all())
    for group in groups:
        group.shape = [list(map(list, ring)) for ring in drawn.areas[group.pk]] if group.pk in drawn.areas else None
    Group.objects.bulk_update(groups, ["shape"])
    before = stored.map_source
    stored.map_width, stored.map_height, stored.map_source = drawn.width, drawn.height, source
    stored.map_at, stored.map_by = at, by.user
    stored.save(update_fields=["map_width", "map_height", "map_source", "map_at", "map_by"])
    words = f"{counted(len(drawn.areas), 'area')} from {filename}"
    changes = {"map": (None, words), "where the borders come from": (before or None, source or None)}
    audit.record(by=by, at=at, action="drew", thing=stored, changes=changes)
    return stored


@transaction.atomic
def remove_map(*, by: Actor, at: datetime, dimension: Dimension) -> None:
    """Take the map away; its table stays."""
    stored = Dimension.objects.select_for_update().get(pk=dimension.pk)
    stored.groups.update(shape=None)
    stored.map_width = stored.map_height = stored.map_at = stored.map_by = None
    stored.save(update_fields=["map_width", "map_height", "map_at", "map_by"])
    audit.record(by=by, at=at, action="took down the map of", thing=stored, changes={"map": ("there", None)})


def _put_in_order(dimension: Dimension, order: Sequence[int]) -> bool:
    groups = {group.pk: group for group in dimension.groups.all()}
    moved = []
    for place, pk in enumerate(order, 1):
        if groups[pk].position != place:
            groups[pk].position = place
            moved.append(groups[pk])
    Group.objects.bulk_update(moved, ["position"])
    return bool(moved)


def _check(details: DimensionDetails, own: Dimension | None = None) -> None:
    check_threshold(details.threshold)
    if Dimension.objects.filter(name=details.name).exclude(pk=own and own.pk).exists():
        raise ChangeRefused(
            f"There is a dimension called {details.name} already. Choose another name, or use that one."
        )
    above, larger = details.within and details.within.pk, dict(Dimension.objects.values_list("pk", "within"))
    while above is not None:
        if own and above == own.pk:
            raise ChangeRefused(f"{details.name} would lie within itself. Choose another larger dimension, or none.")
        above = larger[above]


def _check_lines(dimension: Dimension, lines: Sequence[tuple[str, str]]) -> None:
    names, codes = [name.lower() for name, _ in lines], [code.lower() for _, code in lines if code]
    there = list(dimension.groups.values_list("name", "code"))
    taken = {name.lower() for name, _ in there} | {code.lower() for _, code in there if code}
    twice = sorted({each for each in (*names, *codes) if each in taken or names.count(each) + codes.count(each) > 1})
    if twice:
        raise ChangeRefused(
            f"Named twice, or there already: {listed(twice, 5)}. Nothing was added: take these lines away first."
        )
    if len(there) + len(lines) > MOST_GROUPS:
        raise ChangeRefused(
            f"{dimension} would have {len(there) + len(lines)} groups; at most {MOST_GROUPS} can be told."
        )


def _check_group(group: Group, details: GroupDetails) -> None:
    others = group.dimension.groups.exclude(pk=group.pk)
    if others.filter(name=details.name).exists():
        raise ChangeRefused(f"{group.dimension} has a {group.dimension.noun} called {details.name} already.")
    if details.code and others.filter(code=details.code).exists():
        raise ChangeRefused(f"{group.dimension} has a {group.dimension.noun} with the code {details.code} already.")
    is_moved = (details.part_of and details.part_of.pk) != group.part_of_id
    if is_moved and GroupFigure.objects.filter(group=group).exists():
        raise ChangeRefused(FIXED)
    if details.part_of and details.part_of.dimension_id != group.dimension.within_id:
        raise ChangeRefused("Choose a group of the larger dimension that this one lies within.")
