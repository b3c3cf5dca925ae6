"""Run as a process of its own by the worker drills: makes a small council and asks for a build of its reports.

The database and the broker are those of the environment.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM  # noqa: E402
from reporting.changes.runs import request_run  # noqa: E402
from reporting.tasks import wake_worker  # noqa: E402
from tests.factories import CycleFactory  # noqa: E402
from tests.factories.reporting import measured_service  # noqa: E402

SERVICES = 4


def main() -> None:
    call_command("migrate", verbosity=0)
    for number in range(SERVICES):
        measured_service(f"Drilled service {number}", values=(95, 85, 50, 70), periods=10)
    request_run(by=SYSTEM, at=timezone.now(), cycle=CycleFactory(), wake=wake_worker)


main()
