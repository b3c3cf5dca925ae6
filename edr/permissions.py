"""Who may know of a review, and what they may do to it. Roles give nothing here but breaking the glass."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.roles import Permission
from edr.models import Review
from edr.workflow import Side


class WayIn(StrEnum):
    OWN = "own"
    LINE = "line"
    GLASS = "glass"


def way_in(found: Review) -> WayIn:
    """How its reader comes to a review that was read by ``ReviewQuerySet.visible_to``, which leaves out what they may
    not know of: that is answered as what does not exist.
    """
    if found.is_own:
        return WayIn.OWN
    return WayIn.LINE if found.in_line else WayIn.GLASS


def side_of(way: WayIn) -> Side | None:
    """The side that somebody takes; None for who only reads: whoever broke the glass."""
    return {WayIn.OWN: Side.EMPLOYEE, WayIn.LINE: Side.MANAGER, WayIn.GLASS: None}[way]


def admit_to_own(actor: Actor, *, has_review: bool) -> None:
    """Raises PermissionDenied for who neither has a review nor holds a post whose holder has one. Who left every post
    keeps what is theirs.
    """
    if not has_review and not actor.may_anywhere(Permission.REVIEW_OWN):
        raise PermissionDenied("None of your posts has a development review. Ask the performance team if one should.")


def acting_side(way: WayIn) -> Side:
    """The side of who may change and sign the review. Raises PermissionDenied for who only reads."""
    side = side_of(way)
    if side is None:
        raise PermissionDenied("You opened this review to read it. The person and their manager change it.")
    return side
