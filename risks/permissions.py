"""Who may know of a risk, and change it. The others ask only about risks that the person knows of."""

from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from plans.models import Plan
from risks.models import Register, Risk


def check_known(actor: Actor, risk: Risk) -> None:
    """Raises Http404 where ``RiskQuerySet.visible_to`` would leave the risk out."""
    check_visible(actor, risk.register.unit_id)
    if risk.is_exempt and not may_read_exempt(actor, risk):
        raise Http404


def may_read_exempt(actor: Actor, risk: Risk) -> bool:
    return actor.may(Permission.EXEMPT_RISK_READ, risk.register.unit_id) or risk.owner_id in actor.post_ids


def may_edit(actor: Actor, risk: Risk) -> bool:
    """Whether the person may change the risk, assess it, and change its controls and actions: by their role in the
    unit of its register, or as its owner.
    """
    return actor.may(Permission.RISK_EDIT, risk.register.unit_id) or risk.owner_id in actor.post_ids


def check_edit(actor: Actor, risk: Risk) -> Actor:
    """The actor to record; a deputy of the owner acts "on behalf of". Raises PermissionDenied."""
    if risk.owner_id in actor.post_ids and not actor.may(Permission.RISK_EDIT, risk.register.unit_id):
        return actor.holding(risk.owner_id)
    return check(actor, Permission.RISK_EDIT, risk.register.unit_id)


def check_raise(actor: Actor, register: Register) -> Actor:
    """The actor to record for a new risk in the register, or one that is moved there. Raises PermissionDenied."""
    return check(actor, Permission.RISK_EDIT, register.unit_id)


def check_clear(actor: Actor, plan: Plan) -> Actor:
    """The actor to record where an objective of the plan is said to have no significant risk. Raises Http404 for a
    private plan, whose objectives stand in no register, and PermissionDenied.
    """
    if plan.level.is_private:
        raise Http404
    return check(actor, Permission.RISK_EDIT, plan.unit_id)
