from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.objective import Objective
from plans.models.plan import PartsOfPlans, Plan
from plans.models.section import SectionTemplate


class PlanCommentQuerySet(PartsOfPlans):
    plan = "plan__"


class PlanComment(models.Model):
    """What a member, a peer or a partner says of a draft: of the whole of it, of one answer or of one objective.

    Kept when the plan is approved, with what its authors did with it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments")
    question = models.ForeignKey(SectionTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField("what we did with it", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanCommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "at"], name="comment_on_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=True) | Q(objective__isnull=True), name="comment_on_one_thing"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="comment_answered_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"comment on {self.plan}"
