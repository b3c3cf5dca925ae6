from django.db import models
from django.db.models import F, Q

from accounts.models import Post
from plans.models import MilestoneState
from risks.models.risk import Risk


class Control(models.Model):
    """What holds a risk down today, who keeps it, and when somebody last looked whether it works."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="controls")
    text = models.CharField("what it is", max_length=300)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField("last checked on", null=True, blank=True)
    found = models.TextField("what the check found", blank=True)
    is_in_place = models.BooleanField("in place", default=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text


class Mitigation(models.Model):
    """An action that will bring a risk towards its target; judged like a milestone (rules.md 10)."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="mitigations")
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    state = models.CharField(max_length=12, choices=MilestoneState, default=MilestoneState.NOT_STARTED)
    percent_complete = models.PositiveSmallIntegerField(default=0)
    narrative = models.TextField("how it is going", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent_complete__lte=100), name="mitigation_percent_range"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="mitigation_due_after_start"),
            models.CheckConstraint(
                condition=Q(state="complete", percent_complete=100) | ~Q(state="complete"),
                name="mitigation_complete_is_all_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_hold", "cancelled"]) | ~Q(narrative=""), name="mitigation_stop_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title
