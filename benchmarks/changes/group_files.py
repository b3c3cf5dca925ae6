"""Groups of councils as a file has them: each that it names consists of the councils that it names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.actors import Actor
from benchmarks.changes.councils import CouncilDetails, GroupDetails, create_council, create_group, edit_group
from benchmarks.models import Council, Group, GroupKind
from foundation.refusals import ChangeRefused

MOVED = "Somebody changed these groups while the file was being read. Nothing was written: look at the preview again."


class GroupRead(NamedTuple):
    """A family group that is to have these councils, by name; ``stored`` and ``version`` are those of the one that is
    there (None and 0: it is new).
    """

    name: str
    grouping: str
    councils: tuple[str, ...]
    stored: int | None
    version: int


@dataclass(frozen=True, slots=True)
class GroupsRead:
    """Groups to be made or changed, and the councils that are made with them."""

    groups: Sequence[GroupRead]
    new_councils: Sequence[str]


def groups_writer(*, by: Actor, at: datetime, read: GroupsRead) -> Callable[[], None]:
    """The call that writes and records all of it within a transaction. It raises ChangeRefused where somebody was
    quicker.
    """

    def write() -> None:
        for name in read.new_councils:
            create_council(by=by, at=at, details=CouncilDetails(name=name))
        known = {each.name: each for each in Council.objects.all()}
        for each in read.groups:
            if missing := [name for name in each.councils if name not in known]:
                raise ChangeRefused(f"{MOVED} {missing[0]} is no council here any more.")
            _write(each, [known[name] for name in each.councils], by=by, at=at)

    return write


def _write(read: GroupRead, members: Sequence[Council], *, by: Actor, at: datetime) -> None:
    details = GroupDetails(kind=GroupKind.FAMILY.value, name=read.name, grouping=read.grouping)
    if read.stored is None:
        create_group(by=by, at=at, details=details, members=members)
        return
    stored = Group.objects.filter(pk=read.stored, version=read.version).first()
    if stored is None:
        raise ChangeRefused(MOVED)
    edit_group(by=by, at=at, group=stored, version=read.version, details=details, members=members)
