"""What priorities lack of the tags of which each should have a measure (A13, A19)."""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

from plans.models import ObjectiveKind
from plans.thread import Finding, Health, Node, Thread
from reporting.queries.tagged import BalancedTag
from reporting.queries.tells import FULL_SET, tells_of


def live_priorities(thread: Thread) -> list[Node]:
    """The priorities of plans that are worked on, from the top down."""
    return [node for node in thread.nodes.values() if node.is_live and node.kind == str(ObjectiveKind.PRIORITY)]


def measures_beneath(thread: Thread, serving: Mapping[int, AbstractSet[int]], objective: int) -> set[int]:
    """The measures that serve an objective or anything beneath it, by keys."""
    return set().union(*(serving.get(pk, ()) for pk in (objective, *thread.descendants(objective))))


def part_measured(thread: Thread, seen: AbstractSet[int], serving: Mapping[int, AbstractSet[int]]) -> Iterator[Finding]:
    """A finding for each outcome whose own measures and those beneath it leave part of ``FULL_SET`` untold; one without
    any measure of its own has that finding. One statement where there are outcomes.
    """
    outcomes = [node for node in thread.nodes.values() if node.is_live and node.kind == str(ObjectiveKind.OUTCOME)]
    measured = [node for node in outcomes if serving.get(node.pk, frozenset()) & seen]
    tells = tells_of() if measured else {}
    for node in measured:
        told = {tells.get(pk) for pk in measures_beneath(thread, serving, node.pk) & seen}
        missing = [words for words, kinds in FULL_SET.items() if not told & kinds]
        if missing:
            words = f"No measure tells {' nor '.join(missing)}."
            yield Finding(Health.OUTCOME_PART_MEASURED, node.ref, node.title, words, node)


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
