"""Who may see and change plans. What lies outside one's reach is answered like what does not exist."""

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from plans.models import Milestone, Plan


def may_edit(actor: Actor, plan: Plan) -> bool:
    """Whether the person may change the plan, its objectives, links and milestones."""
    return actor.may(Permission.PLAN_EDIT, plan.unit_id)


def check_edit(actor: Actor, plan: Plan) -> Actor:
    """The actor to record. Raises Http404 where the plan may not be seen, PermissionDenied for who may only read."""
    check_visible(actor, plan.unit_id)
    return check(actor, Permission.PLAN_EDIT, plan.unit_id)


def may_update(actor: Actor, milestone: Milestone) -> bool:
    """Whether the person may say how a milestone is going: by their role in its plan's unit, or as its owner."""
    unit_id = milestone.objective.plan.unit_id
    return actor.may(Permission.MILESTONE_UPDATE, unit_id) or milestone.owner_id in actor.post_ids


def check_update(actor: Actor, milestone: Milestone) -> Actor:
    """The actor to record; a deputy of the owner acts "on behalf of". Raises Http404 or PermissionDenied."""
    unit_id = milestone.objective.plan.unit_id
    check_visible(actor, unit_id)
    if actor.may(Permission.MILESTONE_UPDATE, unit_id) or milestone.owner_id not in actor.post_ids:
        return check(actor, Permission.MILESTONE_UPDATE, unit_id)
    return actor.holding(milestone.owner_id)
