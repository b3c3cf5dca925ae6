"""Councils, and the groups that they are compared in. What is kept of a group follows its members."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from benchmarks.changes.kept import keep_groups
from benchmarks.models import FOLLOWING, Council, CouncilType, Group, GroupKind, Membership
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, values_of

EVERY = "All councils"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilDetails:
    """What is told of a council."""

    name: str
    code: str = ""
    type: str = CouncilType.OTHER.value
    region: str = ""
    country: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetails:
    """A group that somebody makes. ``of`` is whose neighbours it holds, None for other kinds."""

    kind: str
    name: str
    grouping: str = ""
    of: Council | None = None


@transaction.atomic
def create_council(*, by: Actor, at: datetime, details: CouncilDetails) -> Council:
    """A council to be compared with. It comes into the groups that follow from what is said of it. Raises
    ChangeRefused.
    """
    _check_council(details)
    _give_up_own(details)
    council = Council.objects.create(**values_of(details))
    audit.record(by=by, at=at, action="made", thing=council, changes=first_values(council, values_of(details)))
    follow([council])
    return council


@transaction.atomic
def edit_council(*, by: Actor, at: datetime, council: Council, version: int, details: CouncilDetails) -> Council:
    """Change what is told of a council. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    stored = Council.objects.get(pk=council.pk)
    _check_council(details, own=stored.pk)
    _give_up_own(details, own=stored.pk)
    if audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version):
        follow([stored])
    return stored


@transaction.atomic
def create_group(*, by: Actor, at: datetime, details: GroupDetails, members: Collection[Council]) -> Group:
    """A group with its members. Raises ChangeRefused."""
    _check_group(details)
    group = Group.objects.create(**values_of(details))
    changes = first_values(group, values_of(details))
    _set_members(group, members)
    audit.record(by=by, at=at, action="made", thing=group, changes=changes | {"members": (None, _names(group))})
    return group


@transaction.atomic
def edit_group(
    *, by: Actor, at: datetime, group: Group, version: int, details: GroupDetails, members: Collection[Council]
) -> Group:
    """Change a group and its members. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    stored = Group.objects.get(pk=group.pk)
    if stored.kind in FOLLOWING:
        raise ChangeRefused("Who is in this group follows from each council. Change the councils instead.")
    _check_group(details, own=stored.pk)
    values, before = values_of(details), _names(stored)
    save_version(stored, version=version, fields=[])
    audit.save(by=by, at=at, thing=stored, values=values)
    _set_members(stored, members)
    if before != (after := _names(stored)):
        audit.record(by=by, at=at, action="changed", thing=stored, changes={"members": (before, after)})
    return stored


def follow(councils: Iterable[Council]) -> None:
    """Put councils into the groups that follow from what is stored of them, making those, and out of others."""
    moved: set[int] = set()
    for council in councils:
        wanted = {_following(kind, name) for kind, name in belongs(council)}
        held = Membership.objects.filter(council=council, group__kind__in=FOLLOWING)
        gone = list(held.exclude(group__in=wanted).values_list("group", flat=True))
        held.filter(group__in=gone).delete()
        new = wanted - set(held.values_list("group", flat=True))
        Membership.objects.bulk_create(Membership(group_id=pk, council=council) for pk in new)
        moved |= {*gone, *new}
    keep_groups(moved)


def belongs(council: Council) -> list[tuple[str, str]]:
    """The groups that a council is in by what is stored of it, each by its kind and its name."""
    found = [(GroupKind.ALL.value, EVERY)]
    if council.type != CouncilType.OTHER:
        found.append((GroupKind.TYPE.value, CouncilType(council.type).label))
    if council.region:
        found.append((GroupKind.REGION.value, council.region))
    return found


def _following(kind: str, name: str) -> int:
    return Group.objects.get_or_create(kind=kind, name=name, grouping="")[0].pk


def _set_members(group: Group, members: Collection[Council]) -> None:
    """Neighbours of a council are compared with it, so it is one of them."""
    wanted = {each.pk for each in members} | ({group.of_id} if group.of_id else set())
    held = set(group.memberships.values_list("council", flat=True))
    group.memberships.filter(council__in=held - wanted).delete()
    Membership.objects.bulk_create(Membership(group=group, council_id=pk) for pk in sorted(wanted - held))
    if wanted != held:
        keep_groups([group.pk])


def _names(group: Group) -> str:
    return ", ".join(group.members.order_by("name").values_list("name", flat=True))


def _check_council(details: CouncilDetails, own: int | None = None) -> None:
    others = Council.objects.exclude(pk=own)
    if others.filter(name__iexact=details.name).exists():
        raise ChangeRefused(f"{details.name} is there already. Change that council instead.")
    if details.code and (other := others.filter(code=details.code).first()):
        raise ChangeRefused(f"{details.code} is the code of {other}. Enter another code.")


def _give_up_own(details: CouncilDetails, own: int | None = None) -> None:
    """Of all councils one is ours: who becomes it takes the place of the one before."""
    if details.is_own:
        Council.objects.filter(is_own=True).exclude(pk=own).update(is_own=False)


def _check_group(details: GroupDetails, own: int | None = None) -> None:
    if details.kind in FOLLOWING:
        raise ChangeRefused("Groups of all councils, of a type and of a region make themselves. Choose another kind.")
    if (details.kind == GroupKind.NEIGHBOURS) != (details.of is not None):
        raise ChangeRefused("Say whose neighbours they are, for a group of nearest neighbours and for no other.")
    named = Group.objects.exclude(pk=own).filter(
        kind=details.kind, name__iexact=details.name, grouping=details.grouping
    )
    if named.exists():
        raise ChangeRefused(f"There is a group called {details.name} already. Enter another name, or change that one.")
