"""How objectives and priorities are summed up from their parts, and how much each part weighs (rules.md 9)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from foundation.dates import day_words
from indicators.models.indicator import Indicator
from indicators.rules.summing import SummingRule
from plans.models import Level, Objective

AS_ITS_LEVEL = ""
"""The rule of an objective that goes by its level again."""


class SummingChoice(models.Model):
    """By which rule the objectives of a level, or one objective, are summed up from a day on. An objective's own choice
    goes before its level's; without either it goes by counts.
    """

    level = models.ForeignKey(Level, on_delete=models.CASCADE, null=True, related_name="summing")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, related_name="summing")
    rule = models.CharField(
        max_length=10,
        blank=True,
        choices=[
            (SummingRule.COUNTS.value, "Counts: how many are on target"),
            (SummingRule.WORST.value, "Worst part"),
            (SummingRule.MAJORITY.value, "Majority of parts"),
            (SummingRule.BASKET.value, "Weighted basket"),
        ],
    )
    starts_on = models.DateField("from")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__isnull=False, objective__isnull=True)
                | Q(level__isnull=True, objective__isnull=False),
                name="summing_of_level_or_objective",
            ),
            models.CheckConstraint(condition=Q(level__isnull=True) | ~Q(rule=""), name="summing_of_level_has_rule"),
            models.UniqueConstraint(fields=["level", "starts_on"], name="summing_of_level_once_a_day"),
            models.UniqueConstraint(fields=["objective", "starts_on"], name="summing_of_objective_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.level or self.objective}: {self.get_rule_display() or 'as its level'} from {self.starts_on}"


class WeightSetQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """Those that count on a day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class WeightSet(models.Model):
    """How much each part of an objective weighs, from a day to a day (None: until further notice). Those of one
    objective never overlap.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="weight_sets")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="weights_end_after_start"
            ),
            models.UniqueConstraint(fields=["objective", "starts_on"], name="weights_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"Weights of {self.objective} {self.span}"

    def get_absolute_url(self) -> str:
        return self.objective.get_absolute_url()

    @property
    def span(self) -> str:
        """ "from 1 April 2026 to 31 March 2027"; "from 1 April 2026 on"."""
        return span_words(self.starts_on, self.ends_on)


def span_words(starts_on: date, ends_on: date | None) -> str:
    """From which day to which weights count."""
    return f"from {day_words(starts_on)} {f'to {day_words(ends_on)}' if ends_on else 'on'}"


class PartWeight(models.Model):
    """What one part weighs among its siblings: an objective that contributes, or a measure that serves."""

    weight_set = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="weights")
    child = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, related_name="+")
    measure = models.ForeignKey(Indicator, on_delete=models.CASCADE, null=True, related_name="+")
    weight = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, measure__isnull=True) | Q(child__isnull=True, measure__isnull=False),
                name="weight_of_one_part",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="weight_not_below_nought"),
            models.UniqueConstraint(fields=["weight_set", "child"], name="weight_of_child_once"),
            models.UniqueConstraint(fields=["weight_set", "measure"], name="weight_of_measure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weight.normalize():f} for {self.child or self.measure}"
