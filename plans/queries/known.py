"""Who asks, in questions about plans that are written once: their reach is made of values."""

from collections.abc import Sequence
from typing import TypeVar

from accounts.actors import Actor
from accounts.models import Post
from accounts.roles import Permission
from plans.models.plan import PartsOfPlans

Rows = TypeVar("Rows", bound=PartsOfPlans)


def reach_of(actor: Actor) -> tuple[list[int], int | None]:
    """The units that a person reads and after them the posts whose line they lead; and how many of these are units,
    None for who reads all.
    """
    units = actor.reaches(Permission.COUNCIL_READ)
    return [*sorted(units or ()), *actor.managing(Permission.PRIVATE_EDIT)], None if units is None else len(units)


def visible_within(rows: Rows, reach: Sequence[int], units: int | None) -> Rows:
    """What ``visible_to`` keeps for who has that reach."""
    return rows.visible_within(None if units is None else reach[:units], Post.objects.in_line(reach[units or 0 :]))
