from django.db import models
from django.db.models import Q

from indicators.models.indicator import Indicator
from plans.models import DatedAction


class RecoveryAction(DatedAction):
    """What is done to bring a measure back on target, by whom and by when. It stays with the measure when it ends."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="recovery")
    completed_on = models.DateField(null=True, blank=True)

    class Meta(DatedAction.Meta):
        indexes = [models.Index(fields=["indicator", "due_on"], name="recovery_of_measure")]
        constraints = [
            *DatedAction.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="complete", completed_on__isnull=False)
                | (~Q(state="complete") & Q(completed_on__isnull=True)),
                name="%(class)s_complete_has_date",
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{self.indicator.get_absolute_url()}#recovery"
