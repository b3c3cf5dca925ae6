"""Who may set up breakdowns, enter the figures of groups, and approve what came after their measure's figure."""

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from breakdowns.models import Breakdown
from indicators.models import Observation
from indicators.permissions import check_drafts_visible, check_enter, service_of


def check_known(actor: Actor, breakdown: Breakdown) -> None:
    """Raises Http404 where ``BreakdownQuerySet.visible_to`` would leave it out."""
    check_visible(actor, breakdown.indicator.service_id)


def check_break_down(actor: Actor, service_id: int) -> Actor:
    """The actor to record for what a measure is broken down by. Raises PermissionDenied."""
    return check(actor, Permission.INDICATOR_EDIT, service_id)


def check_aim(actor: Actor, service_id: int) -> Actor:
    """The actor to record for targets of groups. Raises PermissionDenied."""
    return check(actor, Permission.TARGET_EDIT, service_id)


def check_sheet_visible(actor: Actor, figure: Observation) -> None:
    """Raises Http404 for who may not read what the service enters: all numbers of all groups stand there."""
    check_drafts_visible(actor, service_of(figure))


def check_fill_in(actor: Actor, figure: Observation) -> Actor:
    """The actor to record. Raises Http404 where drafts may not be seen, PermissionDenied for who may only read."""
    return check_enter(actor, service_of(figure))


def check_approve_sheet(actor: Actor, figure: Observation) -> Actor:
    """The actor to record for groups' figures that came after their measure's was approved. Raises as above."""
    check_sheet_visible(actor, figure)
    return check(actor, Permission.FIGURE_APPROVE, service_of(figure))
