"""Who wrote in a plan: none of them reviews it."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Event, User
from plans.models import Milestone, Objective, Plan

# What is done to a plan without writing in it.
NOT_WRITING = (
    "took back",
    "sent back",
    "signed off",
    "approved",
    "closed",
    "reopened",
    "commented on",
    "answered a comment on",
    "took back a comment on",
    "tagged",
    "recorded a challenge of",
    "corrected a challenge of",
    "kept as a model",
    "kept no longer as a model",
    "drew for review",
    "gave to review",
)


def authors_of(plan: Plan) -> frozenset[int]:
    """The people who wrote in the plan, its objectives, links or milestones, or submitted it, by the audit trail. What
    a job wrote, such as the start of a new year, has a source and makes nobody an author. Three statements.
    """
    objectives = list(plan.objectives.values_list("pk", flat=True))
    milestones = Milestone.objects.filter(objective__in=objectives).values_list("pk", flat=True)
    pages = _of(Plan, [plan.pk]) | _of(Objective, objectives) | _of(Milestone, milestones)
    written = Event.objects.filter(pages, source="", by__isnull=False).exclude(action__in=NOT_WRITING)
    return frozenset(written.values_list("by", flat=True).distinct())


def is_author(plan: Plan, user: User | None) -> bool:
    """Whether the person may not review the plan, since they wrote in it. The system itself is no author."""
    return user is not None and user.pk in authors_of(plan)


def _of(model: type[Plan | Objective | Milestone], keys: Iterable[int]) -> Q:
    return Q(page_type=model._meta.label_lower, page_id__in=[str(key) for key in keys])
