"""Makes the bench council, all its figures approved, and asks for the reports of its quarter."""

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM  # noqa: E402
from accounts.models import Unit  # noqa: E402
from indicators.models import Observation  # noqa: E402
from reporting.changes.cycles import create_cycle  # noqa: E402
from reporting.changes.runs import request_run  # noqa: E402
from reporting.queries.timetable import propose_timetable  # noqa: E402
from tests.bench.council import LAST, make_council  # noqa: E402

COMMITTEES = 4


def main() -> None:
    call_command("migrate", verbosity=0)
    make_council(services=20, measures=35, years=5)
    Observation.objects.filter(value__isnull=False).update(state="approved")
    for n in range(COMMITTEES):
        Unit.objects.create(name=f"Committee {n}", kind="committee", starts_on=date(2020, 5, 1))
    cycle = create_cycle(by=SYSTEM, at=timezone.now(), period=LAST, dates=propose_timetable(LAST))
    request_run(by=SYSTEM, at=timezone.now(), cycle=cycle, wake=lambda _: None)


main()
