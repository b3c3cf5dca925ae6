from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Post
from plans.models.objective import Objective
from plans.models.plan import PartsOfPlans


class MilestoneState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"
    ON_HOLD = "on_hold", "On hold"
    CANCELLED = "cancelled", "Cancelled"


UNDER_WAY = (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)
STOPPED = (MilestoneState.ON_HOLD, MilestoneState.CANCELLED)
ENDED = (MilestoneState.COMPLETE, MilestoneState.CANCELLED)
"""Of milestones and actions by a day: what reminders tell of, what wants a reason, what nobody sees to any more."""


class MilestoneQuerySet(PartsOfPlans):
    plan = "objective__plan__"


class Milestone(models.Model):
    """A dated step of an objective. A new due date keeps the first one, so that slippage is counted."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="milestones")
    ref = models.CharField("reference", max_length=24, unique=True)
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    forecast_on = models.DateField("expected to finish", null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    percent_complete = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=MilestoneState, default=MilestoneState.NOT_STARTED)
    narrative = models.TextField(blank=True)
    reason = models.TextField("why on hold or cancelled", blank=True)
    weight = models.DecimalField(
        "weight among the milestones of its objective", max_digits=7, decimal_places=2, default=Decimal(1)
    )
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["objective", "due_on"], name="milestone_of_objective")]
        constraints = [
            models.CheckConstraint(condition=Q(percent_complete__lte=100), name="milestone_percent_range"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="milestone_due_after_start"),
            models.CheckConstraint(
                condition=Q(state="complete", completed_on__isnull=False, percent_complete=100)
                | (~Q(state="complete") & Q(completed_on__isnull=True)),
                name="milestone_complete_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_hold", "cancelled"]) | ~Q(reason=""), name="milestone_stop_has_reason"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="milestone_weight_not_below_nought"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:milestone-detail", args=[self.ref])


class MilestoneWait(models.Model):
    """A milestone that cannot be finished before another is. They never go round in a circle."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="waits")
    waits_for = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="awaited_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "waits_for"], name="wait_once"),
            models.CheckConstraint(condition=~Q(milestone=F("waits_for")), name="wait_not_for_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} waits for {self.waits_for}"
