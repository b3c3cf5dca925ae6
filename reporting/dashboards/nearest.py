"""The objectives nearest to people who own none."""

from collections.abc import Collection, Iterable

from plans.thread import Node


def nearest_objectives(live: Iterable[Node], *rings: Collection[int]) -> list[Node]:
    """Those of the first of these rings of units that has any (keys): the people's own units, what lies beneath them,
    and the units right above, for what a team does is in the plan of its service.
    """
    nodes = list(live)
    found = ([node for node in nodes if node.unit_id in units] for units in rings)
    return next(filter(None, found), [])
