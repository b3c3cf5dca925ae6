from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from plans.fields import PeriodField


class CoverageCount(models.Model):
    """How far a unit's objectives and measures covered one another when the reports of a quarter were released (A3)."""

    period = PeriodField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    objectives = models.PositiveIntegerField()
    objectives_without = models.PositiveIntegerField("objectives without a measure")
    outcomes = models.PositiveIntegerField()
    outcomes_without = models.PositiveIntegerField("outcomes without a full set of measures")
    measures = models.PositiveIntegerField()
    measures_without = models.PositiveIntegerField("measures that serve no objective")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="coverage_once"),
            models.CheckConstraint(
                condition=Q(objectives__gte=F("objectives_without"))
                & Q(outcomes__gte=F("outcomes_without"))
                & Q(measures__gte=F("measures_without")),
                name="coverage_part_of_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Coverage of {self.unit} in {self.period.label}"
