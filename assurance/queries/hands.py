"""Whose hands a measure's figures went through in a year: none of them checks these figures."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from indicators.models import Indicator, Observation
from plans.periods import Period


def figures_in(year: Period, indicators: Iterable[Indicator] | QuerySet[Indicator]) -> QuerySet[Observation]:
    """The figures of measures whose period begins in a financial year, each with its revisions."""
    begins, ends = year.start.isoformat(), year.next().start.isoformat()
    return Observation.objects.filter(indicator__in=indicators, period__gte=begins, period__lt=ends)


def handled(person: User, indicator: Indicator, year: Period) -> str:
    """What somebody did with a measure's figures of a year, to end "You …"; "" where that was nothing. One
    statement.
    """
    mine = figures_in(year, [indicator]).filter(Q(entered_by=person) | Q(approved_by=person)).order_by("-period")
    figure = mine.first()
    if figure is None:
        return ""
    return f"{'entered' if figure.entered_by_id == person.pk else 'approved'} its figure for {figure.period.label}"
