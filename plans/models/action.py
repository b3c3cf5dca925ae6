from django.db import models
from django.db.models import F, Q

from accounts.models import Post
from plans.models.milestone import MilestoneState


class DatedAction(models.Model):
    """Something that a post does by a day, for whatever it hangs on; judged like a milestone (rules.md 10). A new due
    date keeps the first one, so that slippage is counted.
    """

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
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(percent_complete__lte=100), name="%(class)s_percent_range"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="%(class)s_due_after_start"),
            models.CheckConstraint(
                condition=Q(state="complete", percent_complete=100) | ~Q(state="complete"),
                name="%(class)s_complete_is_all_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_hold", "cancelled"]) | ~Q(narrative=""), name="%(class)s_stop_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title
