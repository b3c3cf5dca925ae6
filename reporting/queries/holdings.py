"""What of reports hangs from units: nothing that moves. A report is about the council as it was."""

from datetime import date

from foundation.words import listed
from reporting.models import Cycle, Report
from reporting.workflow import ReportState

STAYS = {
    "reporting.report.unit": "Reports are of the service as it was, and stay under its name.",
    "reporting.report.committee": "Reports are for the committee as it was, and stay under its name.",
    "reporting.run.on_behalf_of": "Who built a report stays as it was.",
}


def released_since(day: date) -> str:
    """Which quarters that end on or after the day have a released report, as a sentence; "" for none. One statement."""
    released = Report.objects.filter(state=ReportState.RELEASED).values("cycle")
    quarters = [each.period for each in Cycle.objects.filter(pk__in=released).order_by("period")]
    told = [each.long_label for each in quarters if each.end >= day]
    return f"Reports on {listed(told, 3)} were released already, with the services as they are now." if told else ""
