"""Reading the quality assurance of plans."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Post
from accounts.roles import ROLES, Permission, Role
from foundation.statements import written_once
from plans.models import Plan, PlanReview, ReviewItem, ReviewOutcome
from plans.workflow import PlanState


def reviewers_of_plans() -> QuerySet[Post]:
    """The posts of the performance team that stand today: who reviews what services write."""
    roles = [role.value for role in Role if Permission.PLAN_EDIT in ROLES[role].council]
    return Post.objects.filter(role__in=roles, ends_on=None).order_by("title", "pk")


def rounds_of(plan: Plan) -> Sequence[PlanReview]:
    """Every round of a plan's review, the latest first, with the people and what of the checklist was not met. Two
    statements.
    """
    rounds = _rounds(plan.pk)
    unmet: dict[int, list[ReviewItem]] = defaultdict(list)
    for item in _unmet(plan.pk) if rounds else ():
        unmet[item.review_id].append(item)
    for each in rounds:
        each.findings = unmet[each.pk]
    return rounds


@written_once
def _rounds(plan: int) -> QuerySet[PlanReview]:
    return PlanReview.objects.filter(plan=plan).select_related("submitted_by", "reviewer").order_by("-number")


@written_once
def _unmet(plan: int) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.filter(review__plan=plan, is_met=False).order_by("position")


def to_repair(plan: Plan, rounds: Sequence[PlanReview]) -> PlanReview | None:
    """The round by which a draft was sent back and which its authors still have to answer."""
    if plan.state != PlanState.DRAFT:
        return None
    decided = (each for each in rounds if each.outcome != ReviewOutcome.WITHDRAWN)
    last = next(decided, None)
    return last if last and last.outcome == ReviewOutcome.SENT_BACK else None
