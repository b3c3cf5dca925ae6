from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Unit
from accounts.roles import Permission
from foundation.narrowing import within
from money.rules.variance import Flow
from plans.fields import PeriodField
from plans.models import Objective

SIGNED = "Write income with a minus, as ledgers do, and spending without one."


class Nature(models.TextChoices):
    REVENUE = "revenue", "Revenue"
    CAPITAL = "capital", "Capital"


class FlowChoice(models.TextChoices):
    SPENDING = Flow.SPENDING.value, "Spending"
    INCOME = Flow.INCOME.value, "Income"


class BudgetLineQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the units that a person may read."""
        return self.within(actor.reaches(Permission.COUNCIL_READ))

    def within(self, reach: frozenset[int] | None) -> Self:
        """Those of the units that a permission reaches: ``reach`` as ``Actor.reaches`` gives it, None for all."""
        return within(self, reach, "unit")


class BudgetLine(models.Model):
    """A cost centre in a financial year: what a unit may spend on something, or is to take in.

    ``planned`` is the budget as it was set, signed as ledgers sign it: income counts down. What the budget has become
    since, and what was spent, stands in the months.
    """

    year = PeriodField()
    code = models.CharField("cost centre", max_length=30)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField("revenue or capital", max_length=8, choices=Nature, default=Nature.REVENUE)
    flow = models.CharField("spending or income", max_length=8, choices=FlowChoice, default=FlowChoice.SPENDING)
    planned = models.DecimalField("planned for the year", max_digits=14, decimal_places=2)
    version = models.PositiveIntegerField(default=1)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["year", "unit"], name="line_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["year", "code"], name="line_once_a_year"),
            models.CheckConstraint(
                condition=Q(flow="spending", planned__gte=0) | Q(flow="income", planned__lte=0),
                name="line_signed_by_its_flow",
                violation_error_message=SIGNED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("money:line-detail", args=[self.pk])


class Share(models.Model):
    """How many per cent of a budget line serve an objective. What is in no share is linked to none."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="shares")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="money_shares")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "objective"], name="share_once"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_percent_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f}% of {self.line} for {self.objective}"
