"""A person's part of the whole: their own objectives, measures, milestones and risks, the way from each up the golden
thread, and who answers for it above and below them (A2, A8).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from accounts.queries.lines import LinePost, PlaceInLine, held_by, lines_about
from accounts.queries.organisation import HolderRow
from accounts.roles import Role
from foundation.dates import london_day
from foundation.words import counted, together
from plans.thread import Node
from reporting.dashboards.part_owned import Owned, Thing, owned_by
from reporting.dashboards.thread import NodeRow, ThreadRead, node_row, tops
from reporting.queries.owned import measures_by_owner

Trie = dict[int, "Trie"]
"""Objectives by their keys, each with those of the ways up that hang on it."""


class Bead(NamedTuple):
    """An objective on the way: whether they own it, or their unit does where they own none; who answers for it, their
    own things that hang on it, the beads beneath, and how many other objectives contribute to it.
    """

    row: NodeRow
    owner: str
    owner_url: str
    is_own: bool
    is_units: bool
    things: list[Thing]
    beneath: list["Bead"]
    others: int


class AnswersRow(NamedTuple):
    """A post that answers: what it owns in a few words, and why it is told of, where that is not the line itself."""

    url: str
    title: str
    unit: str
    held: list[HolderRow]
    owns: str
    why: str = ""
    is_here: bool = False


class Answering(NamedTuple):
    """The line of responsibility through one post, from the top down, and who reports to it."""

    line: list[AnswersRow]
    beneath: list[AnswersRow]

    @property
    def here(self) -> AnswersRow:
        return self.line[-1]


class Leading(NamedTuple):
    """Their own things that lead nowhere yet: why, and what to do."""

    why: str
    remedy: str
    things: list[Thing]


@dataclass(frozen=True, slots=True)
class PartPage:
    """The page: ``beads`` from the top of the thread down, ``dim`` the tops that nothing of theirs leads to."""

    posts: list[LinePost]
    owned: Owned
    beads: list[Bead]
    dim: list[NodeRow]
    nowhere: list[Leading]
    answering: list[Answering]
    portfolios: list[AnswersRow]

    @property
    def lead(self) -> str:
        """What they answer for, and what it leads up to."""
        if not self.owned.words and not self.beads:
            return "No objective, measure, milestone or risk in the plans is owned here yet."
        above = together(bead.row.title for bead in self.beads)
        up = f" leading up to {above}" if above else " that lead nowhere yet"
        if not self.owned.words:
            return f"Nothing in the plans is owned here yet. These are the unit’s objectives,{up}."
        beside = ", beside the unit’s objectives," if self.owned.is_nearest else ","
        return f"{self.owned.words}{beside if above else ''}{up}."


def part_page(read: ThreadRead, keys: Sequence[int], *, reach: frozenset[int] | None, at: datetime) -> PartPage:
    """The part of those who hold these posts, as a reader with that reach may see it. Posts that there are none of, or
    out of reach, are left out.
    """
    owners = {node.owner_id for node in read.thread.nodes.values() if node.is_live}
    lines = lines_about(keys, also=owners, reach=reach, today=london_day(at))
    posts = [place.post for place in lines.places]
    measures = measures_by_owner({post.pk for place in lines.places for post in place.posts})
    owned = owned_by(read, posts, measures, reach=reach, at=at)
    ways = _ways(read, owned)
    portfolios = _portfolios(read, _lit(ways), lines.others)
    shown = [*portfolios, *(post for place in lines.places for post in place.posts)]
    told = _Told(read, measures, held_by(shown, today=london_day(at)))
    return PartPage(
        posts=posts,
        owned=owned,
        beads=[*_beads(read, owned, ways, reach)],
        dim=[node_row(read, root) for root in tops(read.thread) if root.pk not in ways],
        nowhere=_nowhere(owned),
        answering=[_answering(place, told) for place in lines.places],
        portfolios=[told.row(post, why=why) for post, why in portfolios.items()],
    )


def _ways(read: ThreadRead, owned: Owned) -> Trie:
    """The ways from the top down to all that is owned, along primary links."""
    linked = {*owned.objectives, *(pk for pk in owned.things if pk is not None)}
    ways: Trie = {}
    for pk in (pk for pk in read.thread.nodes if pk in linked):
        here = ways
        for node in read.thread.primary_path(pk):
            here = here.setdefault(node.pk, {})
    return ways


def _beads(read: ThreadRead, owned: Owned, ways: Trie, reach: frozenset[int] | None) -> Iterator[Bead]:
    for pk in (pk for pk in read.thread.nodes if pk in ways):
        node, beneath = read.thread.nodes[pk], ways[pk]
        live = [each for each in read.thread.children(pk, primary_only=True) if each.is_live]
        yield Bead(
            row=node_row(read, node),
            owner=node.owner,
            owner_url=part_address(node, reach=reach, query=read.query),
            is_own=pk in owned.objectives and not owned.is_nearest,
            is_units=pk in owned.objectives and owned.is_nearest,
            things=list(owned.things.get(pk, ())),
            beneath=[*_beads(read, owned, beneath, reach)],
            others=sum(each.pk not in beneath for each in live),
        )


def part_address(node: Node, *, reach: frozenset[int] | None, query: str) -> str:
    """The part of the whole of whoever owns an objective; "" for who may not know every post."""
    return _address(node.owner_id) + query if reach is None else ""


def _address(post: int) -> str:
    return str(reverse("reporting:part", args=[post]))


def _nowhere(owned: Owned) -> list[Leading]:
    heads = {
        "Measure": ("Measures that serve no objective of the thread", "Link each to the objective it tells about."),
        "Risk": ("Risks that threaten no objective of the thread", "Say on the risk which objective it threatens."),
    }
    loose = owned.things.get(None, ())
    found = [Leading(*head, [each for each in loose if each.kind == kind]) for kind, head in heads.items()]
    return [each for each in found if each.things]


def _lit(ways: Trie) -> set[int]:
    return set(ways).union(*map(_lit, ways.values()))


class _Told:
    """What posts own, in a few words, and who holds them."""

    def __init__(self, read: ThreadRead, measures: Mapping[int, set[int]], held: Mapping[int, list[HolderRow]]) -> None:
        self._read, self._objectives, self._measures = read, defaultdict[int, int](int), measures
        self._held = held
        for node in read.thread.nodes.values():
            self._objectives[node.owner_id] += node.is_live

    def row(self, post: LinePost, *, why: str = "", is_here: bool = False) -> AnswersRow:
        measures = self._measures.get(post.pk, set()) & self._read.glances.keys()
        numbers = {"objective": self._objectives[post.pk], "measure": len(measures)}
        owns = together(counted(number, noun) for noun, number in numbers.items() if number)
        url = _address(post.pk) + self._read.query
        return AnswersRow(url, post.title, post.unit, self._held.get(post.pk, []), owns, why, is_here)


def _answering(place: PlaceInLine, told: _Told) -> Answering:
    above = [told.row(post) for post in place.above]
    return Answering([*above, told.row(place.post, is_here=True)], [told.row(post) for post in place.beneath])


def _portfolios(read: ThreadRead, lit: Collection[int], others: Iterable[LinePost]) -> dict[LinePost, str]:
    """Members of the cabinet who own something on the way and stand in no line of managers, and what for."""
    found: dict[LinePost, list[str]] = defaultdict(list)
    members = {post.pk: post for post in others if post.role == Role.CABINET_MEMBER}
    for pk, node in read.thread.nodes.items():
        if pk in lit and node.owner_id in members:
            found[members[node.owner_id]].append(node.title)
    return {post: f"Answers in public for {together(dict.fromkeys(titles))}" for post, titles in found.items()}
