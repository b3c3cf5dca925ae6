"""Who may know of a plan, and change it. The others ask only about plans that the person knows of."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from plans.models import HelpAsked, Milestone, Plan, SupportRequest


def check_known(actor: Actor, plan: Plan) -> None:
    """Raises Http404 where ``PartsOfPlans.visible_to`` would leave the plan out."""
    if not plan.level.is_private:
        check_visible(actor, plan.unit_id)
    elif not may_edit(actor, plan):
        raise Http404


def may_edit(actor: Actor, plan: Plan) -> bool:
    """Whether the person may change the plan, its objectives, links and milestones: a service writes its own until
    they are approved, the performance team changes any.
    """
    if plan.level.is_private:
        return actor.leads(Permission.PRIVATE_EDIT, plan.owner_id)
    return actor.may(_writing(actor, plan), plan.unit_id)


def check_edit(actor: Actor, plan: Plan) -> Actor:
    """The actor to record. Raises PermissionDenied for who may only read."""
    if not plan.level.is_private:
        return check(actor, _writing(actor, plan), plan.unit_id)
    if not may_edit(actor, plan):
        raise PermissionDenied("This plan is private to its owner and their line of managers.")
    return actor.holding(plan.owner_id)


def _writing(actor: Actor, plan: Plan) -> Permission:
    """The permission by which the person may change the plan, or would have to."""
    by_service = not plan.is_approved and not actor.may(Permission.PLAN_EDIT, plan.unit_id)
    return Permission.PLAN_WRITE if by_service else Permission.PLAN_EDIT


def may_begin(actor: Actor) -> bool:
    """Whether the person may begin a plan of any unit."""
    return any(actor.may_anywhere(each) for each in (Permission.PLAN_EDIT, Permission.PLAN_WRITE))


def check_begin(actor: Actor, unit_id: int | None = None) -> Actor:
    """The actor to record for a new plan of that unit, or one that is moved there; without it, who may begin none at
    all is refused. Raises PermissionDenied.
    """
    if unit_id is None and may_begin(actor):
        return actor
    is_council = actor.may(Permission.PLAN_EDIT, unit_id)
    return check(actor, Permission.PLAN_EDIT if is_council else Permission.PLAN_WRITE, unit_id)


def begins_for(actor: Actor) -> frozenset[int] | None:
    """The units for which the person may begin a plan; None is all of the council."""
    council = actor.reaches(Permission.PLAN_EDIT)
    return None if council is None else council | (actor.reaches(Permission.PLAN_WRITE) or frozenset())


def may_approve(actor: Actor, plan: Plan) -> bool:
    """Whether the person's posts let them review, approve, close and reopen the plan: acts of the whole council, so
    that no service approves its own. Who wrote in it does not review it all the same (``plans.changes.reviews``).
    """
    return may_edit(actor, plan) if plan.level.is_private else actor.may(Permission.PLAN_EDIT, plan.unit_id)


def check_approve(actor: Actor, plan: Plan) -> Actor:
    """The actor to record. Raises PermissionDenied."""
    return check_edit(actor, plan) if plan.level.is_private else check(actor, Permission.PLAN_EDIT, plan.unit_id)


def may_ask(actor: Actor, unit_id: int | None) -> bool:
    """Whether the person may say what the plans of that unit, and of what lies beneath it, are asked: whoever answers
    for the unit. What every plan of a level is asked (None) is the council's, and so the performance team's.
    """
    return actor.may(Permission.QUESTION_EDIT, unit_id)


def check_ask(actor: Actor, unit_id: int | None) -> Actor:
    """The actor to record. Raises PermissionDenied."""
    return check(actor, Permission.QUESTION_EDIT, unit_id)


def asks_of(actor: Actor) -> frozenset[int] | None:
    """The units of whose plans the person may say what they are asked; None is all of the council."""
    return actor.reaches(Permission.QUESTION_EDIT)


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


def may_answer(actor: Actor, asked: HelpAsked, *, edits: Permission, unit_id: int) -> bool:
    """Whether the person may answer a request for help, whatever it is asked with: who holds the post that is asked,
    and whoever ``edits`` such things of the unit for them.
    """
    return asked.asked_of_id in actor.post_ids or actor.may(edits, unit_id)


def check_answer(actor: Actor, asked: HelpAsked, *, edits: Permission, unit_id: int) -> Actor:
    """The actor to record; a deputy of the post that is asked answers "on behalf of". Raises PermissionDenied."""
    if not may_answer(actor, asked, edits=edits, unit_id=unit_id):
        raise PermissionDenied("Only the post that is asked answers this, or the performance team.")
    return actor.holding(asked.asked_of_id) if asked.asked_of_id in actor.post_ids else actor


def may_answer_support(actor: Actor, asked: SupportRequest) -> bool:
    """Whether the person may answer a request for help with a milestone."""
    return may_answer(actor, asked, edits=Permission.PLAN_EDIT, unit_id=asked.milestone.objective.plan.unit_id)


def check_answer_support(actor: Actor, asked: SupportRequest) -> Actor:
    """The actor to record. Raises PermissionDenied."""
    return check_answer(actor, asked, edits=Permission.PLAN_EDIT, unit_id=asked.milestone.objective.plan.unit_id)
