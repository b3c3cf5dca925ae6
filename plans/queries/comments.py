"""Reading what others say of a plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.actors import Actor
from foundation.statements import written_once
from plans.models import Plan, PlanComment


class Talk(NamedTuple):
    """Comments by the key of the question that they are about, and those on objectives and on the whole."""

    by_question: Mapping[int, Sequence[PlanComment]]
    others: Sequence[PlanComment]
    count: int
    waiting: int


def talk_about(plan: Plan) -> Talk:
    """What was said of a plan and not taken back, the earliest first, with the people. One statement; none for a
    private plan.
    """
    if plan.level.is_private:
        return Talk({}, [], 0, 0)
    by_question: dict[int, list[PlanComment]] = defaultdict(list)
    others = []
    comments = _comments(plan.pk)
    for each in comments:
        (by_question[each.question_id] if each.question_id else others).append(each)
    return Talk(by_question, others, len(comments), sum(not each.answer for each in comments))


@written_once
def _comments(plan: int) -> QuerySet[PlanComment]:
    found = PlanComment.objects.filter(plan=plan, withdrawn_at=None).order_by("at", "pk")
    return found.select_related("by", "answered_by", "objective")


def may_withdraw(actor: Actor, comment: PlanComment) -> bool:
    """Whether the person made the comment."""
    return actor.user is not None and comment.by_id == actor.user.pk
