"""Which measures a page or report of a period is about, in the database. For one measure: ``rules.collection``."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.queries.stood import STOOD_JOIN, STOOD_SQL, ever_at, stood
from indicators.models import Indicator
from plans.periods import Period


def collected(period: Period) -> QuerySet[Indicator]:
    """The measures whose collection had begun by the period's end and not ended before it, by reference; ``stood_in``
    is the service of each then.
    """
    return collected_from(period.start, period.end)


def collected_from(first: date, last: date) -> QuerySet[Indicator]:
    """The same by the days with which a period begins and ends."""
    return with_service(Indicator.objects.filter(collected_between(first, last)).order_by("ref"), last)


def with_service(indicators: QuerySet[Indicator], day: date) -> QuerySet[Indicator]:
    """The same measures, which can be asked for the key of the service that each belonged to at the end of a day,
    before reorganisations since: ``stood_in``.
    """
    return indicators.annotate(stood_in=stood(*_OF_SERVICE, day))


def in_service(service: Any, first: date, last: date) -> QuerySet[Indicator]:
    """Those of ``collected_from`` that belonged to a service (its key) at the end of the last day."""
    return collected_from(first, last).filter(ever_at(*_OF_SERVICE, service), stood_in=service)


_OF_SERVICE = ("indicators.indicator", "service")
_SERVICE = {"kind": "indicators.indicator", "field": "service", "table": "measure"}
SERVICE_THEN, SERVICE_JOIN = STOOD_SQL.format(**_SERVICE), STOOD_JOIN.format(**_SERVICE)
"""The same for a statement of our own about ``measure``: the key, and the join that it needs, whose parameter is the
day.
"""


def collected_between(first: date, last: date) -> Q:
    """The condition for measures that were collected on some day between two."""
    begun = Q(starts_on__lte=last) | Q(starts_on=None) & (Q(expected_from=None) | Q(expected_from__lte=last))
    return begun & (Q(ends_on=None) | Q(ends_on__gte=first))


def collected_sql(period: Period) -> tuple[str, list[str]]:
    """``collected`` for a statement of our own about ``measure``: the condition with its values."""
    last, first = map(connection.ops.adapt_datefield_value, (period.end, period.start))
    return _SQL, [last, last, first]


_SQL = """
    (measure.starts_on <= %s OR measure.starts_on IS NULL
        AND (measure.expected_from IS NULL OR measure.expected_from <= %s))
    AND (measure.ends_on IS NULL OR measure.ends_on >= %s)
"""
