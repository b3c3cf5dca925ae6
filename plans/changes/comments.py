"""What others say of a plan before it is approved, and what its authors did with it."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.refusals import ChangeRefused
from foundation.versions import save_version
from plans.changes.told import comment_answered, plan_commented
from plans.models import Objective, Plan, PlanComment, SectionTemplate
from plans.workflow import BEFORE_APPROVAL

DECIDED = "This plan was approved, so its comments are closed. They are kept with it."


@transaction.atomic
def comment_on_plan(
    *,
    by: Actor,
    at: datetime,
    plan: Plan,
    text: str,
    question: SectionTemplate | None = None,
    objective: Objective | None = None,
) -> PlanComment:
    """A comment on the whole plan, on one answer or on one objective of it. Raises ChangeRefused once it is approved,
    for a private plan, for nothing said, and for an objective of another plan.
    """
    _check_open(plan)
    if not text.strip():
        raise ChangeRefused("Enter what you want to say about the plan.")
    if objective and objective.plan_id != plan.pk:
        raise ChangeRefused("That objective belongs to another plan.")
    comment = PlanComment.objects.create(
        plan=plan, question=question, objective=objective, by=by.user, at=at, text=text.strip()
    )
    tell(by=by, at=at, news=plan_commented(comment, by.name))
    audit.record(
        by=by, at=at, action="commented on", thing=comment, page=plan, changes={"comment": (None, comment.text)}
    )
    return comment


@transaction.atomic
def answer_comment(*, by: Actor, at: datetime, comment: PlanComment, version: int, answer: str) -> PlanComment:
    """What the authors did with a comment. Raises ChangeRefused once the plan is approved or where the comment was
    taken back; Conflict with the stored comment when somebody answered after ``version``.
    """
    stored = _stored(comment)
    if not answer.strip():
        raise ChangeRefused("Enter what you did with the comment.")
    before = stored.answer or None
    stored.answer, stored.answered_by, stored.answered_at = answer.strip(), by.user, at
    save_version(stored, version=version, fields=["answer", "answered_by", "answered_at"])
    tell(by=by, at=at, news=comment_answered(stored))
    changes = {"answer": (before, stored.answer)}
    audit.record(by=by, at=at, action="answered a comment on", thing=stored, page=stored.plan, changes=changes)
    return stored


@transaction.atomic
def withdraw_comment(*, by: Actor, at: datetime, comment: PlanComment) -> PlanComment:
    """Taken back by who made it; its words are shown no more. Raises ChangeRefused once the plan is approved."""
    stored = _stored(comment)
    stored.withdrawn_at = at
    save_version(stored, version=stored.version, fields=["withdrawn_at"])
    audit.record(by=by, at=at, action="took back a comment on", thing=stored, page=stored.plan)
    return stored


def _stored(comment: PlanComment) -> PlanComment:
    stored = PlanComment.objects.select_related("plan__level", "plan__owner", "by").get(pk=comment.pk)
    _check_open(stored.plan)
    if stored.withdrawn_at:
        raise ChangeRefused("This comment was taken back by who made it.")
    return stored


def _check_open(plan: Plan) -> None:
    if plan.level.is_private:
        raise ChangeRefused("A private plan is read by its owner and their line of managers alone.")
    state = Plan.objects.values_list("state", flat=True).get(pk=plan.pk)
    if state not in BEFORE_APPROVAL:
        raise ChangeRefused(DECIDED)
