"""The quarter's reports, made by the real build without its files: what a PDF says is read from one, see readers."""

from contextlib import AbstractContextManager
from datetime import datetime
from unittest import mock

from accounts.actors import Actor
from reporting import builds
from reporting.models import Cycle, Report, Run
from tests.factories.reporting import RunFactory


def build_reports(cycle: Cycle, *, at: datetime) -> Run:
    run = RunFactory(cycle=cycle, requested_at=at)
    with _quick():
        done = builds.perform_run(run_id=run.pk, clock=lambda: at)
    run.refresh_from_db()
    assert done, run.reason
    assert run.state == "done", run.reason
    return run


def release_all(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    with _quick():
        builds.release_reports(by=by, at=at, reports=list(Report.objects.filter(cycle=cycle).order_by("pk")))


def _quick() -> AbstractContextManager[object]:
    """PDF files are made by a process each, which costs more than all the rest."""
    return mock.patch.object(builds, "render_pdf", return_value=b"%PDF")
