from django.db import models
from django.db.models import F, Q

from indicators.rules.vocabulary import Profile
from plans.fields import PeriodField


def figure(**kwargs: object) -> models.DecimalField:
    """A stored figure: ten decimals, so that a status is worked out on what was computed, not on what is shown."""
    return models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True, **kwargs)


class AnnualTarget(models.Model):
    """What a measure is to reach by the year's end, and how that is spread over its periods (C3)."""

    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.CASCADE, related_name="annual_targets")
    year = PeriodField()
    value = figure()
    low = figure(verbose_name="lowest good value")
    high = figure(verbose_name="highest good value")
    text = models.CharField("target in words", max_length=200, blank=True)
    profile = models.CharField(
        max_length=13,
        choices=[
            (Profile.EQUAL.value, "Equal shares"),
            (Profile.LAST_YEAR.value, "Last year's shape"),
            (Profile.LEVEL.value, "The same level all year"),
            (Profile.STRAIGHT_LINE.value, "A straight line from the baseline"),
            (Profile.TYPED.value, "Typed for each period"),
        ],
        default=Profile.LEVEL.value,
    )
    baseline = figure(verbose_name="where the line starts")
    rationale = models.TextField("why this target", blank=True)
    is_not_rated = models.BooleanField("not rated this year, by decision", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="annual_target_once"),
            models.CheckConstraint(condition=Q(high__gte=F("low")), name="annual_target_range"),
        ]
        indexes = [
            # The few that a page of figures has to know of beside its period targets.
            models.Index(
                fields=["year", "indicator"],
                condition=Q(is_not_rated=True) | ~Q(text=""),
                name="annual_target_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} target for {self.year.label}"


class PeriodTarget(models.Model):
    """Where a measure should be by the end of one period. The limits hold explicit values (a floor standard)."""

    annual = models.ForeignKey(AnnualTarget, on_delete=models.CASCADE, related_name="periods")
    # Repeated from the annual target so that a page of figures is one join away from its targets.
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.CASCADE, related_name="period_targets")
    period = PeriodField()
    value = figure()
    low = figure()
    high = figure()
    green_limit = figure(verbose_name="green to")
    red_limit = figure(verbose_name="red beyond")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="period_target_once")]
        indexes = [
            models.Index(
                fields=["period", "indicator", "value", "low", "high", "green_limit", "red_limit"],
                name="period_target_cover",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} target for {self.period.label}"
