from django.db import models

from accounts.models import User
from indicators.models.indicator import Indicator
from indicators.models.target import figure
from plans.fields import PeriodField


class OwnForecast(models.Model):
    """What those who answer for a measure expect its year to end on. Each saying is kept: the latest one counts, and
    the earlier ones are held against what came (rules.md 8).
    """

    class Confidence(models.TextChoices):
        HIGH = "high", "High: little can change it"
        MEDIUM = "medium", "Medium: some of it is out of our hands"
        LOW = "low", "Low: a best guess"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="own_forecasts")
    year = PeriodField()
    value = figure()
    basis = models.TextField("what it rests on", max_length=2000)
    confidence = models.CharField(max_length=6, choices=Confidence)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["indicator", "year", "-said_at"], name="own_forecast_latest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__isnull=False), name="own_forecast_has_value"),
            models.CheckConstraint(condition=~models.Q(basis=""), name="own_forecast_has_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} forecast for {self.year.label}"

    def get_absolute_url(self) -> str:
        return f"{self.indicator.get_absolute_url()}#outlook"
