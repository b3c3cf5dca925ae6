"""One measure over the years: its figures with who stands behind each, and what reports have said of it."""

from collections.abc import Collection
from typing import Any

from django.db.models.fields.json import KeyTransform

from indicators.models import Indicator, Observation
from plans.periods import Period
from reporting.models import Report, ReportKind
from reporting.workflow import ReportState

Json = dict[str, Any]

SHOWN_REPORTS = 8


def figures_of(indicator: Indicator, periods: Collection[Period]) -> dict[Period, Observation]:
    """The figure that stands in each of these periods, with commentary, people and return. One statement."""
    figures = Observation.objects.standing().filter(indicator=indicator, period__in=[each.key for each in periods])
    related = ("entered_by", "approved_by", "in_return", "commentary__action_by")
    return {each.period: each for each in figures.select_related(*related)}


def reported_as(indicator: Indicator) -> list[tuple[Report, Json]]:
    """The measure's facts in the service's released reports, the newest first: what was said of it at the time."""
    reports = (
        Report.objects.filter(kind=ReportKind.SERVICE, unit=indicator.service_id, state=ReportState.RELEASED)
        .annotate(said=KeyTransform(indicator.ref, "facts"))
        .defer("document", "facts")
        .select_related("cycle", "committee")
        .order_by("-cycle__period", "-edition", "audience", "pk")
    )
    return [(report, report.said) for report in reports[:SHOWN_REPORTS] if report.said]
