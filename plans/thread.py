"""The golden thread in memory: walk it up and down, and say what is wrong with it (requirements A2 and A3).

Holds no queries: ``plans.queries.thread.load_thread`` reads it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from foundation.dates import day_words
from plans.models import ObjectiveKind, PlanState

# With so many links a reader cannot tell what an objective is mainly for (our choice).
MANY_LINKS = 4
_KIND_ORDER = {kind: place for place, kind in enumerate(ObjectiveKind.values)}


@dataclass(frozen=True, slots=True)
class Node:
    """One objective with what a reader needs of its plan. ``level`` is the level's position, 1 at the top."""

    pk: int
    ref: str
    title: str
    kind: str
    position: int
    owner_id: int
    owner: str
    plan_id: int
    plan_ref: str
    plan_title: str
    plan_state: str
    approved_on: date | None
    level: int
    level_name: str
    unit_id: int
    unit_name: str
    basis: str = ""  # why the council does it though it serves nothing above
    starts_on: date = date.min  # of the plan, as is ends_on
    ends_on: date = date.max
    merged_into: str | None = None  # the reference of what it became part of
    follows: int | None = None  # the plan that its plan was started from

    @property
    def is_live(self) -> bool:
        """Whether it is still being worked on: in a plan that is not closed, and not merged into another."""
        return self.plan_state != PlanState.CLOSED and self.merged_into is None

    @property
    def ended(self) -> str:
        """Why it is worked on no longer: "merged into O-7", "plan closed"; "" where it is."""
        if self.merged_into is not None:
            return f"merged into {self.merged_into}"
        return "" if self.is_live else "plan closed"

    def ran_between(self, first: date, last: date) -> bool:
        """Whether its plan had begun by the last day and was not over and closed before the first."""
        return self.starts_on <= last and (self.is_live or self.ends_on >= first)


@dataclass(frozen=True, slots=True)
class Tie:
    """One link upward: ``child`` contributes to ``parent`` (keys of objectives) since ``made_on``."""

    child: int
    parent: int
    is_primary: bool
    made_on: date


class Health(StrEnum):
    """What can be wrong with the thread. The label heads the finding."""

    NO_LINK = "no_link"
    MANY_LINKS = "many_links"
    RETROFITTED = "retrofitted"
    NOTHING_BENEATH = "nothing_beneath"
    UNCHALLENGED = "unchallenged"
    NO_MEASURE = "no_measure"
    OUTCOME_NO_MEASURE = "outcome_no_measure"
    OUTCOME_PART_MEASURED = "outcome_part_measured"
    MEASURE_NO_OBJECTIVE = "measure_no_objective"
    UNBALANCED = "unbalanced"
    TWICE = "twice"
    MEASURE_TWICE = "measure_twice"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Health.NO_LINK: "Contributes to nothing above",
    Health.MANY_LINKS: "Contributes to too many things above",
    Health.RETROFITTED: "Linked only after the plan was approved",
    Health.NOTHING_BENEATH: "Priority with nothing beneath it",
    Health.UNCHALLENGED: "Priority that nobody challenged in time",
    Health.NO_MEASURE: "Objective without a measure",
    Health.OUTCOME_NO_MEASURE: "Outcome without a measure",
    Health.OUTCOME_PART_MEASURED: "Outcome without a full set of measures",
    Health.MEASURE_NO_OBJECTIVE: "Measure that serves no objective",
    Health.UNBALANCED: "Priority without a measure of a tag",
    Health.TWICE: "Objective that may stand twice",
    Health.MEASURE_TWICE: "Measure that may stand twice",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. ``node`` is the objective, or None for a measure, which ``ref`` and ``title`` name;
    ``beside`` is the reference of another that it may be the same as.
    """

    health: Health
    ref: str
    title: str
    words: str
    node: Node | None = None
    beside: str = ""


class Thread:
    """Objectives and their links. Walks never run in circles, even over links that do."""

    def __init__(self, nodes: Iterable[Node], ties: Iterable[Tie]) -> None:
        """Links to objectives that are not among ``nodes`` are left out."""
        ordered = sorted(nodes, key=lambda n: (n.level, n.plan_title, n.plan_id, n.position, n.ref))
        self.nodes: dict[int, Node] = {node.pk: node for node in ordered}
        self.ties = tuple(tie for tie in ties if tie.child in self.nodes and tie.parent in self.nodes)
        self._up: dict[int, list[Tie]] = {}
        self._down: dict[int, list[Tie]] = {}
        for tie in self.ties:
            self._up.setdefault(tie.child, []).append(tie)
            self._down.setdefault(tie.parent, []).append(tie)
        places = {pk: place for place, pk in enumerate(self.nodes)}
        for ties_up in self._up.values():
            ties_up.sort(key=lambda tie: (not tie.is_primary, places[tie.parent]))
        for ties_down in self._down.values():
            ties_down.sort(key=lambda tie: places[tie.child])

    @cached_property
    def by_ref(self) -> dict[str, Node]:
        return {node.ref: node for node in self.nodes.values()}

    def links_up(self, pk: int) -> tuple[Tie, ...]:
        """The links upward, the primary one first."""
        return tuple(self._up.get(pk, ()))

    def late_links(self, pk: int) -> list[Tie]:
        """The links upward that were made only after the objective's own plan was approved."""
        approved_on = self.nodes[pk].approved_on
        return [tie for tie in self.links_up(pk) if approved_on and tie.made_on > approved_on]

    def links_down(self, pk: int) -> tuple[Tie, ...]:
        return tuple(self._down.get(pk, ()))

    def parents(self, pk: int) -> tuple[Node, ...]:
        """What it contributes to, the primary one first."""
        return tuple(self.nodes[tie.parent] for tie in self.links_up(pk))

    def children(self, pk: int, *, primary_only: bool = False) -> tuple[Node, ...]:
        """What contributes to it, from the top level down."""
        ties = self.links_down(pk)
        return tuple(self.nodes[tie.child] for tie in ties if tie.is_primary or not primary_only)

    def siblings(self, pk: int) -> tuple[Node, ...]:
        """The other objectives with the same primary parent; of one without, the rest of its plan's unlinked ones."""
        primary = self._primary_parent(pk)
        if primary is not None:
            return tuple(node for node in self.children(primary, primary_only=True) if node.pk != pk)
        mine = self.nodes[pk]
        return tuple(
            node
            for node in self.nodes.values()
            if node.plan_id == mine.plan_id and node.pk != pk and self._primary_parent(node.pk) is None
        )

    def roots(self) -> tuple[Node, ...]:
        """Objectives that contribute to nothing above."""
        return tuple(node for pk, node in self.nodes.items() if not self._up.get(pk))

    def primary_path(self, pk: int) -> tuple[Node, ...]:
        """From the top down to the objective itself, along primary links."""
        path, seen = [self.nodes[pk]], {pk}
        parent = self._primary_parent(pk)
        while parent is not None and parent not in seen:
            seen.add(parent)
            path.append(self.nodes[parent])
            parent = self._primary_parent(parent)
        return tuple(reversed(path))

    def descendants(self, pk: int) -> frozenset[int]:
        """Everything that contributes to it, however far down, without itself."""
        found, waiting = {pk}, [pk]
        while waiting:
            for tie in self.links_down(waiting.pop()):
                if tie.child not in found:
                    found.add(tie.child)
                    waiting.append(tie.child)
        return frozenset(found - {pk})

    def would_loop(self, *, child: int, parent: int) -> bool:
        """Whether a link from child to parent would make something contribute to itself."""
        return child == parent or parent in self.descendants(child)

    def _primary_parent(self, pk: int) -> int | None:
        first = next(iter(self._up.get(pk, ())), None)
        return first.parent if first is not None and first.is_primary else None


