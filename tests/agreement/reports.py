"""The quarter's reports, made by the real build. PDF files are made by a process each, so of the services' reports one
is printed each time, and nothing else.
"""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import count
from typing import Any
from unittest import mock

from accounts.actors import Actor
from reporting import builds
from reporting.document import Document
from reporting.models import Cycle, Report, Run
from reporting.pdf import render_pdf
from tests.factories.reporting import RunFactory

NOT_PRINTED = b"%PDF"


def build_reports(cycle: Cycle, *, at: datetime, writes: bool = True) -> Run:
    """``writes``: with workbooks, which are written anew when a report is released."""
    run = RunFactory(cycle=cycle, requested_at=at)
    with _quick(), nullcontext() if writes else mock.patch.object(builds, "document_xlsx", return_value=b"PK"):
        done = builds.perform_run(run_id=run.pk, clock=lambda: at)
    run.refresh_from_db()
    assert done, run.reason
    assert run.state == "done", run.reason
    return run


def release_all(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    with _quick():
        builds.release_reports(by=by, at=at, reports=list(Report.objects.filter(cycle=cycle).order_by("pk")))


def _quick() -> AbstractContextManager[object]:
    services = count()

    def render(document: Document, **asked: Any) -> bytes:
        is_wanted = document["kind"] == "service" and next(services) == 0
        return render_pdf(document, **asked) if is_wanted else NOT_PRINTED

    return mock.patch.object(builds, "render_pdf", render)
