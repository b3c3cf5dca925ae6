"""Help that is asked for with a milestone."""

from accounts.actors import Actor
from accounts.roles import Permission
from plans.models import Milestone, SupportRequest


def support_of(milestone: Milestone) -> list[SupportRequest]:
    """All that was asked for, the newest first. One statement."""
    return list(milestone.support.select_related("asked_by", "asked_of", "answered_by").order_by("-asked_at", "-pk"))


def may_answer(actor: Actor, request: SupportRequest, unit_id: int) -> bool:
    """Whether the person may answer: who holds the post that is asked, and the performance team for them."""
    return request.asked_of_id in actor.post_ids or actor.may(Permission.PLAN_EDIT, unit_id)
