"""What of reports hangs from units: what is shared with a partner moves. A report is about the council as it was."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.holdings import Holding
from foundation.words import listed
from reporting.models import Cycle, Report, Sharing
from reporting.models.sharing import THINGS
from reporting.workflow import ReportState

STAYS = {
    "reporting.report.unit": "Reports are of the service as it was, and stay under its name.",
    "reporting.report.committee": "Reports are for the committee as it was, and stay under its name.",
    "reporting.run.on_behalf_of": "Who built a report stays as it was.",
    "reporting.coveragecount.unit": "What was counted with a release stays as it was.",
}


def _shown_there(rows: QuerySet[Any], unit: int) -> Collection[int]:
    """What that organisation is shown already."""
    names = [f"{kind}_id" for kind in THINGS]
    there = set(Sharing.objects.filter(partner=unit).values_list(*names))
    return [pk for pk, *thing in rows.values_list("pk", *names) if tuple(thing) in there]


HOLDINGS = (
    Holding(
        model="reporting.sharing",
        field="partner",
        noun="sharing",
        how="as the partner that is shown it",
        standing=lambda day: Sharing.objects.all(),  # noqa: ARG005 - as every holding
        doubles=_shown_there,
    ),
)


def released_since(day: date) -> str:
    """Which quarters that end on or after the day have a released report, as a sentence; "" for none. One statement."""
    released = Report.objects.filter(state=ReportState.RELEASED).values("cycle")
    quarters = [each.period for each in Cycle.objects.filter(pk__in=released).order_by("period")]
    told = [each.long_label for each in quarters if each.end >= day]
    return f"Reports on {listed(told, 3)} were released already, with the services as they are now." if told else ""
