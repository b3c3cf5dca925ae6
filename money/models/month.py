from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from money.models.line import BudgetLine
from plans.fields import PeriodField


class Extract(models.Model):
    """A month of the ledger as it was read in, whole. A corrected month is another extract: the one before stays, with
    its figures, and stands no longer.
    """

    year = PeriodField()
    month = PeriodField()
    filename = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.PositiveIntegerField()
    planned = models.DecimalField("total planned", max_digits=16, decimal_places=2)
    actual = models.DecimalField("total to date", max_digits=16, decimal_places=2)
    forecast = models.DecimalField("total forecast", max_digits=16, decimal_places=2)
    is_standing = models.BooleanField("stands", default=True)

    class Meta:
        indexes = [models.Index(fields=["year", "month"], name="extract_of_month")]
        constraints = [
            models.UniqueConstraint(fields=["month"], condition=Q(is_standing=True), name="extract_one_stands")
        ]

    def __str__(self) -> str:
        return f"Finance extract of {self.month}"

    def get_absolute_url(self) -> str:
        return reverse("money:extract-list")


class MonthFigure(models.Model):
    """A line in an extract: the plan as it is now, what was due and spent until the end of the month, the year's
    forecast. ``profiled`` is None where the extract does not say what was due.
    """

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="figures")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="months")
    planned = models.DecimalField("planned for the year", max_digits=14, decimal_places=2)
    profiled = models.DecimalField("planned to date", max_digits=14, decimal_places=2, null=True)
    actual = models.DecimalField("actual to date", max_digits=14, decimal_places=2)
    forecast = models.DecimalField("forecast for the year", max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "line"], name="figure_once_an_extract")]

    def __str__(self) -> str:
        return f"{self.line} in {self.extract.month}"
