"""Whether something is done about a measure: read with its definition, so that no page asks for it apart."""

from datetime import date

from django.db.models import DateField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from indicators.models import RecoveryAction
from plans.models import STOPPED

UNTIL_SQL = "recovering.until"
"""``recovery_until`` for a statement of our own about ``measure``, as text, with ``UNTIL_JOIN``."""

UNTIL_JOIN = """
    LEFT JOIN (
        SELECT indicator_id, MAX(COALESCE(CAST(completed_on AS text), '9999-12-31')) AS until
        FROM indicators_recoveryaction WHERE state NOT IN ('on_hold', 'cancelled') GROUP BY indicator_id
    ) recovering ON recovering.indicator_id = measure.id"""


def recovery_until(measure: str = "pk") -> Subquery:
    """For a queryset, where ``measure`` names a measure: the last day on which a recovery action of it was being done,
    ``date.max`` while one is under way; None where there is none. What is on hold or cancelled is no action.
    """
    actions = RecoveryAction.objects.filter(indicator=OuterRef(measure)).exclude(state__in=STOPPED)
    until = Coalesce("completed_on", Value(date.max), output_field=DateField())
    whole = actions.order_by().values("indicator").annotate(until=Max(until)).values("until")
    return Subquery(whole, output_field=DateField())
