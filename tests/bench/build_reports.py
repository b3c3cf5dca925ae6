"""Builds the reports that were asked for in this one process, as the worker does; prints what that took as JSON.

Then the same quarter without PDF against a pandas script, and the bare compile of the same documents.
"""

import json
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")
django.setup()

from django.db.models import Sum  # noqa: E402  the settings come first
from django.db.models.functions import Length  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Unit  # noqa: E402
from plans.models import Objective  # noqa: E402
from pmmi.celery import app  # noqa: E402
from reporting import audiences, snapshots  # noqa: E402
from reporting.audiences import register_remits  # noqa: E402
from reporting.builds import AT_ONCE, perform_run  # noqa: E402
from reporting.models import Report, ReportFile, Run  # noqa: E402
from reporting.queries.subjects import Remit  # noqa: E402

MIB = 1024  # of ru_maxrss, which is in KiB


def main() -> None:
    app.loader.import_default_modules()
    register_remits(_remits)
    run = Run.objects.latest("pk")
    took, done = _seconds(lambda: perform_run(run_id=run.pk, clock=timezone.now))
    peak, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    run.refresh_from_db()
    if not done:
        raise SystemExit(run.reason)
    sizes = ReportFile.objects.annotate(size=Length("content")).values("format")
    found = {
        "reports": Report.objects.count(),
        "seconds": took,
        "slowest": max(run.timings[1:], key=lambda step: step[1]),
        "megabytes": {each["format"]: each["total"] / 1e6 for each in sizes.annotate(total=Sum("size"))},
        "peak": peak / MIB,
        "child": child / MIB,
        **_without_pdf(run),
        "compiles": _compiles(),
    }
    print(json.dumps(found))


def _without_pdf(run: Run) -> dict[str, float]:
    """The quarter's documents, workbooks and pages once more, and the same tables by pandas and openpyxl."""
    from reporting.exports import document_xlsx
    from reporting.queries.report_page import report_page
    from tests.bench.bare import cells_of, pandas_report

    def ours() -> list[bytes]:
        live = snapshots.gather(run.cycle.period, at=run.requested_at)
        books = []
        for order in audiences.orders(run.cycle.period):
            document, _ = snapshots.make(order, live)
            report_page(document)
            books.append(document_xlsx(document, timestamp=0))
        return books

    took, books = _seconds(ours)
    sheets = [cells_of(book) for book in books]
    script, _ = _seconds(lambda: [pandas_report(each) for each in sheets])
    return {"without_pdf": took, "script": script}


def _compiles() -> float:
    """Seconds that Typst alone takes for the same documents, as many at once as the worker makes."""
    from reporting.pdf import FONTS
    from reporting.pdf.template_data import template_data
    from tests.bench.bare import bare_pdf

    documents = Report.objects.order_by("pk").values_list("document", flat=True)
    filled = [json.dumps(template_data(each, FONTS)).encode() for each in documents]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        took, _ = _seconds(lambda: [len(each) for each in pool.map(bare_pdf, filled)])
    return took


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def _remits() -> list[Remit]:
    priorities = list(Objective.objects.filter(kind="priority").order_by("pk").values_list("pk", flat=True))
    services = list(Unit.objects.filter(kind="department").order_by("pk").values_list("pk", flat=True))
    committees = list(Unit.objects.filter(kind="committee").order_by("pk"))
    parts = len(committees)
    return [
        Remit(each.pk, each.name, frozenset(priorities[n::parts]), frozenset(services[n::parts]))
        for n, each in enumerate(committees)
    ]


main()
