"""A group of tags across all plans: how much there is of each tag under each priority, and what carries them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from foundation.downloads import Cell
from foundation.words import counted
from indicators.models import Indicator
from plans.models import Objective, TagGroup
from plans.queries.tags import carried_by
from reporting.dashboards.gaps import live_priorities, measures_beneath
from reporting.dashboards.thread import ThreadRead

NO_PRIORITY = "Under no priority"
UNTAGGED = "none"
"""In addresses: what carries no tag of the group."""


class BalanceTag(NamedTuple):
    """A tag of the group, or what carries none of them: its keys of objectives and measures."""

    key: str
    name: str
    objectives: AbstractSet[int]
    measures: AbstractSet[int]


class Scope(NamedTuple):
    """A column: a priority with all beneath it, or what lies under none."""

    ref: str
    title: str
    objectives: AbstractSet[int]
    measures: AbstractSet[int]


class BalanceCell(NamedTuple):
    """How much carries a tag under a priority, and the address of the list of it."""

    scope: str
    objectives: int
    measures: int
    url: str

    @property
    def words(self) -> str:
        """ "2 objectives, 5 measures"; "nothing"."""
        numbers = ((self.objectives, "objective"), (self.measures, "measure"))
        return ", ".join(counted(number, noun) for number, noun in numbers if number) or "nothing"


class BalanceRow(NamedTuple):
    """A tag with a cell for each scope, and all of it."""

    name: str
    cells: list[BalanceCell]
    whole: BalanceCell


@dataclass(frozen=True, slots=True)
class Balance:
    """A group with its tags and scopes, as read at once."""

    group: TagGroup
    tags: Sequence[BalanceTag]
    scopes: Sequence[Scope]
    read: ThreadRead

    @property
    def in_use(self) -> bool:
        """Whether anything carries a tag of the group."""
        return any(tag.objectives or tag.measures for tag in self.tags if tag.key != UNTAGGED)


def read_balance(read: ThreadRead, group: TagGroup) -> Balance:
    """The group, read with ``in_order``, in the whole council. Two statements."""
    objectives, measures = carried_by(Objective, group.pk), carried_by(Indicator, group.pk)
    live = {pk for pk, node in read.thread.nodes.items() if node.is_live}
    seen = read.glances.keys()
    tags = [
        BalanceTag(str(tag.pk), tag.name, objectives.get(tag.pk, set()) & live, measures.get(tag.pk, set()) & seen)
        for tag in group.in_order
    ]
    tagged = [set().union(*found) for found in zip(*((tag.objectives, tag.measures) for tag in tags), strict=True)]
    none = BalanceTag(UNTAGGED, "No tag of this group", live - tagged[0], seen - tagged[1])
    return Balance(group, [*tags, none], _scopes(read, live), read)


def _scopes(read: ThreadRead, live: AbstractSet[int]) -> list[Scope]:
    scopes = [
        Scope(
            node.ref,
            node.title,
            (read.thread.descendants(node.pk) | {node.pk}) & live,
            measures_beneath(read.thread, read.serving, node.pk) & read.glances.keys(),
        )
        for node in live_priorities(read.thread)
    ]
    objectives = live - set().union(*(scope.objectives for scope in scopes))
    measures = read.glances.keys() - set().union(*(scope.measures for scope in scopes))
    return [*scopes, Scope(UNTAGGED, NO_PRIORITY, objectives, measures)]


def balance_rows(balance: Balance) -> list[BalanceRow]:
    """The table: a row for each tag, and one for what carries none."""
    address = reverse("reporting:tagged-list", args=[balance.group.pk]) + balance.read.query
    return [
        BalanceRow(
            tag.name,
            [
                BalanceCell(
                    scope.title,
                    len(tag.objectives & scope.objectives),
                    len(tag.measures & scope.measures),
                    f"{address}&tag={tag.key}&priority={scope.ref}",
                )
                for scope in balance.scopes
            ],
            BalanceCell("All", len(tag.objectives), len(tag.measures), f"{address}&tag={tag.key}"),
        )
        for tag in balance.tags
    ]


def lacks(balance: Balance) -> list[str]:
    """What is empty, in sentences: for each priority with measures, the tags that none of them carries."""
    if not balance.in_use:
        return []
    found = []
    for scope in balance.scopes[:-1]:
        names = [tag.name for tag in balance.tags[:-1] if scope.measures and not tag.measures & scope.measures]
        found += [f"No measure of “{name}” under {scope.title}." for name in names]
    return found


BALANCE_COLUMNS = ("Tag", "Priority", "Objectives", "Measures")


def balance_file(balance: Balance) -> Iterator[list[Cell]]:
    """The table as a list, a line for each tag and priority."""
    for row in balance_rows(balance):
        for cell in (*row.cells, row.whole):
            yield [row.name, cell.scope, cell.objectives, cell.measures]


class TaggedRow(NamedTuple):
    """An objective or a measure with the tags of the group that it carries. ``key`` names it in forms; ``query`` is
    that of a measure's address.
    """

    key: str
    kind: str
    ref: str
    title: str
    where: str
    tags: str
    query: str = ""

    @property
    def url(self) -> str:
        """Worked out where it is shown: a page shows few of all that there are."""
        name = "reporting:measure" if self.kind == MEASURE else "plans:objective-detail"
        return f"{reverse(name, args=[self.ref])}{self.query}"


OBJECTIVE, MEASURE = "Objective", "Measure"


def count_of(balance: Balance) -> int:
    """How many objectives and measures there are in all."""
    tags = balance.tags
    return len(set().union(*(tag.objectives for tag in tags))) + len(set().union(*(tag.measures for tag in tags)))


TAGGED_COLUMNS = ("Kind", "Reference", "Title", "Plan or service", "Tags")


def tagged_rows(balance: Balance, chosen: Mapping[str, str], services: Mapping[int, str]) -> list[TaggedRow]:
    """What the filters leave: ``tag`` and ``priority`` as addresses have them, ``kind``, and words of ``q``."""
    tags = {tag.key: tag for tag in balance.tags}
    scopes = {scope.ref: scope for scope in balance.scopes}
    tag, scope = tags.get(chosen.get("tag", "")), scopes.get(chosen.get("priority", ""))
    chosen_sets = [each for each in (tag, scope) if each is not None]
    found = []
    if chosen.get("kind") != "measure":
        found += _objective_rows(balance, [each.objectives for each in chosen_sets])
    if chosen.get("kind") != "objective":
        found += _measure_rows(balance, [each.measures for each in chosen_sets], services)
    words = chosen.get("q", "").casefold()
    return [row for row in found if words in f"{row.ref} {row.title}".casefold()]


def _objective_rows(balance: Balance, among: Collection[AbstractSet[int]]) -> list[TaggedRow]:
    carried = _names({tag.name: tag.objectives for tag in balance.tags[:-1]})
    live = {pk for pk, node in balance.read.thread.nodes.items() if node.is_live}.intersection(*among)
    return [
        TaggedRow(f"o{pk}", OBJECTIVE, node.ref, node.title, node.plan_title, carried.get(pk, ""))
        for pk, node in balance.read.thread.nodes.items()
        if pk in live
    ]


def _measure_rows(
    balance: Balance, among: Collection[AbstractSet[int]], services: Mapping[int, str]
) -> list[TaggedRow]:
    carried = _names({tag.name: tag.measures for tag in balance.tags[:-1]})
    shown, query = set(balance.read.glances).intersection(*among), balance.read.query
    return [
        TaggedRow(f"m{pk}", MEASURE, each.ref, each.name, services.get(each.service_id, ""), carried.get(pk, ""), query)
        for pk, each in balance.read.glances.items()
        if pk in shown
    ]


def _names(carried: Mapping[str, Iterable[int]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for name, keys in carried.items():
        for key in keys:
            found.setdefault(key, []).append(name)
    return {key: ", ".join(names) for key, names in found.items()}
