"""Our own council, and the groups that it is compared in."""

from typing import NamedTuple

from django.db.models import Count, Q

from benchmarks.models import FOLLOWING, Council, Group, GroupKind

EVERY = GroupKind.ALL.value


class Lens(NamedTuple):
    """Through whom councils are looked at. ``key`` stands in addresses; ``groups`` are keys with how many councils each
    has, and ``holds_for`` the measures that each holds for ("": all): of several the one that holds for a measure
    counts. ``has_own``: ours is one of them.
    """

    key: str
    label: str
    groups: dict[int, int]
    holds_for: dict[int, str]
    has_own: bool = True

    def group_for(self, grouping: str) -> int | None:
        """The group (key) that holds for a measure, by the grouping that it names."""
        return next((pk for pk in sorted(self.groups) if self.holds_for[pk] in ("", grouping)), None)

    @property
    def is_every(self) -> bool:
        return self.key == EVERY


def own_council() -> Council | None:
    """Our own; None until somebody said which it is. One statement."""
    return Council.objects.filter(is_own=True).first()


def lenses(own: Council | None) -> list[Lens]:
    """All groups that may be chosen: every council, then our own type, region, family and neighbours, then the others.
    One statement.
    """
    found: dict[str, Lens] = {}
    order = [each.value for each in GroupKind]
    ours = Count("memberships", filter=Q(memberships__council=own.pk if own else None))
    groups = Group.objects.annotate(size=Count("memberships"), ours=ours).order_by("name", "grouping")
    for group in sorted(groups, key=lambda each: (not each.ours, order.index(each.kind))):
        key, label = _named(group, own, is_ours=bool(group.ours))
        lens = found.setdefault(key, Lens(key, label, {}, {}, bool(group.ours)))
        lens.groups[group.pk], lens.holds_for[group.pk] = group.size, group.grouping
    return list(found.values())


def lens_of(found: list[Lens], asked: str) -> Lens:
    """The one that is asked for, else every council."""
    return next((each for each in found if each.key == asked), None) or (
        found[0] if found else Lens(EVERY, GroupKind.ALL.label, {}, {}, has_own=False)
    )


def _named(group: Group, own: Council | None, *, is_ours: bool) -> tuple[str, str]:
    """How a group is chosen: our own family group is one choice, whichever grouping holds for a measure."""
    if group.kind == GroupKind.FAMILY:
        return ("family", "Our family group") if is_ours else (str(group.pk), _with_grouping(group))
    if group.kind == GroupKind.NEIGHBOURS and own and group.of_id == own.pk:
        return str(group.pk), f"{group.name} (our neighbours)"
    if group.kind in FOLLOWING and (is_ours or group.kind == GroupKind.ALL):
        return str(group.kind), group.name
    return str(group.pk), group.name


def _with_grouping(group: Group) -> str:
    return f"{group.name}: {group.grouping}" if group.grouping else group.name
