"""Run as a process of its own: a council with released reports and somebody who can sign in, for drills.

Database and folder are those of the environment.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from reporting import builds  # noqa: E402
from reporting.changes.runs import request_run  # noqa: E402
from reporting.models import Report  # noqa: E402
from tests.drills.signing_in import EMAIL, PASSWORD  # noqa: E402
from tests.factories import AppointmentFactory, CycleFactory  # noqa: E402
from tests.factories.reporting import measured_service  # noqa: E402

SERVICES = 2


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    person = User.objects.create_user(email=EMAIL, name="Dee Drill", password=PASSWORD)
    AppointmentFactory(user=person, post__role=Role.ADMINISTRATOR.value)
    for number in range(SERVICES):
        measured_service(f"Drilled service {number}", values=(95, 85, 50, 70), periods=10)
    run = request_run(by=SYSTEM, at=timezone.now(), cycle=CycleFactory(), wake=lambda _: None)
    builds.perform_run(run_id=run.pk, clock=timezone.now)
    builds.release_reports(by=SYSTEM, at=timezone.now(), reports=list(Report.objects.all()))


if __name__ == "__main__":
    main()
