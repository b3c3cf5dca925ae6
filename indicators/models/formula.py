"""Measures that are worked out from others: their formulas, from which period on, and what each result came from."""

from django.db import models
from django.urls import reverse

from indicators.models.indicator import Indicator
from indicators.models.observation import Observation
from indicators.rules.formula import Blanks
from indicators.rules.formula_text import LONGEST, renamed
from plans.fields import PeriodField


class Formula(models.Model):
    """A formula of a measure from a period on. Rows are never changed: of those that have begun the last one made
    (``number``) holds. ``text`` names its inputs by their numbers in it, “[1] / [2] * 100”, so that a measure can be
    given another reference; "" says that the measure is typed again.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="formulas")
    number = models.PositiveSmallIntegerField()
    first_period = PeriodField("from")
    text = models.CharField("formula", max_length=LONGEST, blank=True)
    blanks = models.CharField(
        "a gap among its inputs",
        max_length=6,
        choices=[(Blanks.BLANK.value, "Leaves the result blank"), (Blanks.NOUGHT.value, "Counts as nought")],
        default=Blanks.BLANK.value,
    )
    why = models.CharField("why", max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="formula_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} formula from {self.first_period.label}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator-detail", args=[self.indicator.ref]) + "?tab=formula"

    @property
    def shown(self) -> str:
        """The formula with the references that its measures have today. Its inputs are read with their measures."""
        return renamed(self.text, {str(each.number): each.indicator.ref for each in self.inputs.all()})


class FormulaInput(models.Model):
    """A measure that a formula names."""

    formula = models.ForeignKey(Formula, on_delete=models.CASCADE, related_name="inputs")
    number = models.PositiveSmallIntegerField()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="feeds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["formula", "number"], name="formula_input_number_once"),
            models.UniqueConstraint(fields=["formula", "indicator"], name="formula_input_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} in {self.formula}"


class Calculation(models.Model):
    """That a figure was worked out and not typed, and by which formula."""

    observation = models.OneToOneField(Observation, on_delete=models.CASCADE, related_name="calculation")
    formula = models.ForeignKey(Formula, on_delete=models.PROTECT, related_name="calculations")

    def __str__(self) -> str:
        return f"{self.observation}, calculated"


class CalculationInput(models.Model):
    """The figure of an input that a result was worked out from: that revision of it, as it stood then. None where it
    had no figure and that counted as nought.
    """

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="inputs")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calculation", "indicator"], name="calculation_input_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} in {self.calculation}"
