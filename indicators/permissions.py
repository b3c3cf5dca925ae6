"""Who may see and change a service's return. A return outside one's reach is answered like one that does not exist."""

from django.db.models import Q
from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check
from accounts.roles import Permission
from indicators.models import Indicator, MeasureHelp, Observation, RecoveryAction
from indicators.workflow import FigureState
from plans.permissions import check_answer, may_answer

_SIGNED_OFF = (FigureState.APPROVED, FigureState.SUPERSEDED)


def may_see_drafts(actor: Actor, service_id: int) -> bool:
    """Whether the person may read what the service has not signed off."""
    return actor.may(Permission.FIGURE_ENTER, service_id) or actor.may(Permission.DRAFT_READ, service_id)


def may_read_figure(actor: Actor, service_id: int, state: str) -> bool:
    """Whether the person may open a figure in that state: of any service that they may see what it signed off."""
    return state in _SIGNED_OFF or may_see_drafts(actor, service_id)


def readable_figures(actor: Actor) -> Q:
    """``may_read_figure`` as a condition for many figures, of any measure."""
    drafts, enters = (actor.reaches(each) for each in (Permission.DRAFT_READ, Permission.FIGURE_ENTER))
    if drafts is None or enters is None:
        return Q()
    return Q(state__in=_SIGNED_OFF) | Q(indicator__service__in=drafts | enters)


def check_drafts_visible(actor: Actor, service_id: int) -> None:
    """Raises Http404 where the person may not read the service's drafts: the answer for what does not exist."""
    if not may_see_drafts(actor, service_id):
        raise Http404


def check_enter(actor: Actor, service_id: int) -> Actor:
    """The actor to record. Raises Http404 where drafts may not be seen, PermissionDenied for who may only read."""
    check_drafts_visible(actor, service_id)
    return check(actor, Permission.FIGURE_ENTER, service_id)


def may_recover(actor: Actor, indicator: Indicator) -> bool:
    """Whether the person may say what is done to bring a measure back on target: by their role for the figures of its
    service, or as the owner of the measure.
    """
    return actor.may(Permission.FIGURE_ENTER, indicator.service_id) or indicator.owner_id in actor.post_ids


def may_change_action(actor: Actor, action: RecoveryAction) -> bool:
    """Whether the person may change an action, or say how it is going: also as the post that is to do it."""
    return may_recover(actor, action.indicator) or action.owner_id in actor.post_ids


def check_recover(actor: Actor, indicator: Indicator, action: RecoveryAction | None = None) -> Actor:
    """The actor to record, for a new action or for that one; a deputy of the owner acts "on behalf of". Raises
    PermissionDenied.
    """
    if not actor.may(Permission.FIGURE_ENTER, indicator.service_id):
        for owner in (indicator.owner_id, action.owner_id if action else None):
            if owner in actor.post_ids:
                return actor.holding(owner)
    return check(actor, Permission.FIGURE_ENTER, indicator.service_id)


def may_answer_help(actor: Actor, asked: MeasureHelp) -> bool:
    """Whether the person may answer, as ``plans.permissions.may_answer`` decides."""
    return may_answer(actor, asked, edits=Permission.INDICATOR_EDIT, unit_id=asked.indicator.service_id)


def check_answer_help(actor: Actor, asked: MeasureHelp) -> Actor:
    """The actor to record. Raises PermissionDenied."""
    return check_answer(actor, asked, edits=Permission.INDICATOR_EDIT, unit_id=asked.indicator.service_id)


def may_read_trail(actor: Actor, service_id: int) -> bool:
    """Whether the person may read every change of a figure, drafts included."""
    return may_see_drafts(actor, service_id) or actor.may(Permission.AUDIT_READ, service_id)


def service_of(observation: Observation) -> int:
    """The service whose figure it is: its return's, else (imported history) its measure's now."""
    return observation.in_return.service_id if observation.in_return else observation.indicator.service_id
