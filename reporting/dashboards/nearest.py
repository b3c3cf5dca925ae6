"""The objectives nearest to people who own none."""

from collections.abc import Iterable

from plans.thread import Node


def nearest_objectives(live: Iterable[Node], *, own: frozenset[int], above: frozenset[int]) -> list[Node]:
    """Those of their ``own`` units; where these have none, those of the units right ``above``: what a team does is in
    the plan of its service.
    """
    nodes = list(live)
    return [node for node in nodes if node.unit_id in own] or [node for node in nodes if node.unit_id in above]
