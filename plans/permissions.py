"""Who may know of a plan, and change it. The others ask only about plans that the person knows of."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from plans.models import Milestone, Plan


def check_known(actor: Actor, plan: Plan) -> None:
    """Raises Http404 where ``PartsOfPlans.visible_to`` would leave the plan out."""
    if not plan.level.is_private:
        check_visible(actor, plan.unit_id)
    elif not may_edit(actor, plan):
        raise Http404


def may_edit(actor: Actor, plan: Plan) -> bool:
    """Whether the person may change the plan, its objectives, links and milestones."""
    if plan.level.is_private:
        return actor.leads(Permission.PRIVATE_EDIT, plan.owner_id)
    return actor.may(Permission.PLAN_EDIT, plan.unit_id)


def check_edit(actor: Actor, plan: Plan) -> Actor:
    """The actor to record. Raises PermissionDenied for who may only read."""
    if not plan.level.is_private:
        return check(actor, Permission.PLAN_EDIT, plan.unit_id)
    if not may_edit(actor, plan):
        raise PermissionDenied("This plan is private to its owner and their line of managers.")
    return actor.holding(plan.owner_id)


def may_update(actor: Actor, milestone: Milestone) -> bool:
    """Whether the person may say how a milestone is going: by their role in its plan's unit, or as its owner."""
    plan = milestone.objective.plan
    by_role = may_edit(actor, plan) if plan.level.is_private else actor.may(Permission.MILESTONE_UPDATE, plan.unit_id)
    return by_role or milestone.owner_id in actor.post_ids


def check_update(actor: Actor, milestone: Milestone) -> Actor:
    """The actor to record; a deputy of the owner acts "on behalf of". Raises PermissionDenied."""
    plan = milestone.objective.plan
    if milestone.owner_id in actor.post_ids and not actor.may(Permission.MILESTONE_UPDATE, plan.unit_id):
        return actor.holding(milestone.owner_id)
    return check_edit(actor, plan) if plan.level.is_private else check(actor, Permission.MILESTONE_UPDATE, plan.unit_id)
