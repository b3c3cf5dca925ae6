"""What measures are to reach later in the year."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from indicators.judging.judged import Measured
from indicators.models import PeriodTarget
from plans.periods import Period

HISTORY = 12
"""Periods before the one shown or reported: three years of quarters."""


def targets_ahead(measures: Sequence[Measured]) -> dict[int, dict[Period, Decimal]]:
    """The targets of each measure's later periods in the year of its data period, by indicator; one statement."""
    shown = {each.definition.pk: each.period for each in measures}
    scope = Q(indicator__in=shown) if len(shown) <= 200 else Q()
    years = {period.year.key for period in shown.values()}
    targets = PeriodTarget.objects.filter(scope, annual__year__in=years, value__isnull=False).order_by("period")
    found: dict[int, dict[Period, Decimal]] = defaultdict(dict)
    for pk, period, value in targets.values_list("indicator_id", "period", "value"):
        if pk in shown and period.start > shown[pk].start:
            found[pk][period] = value
    return dict(found)
