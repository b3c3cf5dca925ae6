"""What of money hangs from units: each year's lines. What was read in of staff stays as it was read in."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.holdings import Holding
from money.models import BudgetLine
from plans.periods import Frequency, containing


def _lines(day: date) -> QuerySet[Any]:
    """The lines of the year of that day, and of later ones."""
    return BudgetLine.objects.filter(year__gte=containing(day, Frequency.YEAR).key)


_MONTH = "A month’s extract is as it was read in; the next one names the team by its new unit."
HOLDINGS = (
    Holding(
        model="money.budgetline",
        field="unit",
        noun="budget line",
        standing=_lines,
        stays="Budget lines of earlier years stay with the unit that spent them.",
    ),
)
STAYS = {
    "money.stafffigure.unit": _MONTH,
    "money.staffshare.unit": f"{_MONTH} What its posts work on is said anew with it.",
}
