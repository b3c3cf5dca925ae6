from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Post
from plans.models.milestone import Milestone
from plans.models.plan import PartsOfPlans


def of_help(name: str) -> list[models.CheckConstraint]:
    """What is true of every request for help, as constraints whose names begin with that."""
    return [
        models.CheckConstraint(condition=~Q(text=""), name=f"{name}_has_text"),
        models.CheckConstraint(condition=Q(answer="") | Q(answered_at__isnull=False), name=f"{name}_answer_day"),
        models.CheckConstraint(condition=Q(answer="") | Q(closed_at__isnull=True), name=f"{name}_ends_once"),
    ]


class HelpAsked(models.Model):
    """Help that is asked for, of the line manager of a post. Open until it is answered, or closed by who asked; kept
    either way. What it is asked with says who makes a kind of it.
    """

    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField("no longer needed since", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return not self.answer and self.closed_at is None


class SupportRequestQuerySet(PartsOfPlans):
    plan = "milestone__objective__plan__"


class SupportRequest(HelpAsked):
    """Help that is asked for with a milestone, of the line manager of the post that owns it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="support")

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["milestone", "asked_at"], name="support_of_milestone")]
        constraints = of_help("support")

    def __str__(self) -> str:
        return f"help with {self.milestone}"

    def get_absolute_url(self) -> str:
        return f"{self.milestone.get_absolute_url()}#help-{self.pk}"
