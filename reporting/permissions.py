"""Who may read which report. What a person may not read answers like what does not exist."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.actors import Actor
from accounts.roles import Permission
from accounts.watchable import Kind
from foundation.narrowing import one_of_these
from reporting.models import Report
from reporting.workflow import ReportState


def readable_reports(actor: Actor) -> QuerySet[Report]:
    """The reports a person may read: released ones and, for those who see drafts, drafts and withdrawn ones.

    A permission that reaches some units only reaches the service reports of those units.
    """
    released = Q(state=ReportState.RELEASED) & _within(reach_of_released(actor))
    others = ~Q(state=ReportState.RELEASED) & _within(actor.reaches(Permission.DRAFT_READ))
    return Report.objects.filter(released | others)


def reach_of_released(actor: Actor) -> frozenset[int] | None:
    """The units whose released reports a person may read; None for all reports."""
    return actor.reaches(Permission.COUNCIL_READ)


def released_within(units: Collection[int]) -> QuerySet[Report]:
    """The released reports of these units, or all where none is named, for a question that is written once and asked of
    within ``reach_of_released``.
    """
    return one_of_these(Report.objects.filter(state=ReportState.RELEASED), "unit", units)


def may_read(actor: Actor, report: Report) -> bool:
    """Whether the person may read this one report."""
    is_released = report.state == ReportState.RELEASED
    return actor.may(Permission.COUNCIL_READ if is_released else Permission.DRAFT_READ, report.unit_id)


def is_taken_from(actor: Actor, report: Report) -> bool:
    """Whether the person could read the report until it was withdrawn, so is told why it no longer opens."""
    is_withdrawn = report.state == ReportState.WITHDRAWN and not may_read(actor, report)
    return is_withdrawn and actor.may(Permission.COUNCIL_READ, report.unit_id)


def check_readable(actor: Actor, report: Report) -> None:
    """Raises Http404 where the person may not read the report: the same answer as for what does not exist."""
    if not may_read(actor, report):
        raise Http404


REPORT = Kind(
    name="report",
    heading="Reports",
    told="its next editions and quarters, and its withdrawal",
    openable=lambda actor: readable_reports(actor).select_related("cycle").defer("document", "facts"),
    title=lambda report: f"{report.title}, {report.cycle.period.label}",
)
"""Reports as they are watched."""


def _within(units: frozenset[int] | None) -> Q:
    return Q() if units is None else Q(unit__in=units)
