from django.db import models

from indicators.models.indicator import Indicator
from plans.models import HelpAsked, of_help


class MeasureHelp(HelpAsked):
    """Help that is asked for with a measure, of the line manager of the post that owns it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="help_asked")

    class Meta:
        indexes = [models.Index(fields=["indicator", "asked_at"], name="help_with_measure")]
        constraints = of_help("measurehelp")

    def __str__(self) -> str:
        return f"help with {self.indicator}"

    def get_absolute_url(self) -> str:
        return f"{self.indicator.get_absolute_url()}#help-{self.pk}"
