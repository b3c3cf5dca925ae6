from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Post
from plans.models.milestone import Milestone
from plans.models.plan import PartsOfPlans


class SupportRequestQuerySet(PartsOfPlans):
    plan = "milestone__objective__plan__"


class SupportRequest(models.Model):
    """Help that is asked for with a milestone, of the line manager of the post that owns it. Open until it is answered,
    or closed by who asked; kept either way.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="support")
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField("no longer needed since", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["milestone", "asked_at"], name="support_of_milestone")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="support_has_text"),
            models.CheckConstraint(condition=Q(answer="") | Q(answered_at__isnull=False), name="support_answer_day"),
            models.CheckConstraint(condition=Q(answer="") | Q(closed_at__isnull=True), name="support_ends_once"),
        ]

    def __str__(self) -> str:
        return f"help with {self.milestone}"

    def get_absolute_url(self) -> str:
        return f"{self.milestone.get_absolute_url()}#help-{self.pk}"

    @property
    def is_open(self) -> bool:
        return not self.answer and self.closed_at is None
