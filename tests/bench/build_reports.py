"""Makes the bench council and builds all its reports of the quarter in this one process; prints how long that took."""

import json
import os
import resource
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db.models import Sum  # noqa: E402
from django.db.models.functions import Length  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM  # noqa: E402
from accounts.models import Unit  # noqa: E402
from indicators.models import Observation  # noqa: E402
from plans.models import Objective  # noqa: E402
from reporting.audiences import register_remits  # noqa: E402
from reporting.builds import perform_run  # noqa: E402
from reporting.changes.cycles import create_cycle  # noqa: E402
from reporting.changes.runs import request_run  # noqa: E402
from reporting.models import Report, ReportFile  # noqa: E402
from reporting.queries.report_page import report_page  # noqa: E402
from reporting.queries.subjects import Remit  # noqa: E402
from reporting.queries.timetable import propose_timetable  # noqa: E402
from tests.bench.council import LAST, make_council  # noqa: E402

COMMITTEES = 4


def main() -> None:
    call_command("migrate", verbosity=0)
    units = make_council(services=int(os.environ.get("BENCH_SERVICES", "20")), measures=35, years=5)
    Observation.objects.filter(value__isnull=False).update(state="approved")
    register_remits(lambda: _remits(units))
    cycle = create_cycle(by=SYSTEM, at=timezone.now(), period=LAST, dates=propose_timetable(LAST))
    run = request_run(by=SYSTEM, at=timezone.now(), cycle=cycle, wake=lambda _: None)
    began, worked = time.monotonic(), _processor_seconds()
    done = perform_run(run_id=run.pk, clock=timezone.now)
    took = time.monotonic() - began
    run.refresh_from_db()
    if not done:
        raise SystemExit(run.reason)
    began = time.monotonic()
    for report in Report.objects.iterator(chunk_size=5):
        report_page(report.document)
    pages = time.monotonic() - began
    slowest = max(run.timings[1:], key=lambda step: step[1])
    sizes = ReportFile.objects.annotate(size=Length("content")).aggregate(total=Sum("size"))
    print(
        json.dumps(
            {
                "reports": Report.objects.count(),
                "seconds": round(took, 1),
                "processor_seconds": round(_processor_seconds() - worked, 1),
                "gathering": run.timings[0][1],
                "publishing": round(took - sum(seconds for _, seconds in run.timings), 1),
                "slowest": slowest,
                "pages": round(pages, 1),
                "megabytes": round((sizes["total"] or 0) / 1e6, 1),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


def _processor_seconds() -> float:
    """What this process and its children have used: unlike the clock, it does not tell of a busy machine."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _remits(units: list[Unit]) -> list[Remit]:
    priorities = list(Objective.objects.filter(kind="priority").order_by("pk").values_list("pk", flat=True))
    committees = [
        Unit.objects.get_or_create(name=f"Committee {n}", kind="committee", defaults={"starts_on": date(2020, 5, 1)})[0]
        for n in range(COMMITTEES)
    ]
    return [
        Remit(
            committee.pk,
            committee.name,
            frozenset(priorities[n::COMMITTEES]),
            frozenset(unit.pk for unit in units[n::COMMITTEES]),
        )
        for n, committee in enumerate(committees)
    ]


main()
