"""Who may read which report. What a person may not read answers like what does not exist."""

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.actors import Actor
from accounts.roles import Permission
from reporting.models import Report
from reporting.workflow import ReportState


def readable_reports(actor: Actor) -> QuerySet[Report]:
    """The reports a person may read: released ones and, for those who see drafts, drafts.

    A permission that reaches some units only reaches the service reports of those units.
    """
    released = Q(state=ReportState.RELEASED) & _within(actor.reaches(Permission.COUNCIL_READ))
    drafts = Q(state=ReportState.DRAFT) & _within(actor.reaches(Permission.DRAFT_READ))
    return Report.objects.filter(released | drafts)


def may_read(actor: Actor, report: Report) -> bool:
    """Whether the person may read this one report."""
    is_draft = report.state == ReportState.DRAFT
    return actor.may(Permission.DRAFT_READ if is_draft else Permission.COUNCIL_READ, report.unit_id)


def check_readable(actor: Actor, report: Report) -> None:
    """Raises Http404 where the person may not read the report: the same answer as for what does not exist."""
    if not may_read(actor, report):
        raise Http404


def _within(units: frozenset[int] | None) -> Q:
    return Q() if units is None else Q(unit__in=units)
