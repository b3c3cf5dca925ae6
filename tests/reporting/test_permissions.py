"""Who may read which report: one by one and as a list, in each state."""

from datetime import UTC, datetime

import pytest
from django.http import Http404

from reporting.permissions import check_readable, is_taken_from, may_read, readable_reports
from reporting.workflow import ReportState
from tests.factories import CycleFactory, UnitFactory, acting_as
from tests.factories.reporting import ReportFactory, RunFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)


@pytest.fixture
def service():
    return UnitFactory()


@pytest.fixture
def reports(service):
    """By state, one of the service and one of another."""
    run = RunFactory(cycle=CycleFactory(), state="done")
    found = {}
    for edition, state in enumerate(ReportState, start=1):
        dated = {} if state is ReportState.DRAFT else {"released_at": AT}
        if state is ReportState.WITHDRAWN:
            dated |= {"withdrawn_at": AT, "withdrawn_why": "A wrong figure."}
        for whose, unit in (("ours", service), ("theirs", UnitFactory())):
            found[whose, state] = ReportFactory(
                cycle=run.cycle, run=run, state=state.value, unit=unit, subject_type="plan", subject_id=unit.pk,
                kind="service", edition=edition, **dated,
            )  # fmt: skip
    return found


OURS = {("ours", state) for state in ReportState}
THEIRS = {("theirs", state) for state in ReportState}
RELEASED = {("ours", ReportState.RELEASED), ("theirs", ReportState.RELEASED)}


@pytest.mark.parametrize(
    ("role", "readable"),
    [
        ("administrator", OURS | THEIRS),
        ("auditor", OURS | THEIRS),
        ("data_officer", OURS | RELEASED),
        ("councillor", RELEASED),
        ("partner", OURS),
    ],
)
def test_released_reports_are_read_by_the_council_and_the_others_with_the_drafts(service, reports, role, readable):
    actor = acting_as(role, unit=service)
    assert {key for key, report in reports.items() if may_read(actor, report)} == readable
    listed = set(readable_reports(actor))
    assert {key for key, report in reports.items() if report in listed} == readable
    for key, report in reports.items():
        if key in readable:
            check_readable(actor, report)
        else:
            with pytest.raises(Http404):
                check_readable(actor, report)


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("councillor", {("ours", ReportState.WITHDRAWN), ("theirs", ReportState.WITHDRAWN)}),
        ("data_officer", {("theirs", ReportState.WITHDRAWN)}),
        ("administrator", set()),
        ("partner", set()),
    ],
)
def test_who_could_read_it_until_it_was_withdrawn_is_told_why(service, reports, role, told):
    actor = acting_as(role, unit=service)
    assert {key for key, report in reports.items() if is_taken_from(actor, report)} == told
