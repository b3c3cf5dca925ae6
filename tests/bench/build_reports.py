"""Builds the reports that were asked for in this one process, as the worker does; prints what that took as JSON.

Then the same quarter without PDF against a pandas script, and the bare compile of the same documents.
"""

import json
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
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

MIB = 1024  # KiB


def main() -> None:
    app.loader.import_default_modules()
    register_remits(_remits)
    run = Run.objects.latest("pk")
    began, worked = time.monotonic(), _processor_seconds()
    done = perform_run(run_id=run.pk, clock=timezone.now)
    took, worked = time.monotonic() - began, _processor_seconds() - worked
    peak, child = _peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    run.refresh_from_db()
    if not done:
        raise SystemExit(run.reason)
    sizes = ReportFile.objects.annotate(size=Length("content")).values("format")
    found = {
        "reports": Report.objects.count(),
        "seconds": took,
        "processor": worked,
        "slowest": max(run.timings[1:], key=lambda step: step[1]),
        "megabytes": {each["format"]: each["total"] / 1e6 for each in sizes.annotate(total=Sum("size"))},
        "peak": peak / MIB,
        "child": child / MIB,
        **_without_pdf(run),
        "bare": _bare_files(),
    }
    print(json.dumps(found))


def _without_pdf(run: Run) -> dict[str, float]:
    """The quarter's documents, workbooks and pages once more, and the same tables by pandas and openpyxl."""
    from reporting.exports import document_xlsx
    from reporting.queries.report_page import report_page, section_page
    from tests.bench.bare import cells_of, pandas_report

    def ours() -> list[bytes]:
        live = snapshots.gather(run.cycle.period, at=run.requested_at)
        books = []
        for order in audiences.orders(run.cycle.period):
            document, _ = snapshots.make(order, live)
            for each in report_page(document)["sections"]:
                section_page(**each)
            books.append(document_xlsx(document, timestamp=0))
        return books

    took, books = _seconds(ours)
    sheets = [cells_of(book) for book in books]
    script, _ = _seconds(lambda: [pandas_report(each) for each in sheets])
    return {"without_pdf": took, "script": script}


def _bare_files() -> float:
    """Processor seconds of Typst and xlsxwriter alone for the same documents, as many at once as the worker makes."""
    from reporting.pdf import FONTS
    from reporting.pdf.template_data import template_data
    from tests.bench.bare import bare_pdf, bare_xlsx, cells_of

    documents = Report.objects.order_by("pk").values_list("document", flat=True)
    filled = [json.dumps(template_data(each, FONTS)).encode() for each in documents]
    books = ReportFile.objects.filter(format="xlsx").order_by("report_id").values_list("content", flat=True)
    cells = [cells_of(bytes(each)) for each in books]
    began = _processor_seconds()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda data: len(bare_pdf(data)), filled))
    for each in cells:
        bare_xlsx(each)
    return _processor_seconds() - began


def _processor_seconds() -> float:
    """What this process and its children have used: unlike the clock, it does not tell of a busy machine."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak() -> int:
    """The most memory that this process held, in KiB. What getrusage says may be of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = _processor_seconds()
    result = work()
    return _processor_seconds() - began, result


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
