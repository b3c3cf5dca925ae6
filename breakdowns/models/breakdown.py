from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from breakdowns.models.dimension import THRESHOLD_TOLD, Dimension, Group, threshold_holds
from foundation.narrowing import within
from indicators.models import Indicator
from indicators.models.target import figure
from plans.fields import PeriodField


class BreakdownQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of measures that a person may read."""
        return within(self, actor.reaches(Permission.COUNCIL_READ), "indicator__service")


class Breakdown(models.Model):
    """That a measure is entered and read by the groups of a dimension too.

    ``threshold`` None: that of the dimension. ``adds_up``: its groups together are the whole, so that they must come to
    the measure's own figure. It is never a column of the key of figures or targets: those have rows of their own here.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breakdowns")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="breakdowns")
    threshold = models.PositiveSmallIntegerField("hidden below", null=True, blank=True)
    adds_up = models.BooleanField("the groups add up to the measure", default=True)
    is_ended = models.BooleanField("no longer entered", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "dimension"], name="breakdown_once"),
            models.CheckConstraint(
                condition=Q(threshold=None) | threshold_holds("threshold"), name="breakdown_threshold",
                violation_error_message=THRESHOLD_TOLD,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} by {self.dimension.noun}"

    def get_absolute_url(self) -> str:
        return reverse("breakdowns:breakdown", args=[self.indicator.ref, self.dimension_id])

    @property
    def hidden_below(self) -> int:
        return self.dimension.threshold if self.threshold is None else self.threshold


class GroupTarget(models.Model):
    """Where a group should be by the end of a period, where that is not where the whole measure should be."""

    breakdown = models.ForeignKey(Breakdown, on_delete=models.CASCADE, related_name="targets")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    period = PeriodField()
    value = figure()
    low = figure(verbose_name="lowest good value")
    high = figure(verbose_name="highest good value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breakdown", "group", "period"], name="group_target_once"),
            models.CheckConstraint(condition=Q(high__gte=F("low")), name="group_target_range"),
            models.CheckConstraint(
                condition=~Q(value=None) | ~Q(low=None) | ~Q(high=None), name="group_target_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Target of {self.group} for {self.period}"
