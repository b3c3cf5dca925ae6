"""Who may see and change a service's return. A return outside one's reach is answered like one that does not exist."""

from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check
from accounts.roles import Permission
from indicators.models import Observation
from indicators.workflow import FigureState


def may_see_drafts(actor: Actor, service_id: int) -> bool:
    """Whether the person may read what the service has not signed off."""
    return actor.may(Permission.FIGURE_ENTER, service_id) or actor.may(Permission.DRAFT_READ, service_id)


def may_read_figure(actor: Actor, service_id: int, state: str) -> bool:
    """Whether the person may open a figure in that state: of any service that they may see what it signed off."""
    return state in (FigureState.APPROVED, FigureState.SUPERSEDED) or may_see_drafts(actor, service_id)


def check_drafts_visible(actor: Actor, service_id: int) -> None:
    """Raises Http404 where the person may not read the service's drafts: the answer for what does not exist."""
    if not may_see_drafts(actor, service_id):
        raise Http404


def check_enter(actor: Actor, service_id: int) -> Actor:
    """The actor to record. Raises Http404 where drafts may not be seen, PermissionDenied for who may only read."""
    check_drafts_visible(actor, service_id)
    return check(actor, Permission.FIGURE_ENTER, service_id)


def may_read_trail(actor: Actor, service_id: int) -> bool:
    """Whether the person may read every change of a figure, drafts included."""
    return may_see_drafts(actor, service_id) or actor.may(Permission.AUDIT_READ, service_id)


def service_of(observation: Observation) -> int:
    """The service whose figure it is: its return's, else (imported history) its measure's now."""
    return observation.in_return.service_id if observation.in_return else observation.indicator.service_id
