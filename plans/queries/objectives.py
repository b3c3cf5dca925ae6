"""An objective's place in the golden thread, ready to show."""

from dataclasses import dataclass

from plans.thread import Node, Thread, Tie


@dataclass(frozen=True, slots=True)
class UpwardLink:
    """What an objective contributes to. ``is_retrofitted``: linked only after its own plan was approved."""

    node: Node
    tie: Tie
    is_retrofitted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """``path`` leads from the top down to the objective along primary links, itself the last."""

    path: tuple[Node, ...]
    upward: tuple[UpwardLink, ...]
    children: tuple[Node, ...]
    siblings: tuple[Node, ...]


def place_in_thread(thread: Thread, pk: int) -> Place:
    """Where the objective with that key stands. KeyError when the thread does not hold it."""
    approved_on = thread.nodes[pk].approved_on
    return Place(
        path=thread.primary_path(pk),
        upward=tuple(
            UpwardLink(thread.nodes[tie.parent], tie, approved_on is not None and tie.made_on > approved_on)
            for tie in thread.links_up(pk)
        ),
        children=thread.children(pk),
        siblings=thread.siblings(pk),
    )
