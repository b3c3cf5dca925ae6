"""One measure over the years: its figures with who stands behind each, and what reports have said of it."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from foundation.statements import written_once
from indicators.models import Indicator, Observation
from plans.periods import Period
from reporting.document import MeasureFacts
from reporting.models import Cycle, Report
from reporting.workflow import ReportState

SHOWN_QUARTERS = 4  # every report of one quarter may hold the measure, and each is looked into


def figures_of(indicator: Indicator, first: date, last: date) -> dict[Period, Observation]:
    """The figure that stands in each period that begins between two days, with commentary, people and return: of finer
    periods too. One statement.
    """
    # A key begins with its first day, so every key of the last day sorts before the next day.
    after = last + timedelta(days=1)
    return {each.period: each for each in _figures(indicator.pk, first.isoformat(), after.isoformat())}


@written_once
def _figures(indicator_id: int, first: str, last: str) -> QuerySet[Observation]:
    figures = Observation.objects.standing().filter(indicator=indicator_id, period__gte=first, period__lt=last)
    return figures.select_related("entered_by", "approved_by", "in_return", "commentary__action_by", "calculation")


def reported_as(indicator: Indicator, *, among: QuerySet[Report]) -> list[tuple[Report, MeasureFacts]]:
    """The measure's facts in those of the reports that are released, hold it and are of the last quarters, service,
    exception and themed, the newest first: what was said of it at the time. One statement.
    """
    quarters = Cycle.objects.filter(reports__state=ReportState.RELEASED).distinct().order_by("-period")
    reports = (
        among.filter(state=ReportState.RELEASED, cycle__in=quarters[:SHOWN_QUARTERS], facts__has_key=indicator.ref)
        .annotate(said=KeyTransform(indicator.ref, "facts"))
        .defer("document", "facts")
        .select_related("cycle", "committee")
        .order_by("-cycle__period", "-edition", "kind", "audience", "pk")
    )
    return [(report, report.said) for report in reports if report.said]