def may_serve(level: int, *, above: int) -> bool:
    """Whether what stands at a level, by its position, may contribute to what stands at another: its own or a higher
    one.
    """
    return above <= level


def health(
    thread: Thread,
    *,
    measures: Mapping[int, int] | None = None,
    loose_measures: Iterable[tuple[str, str]] = (),
    plans: Collection[int] | None = None,
) -> list[Finding]:
    """What is wrong with the thread, by kind of finding and then from the top down (A3). Closed plans are left out.

    ``measures`` counts the measures of each objective by its key (one that is missing has none); None leaves the
    findings about measures out. ``loose_measures`` are (reference, name) of measures that serve no objective.
    ``plans`` narrows the findings to some plans' keys.
    """
    live = {pk for pk, node in thread.nodes.items() if node.is_live}
    tops = _expected_tops(thread, live)
    findings = []
    for pk in live:
        node = thread.nodes[pk]
        if plans is None or node.plan_id in plans:
            findings += [
                Finding(kind, node.ref, node.title, words, node)
                for kind, words in _faults(thread, node, live=live, is_top=pk in tops, measures=measures)
            ]
    findings += [
        Finding(Health.MEASURE_NO_OBJECTIVE, ref, title, "Link it to the objective it tells about.")
        for ref, title in loose_measures
    ]
    order, places = list(Health), {pk: place for place, pk in enumerate(thread.nodes)}
    return sorted(findings, key=lambda f: (order.index(f.health), places[f.node.pk] if f.node else 0, f.ref))


def _faults(
    thread: Thread, node: Node, *, live: set[int], is_top: bool, measures: Mapping[int, int] | None
) -> Iterator[tuple[Health, str]]:
    links = thread.links_up(node.pk)
    if not links and not is_top and not node.basis:
        yield Health.NO_LINK, "Say what it contributes to, or why the council does it."
    if len(links) >= MANY_LINKS:
        yield Health.MANY_LINKS, f"It names {len(links)} things above. Keep the ones it really serves."
    late = thread.late_links(node.pk)
    if late and len(late) == len(links):
        yield Health.RETROFITTED, f"Linked on {day_words(min(tie.made_on for tie in late))}, after approval."
    if node.kind == ObjectiveKind.PRIORITY and not any(tie.child in live for tie in thread.links_down(node.pk)):
        yield Health.NOTHING_BENEATH, "Nothing contributes to it, so nothing will come of it."
    if measures is not None and not measures.get(node.pk):
        if node.kind == ObjectiveKind.OUTCOME:
            yield Health.OUTCOME_NO_MEASURE, "Nobody will know whether it came about."
        elif node.kind == ObjectiveKind.OBJECTIVE:
            yield Health.NO_MEASURE, "Add a measure, or the measure it shares with another objective."


def _expected_tops(thread: Thread, live: set[int]) -> set[int]:
    """At the highest level in use, the highest kind of each plan has nothing above it to contribute to."""
    if not live:
        return set()
    top_level = min(thread.nodes[pk].level for pk in live)
    highest: dict[int, int] = {}
    for pk in live:
        node = thread.nodes[pk]
        if node.level == top_level:
            highest[node.plan_id] = min(highest.get(node.plan_id, len(_KIND_ORDER)), _KIND_ORDER[node.kind])
    return {
        pk
        for pk in live
        if (node := thread.nodes[pk]).level == top_level and _KIND_ORDER[node.kind] == highest[node.plan_id]
    }
