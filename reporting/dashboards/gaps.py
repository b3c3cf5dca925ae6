"""What priorities lack of the tags of which each should have a measure (A13, A19)."""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

from plans.models import ObjectiveKind
from plans.thread import Finding, Health, Node, Thread
from reporting.queries.tagged import BalancedTag


def live_priorities(thread: Thread) -> list[Node]:
    """The priorities of plans that are worked on, from the top down."""
    return [node for node in thread.nodes.values() if node.is_live and node.kind == str(ObjectiveKind.PRIORITY)]


def measures_beneath(thread: Thread, serving: Mapping[int, AbstractSet[int]], objective: int) -> set[int]:
    """The measures that serve an objective or anything beneath it, by keys."""
    return set().union(*(serving.get(pk, ()) for pk in (objective, *thread.descendants(objective))))


def gaps(
    thread: Thread, seen: AbstractSet[int], serving: Mapping[int, AbstractSet[int]], tags: Collection[BalancedTag]
) -> Iterator[Finding]:
    """A finding for each such tag that no measure under a priority carries. ``seen`` are the measures that there are;
    a priority without any has findings of its own.
    """
    for node in live_priorities(thread) if tags else ():
        measures = measures_beneath(thread, serving, node.pk) & seen
        for tag in tags if measures else ():
            if not measures & tag.measures:
                words = f"No measure of “{tag.name}” ({tag.group}) under it. Tag one that tells of it, or add one."
                yield Finding(Health.UNBALANCED, node.ref, node.title, words, node)
