"""Makes the council of ``drill-import`` in the database of the environment; prints what the drill needs, as JSON."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.drills.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts.models import Appointment, Post, Unit, User  # noqa: E402
from indicators.models import Indicator, Observation, Return  # noqa: E402
from plans.periods import parse_label  # noqa: E402
from tests.drills.history import SERVICES, write_history  # noqa: E402

PEOPLE = min(int(os.environ.get("PMMI_DRILL_PEOPLE", SERVICES)), SERVICES)  # each of a service of its own
FIGURES = 20
ROWS = int(os.environ.get("PMMI_DRILL_ROWS", "50000"))
PASSWORD = "correct horse battery staple"
_KIND = {"kind": "number", "polarity": "high", "frequency": "Q", "counting": "rate"}
LAST = parse_label("2026/27 Q1")  # the last quarter before the first that is opened here


def main(file: Path) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    council = Unit.objects.create(name="Exampleshire", kind="council")
    manager = _person("administrator", council, "manager")
    people = []
    for number in range(SERVICES):
        service = Unit.objects.create(name=f"Service {number:02}", kind="department", parent=council)
        person = _person("data_officer", service, f"officer{number}")
        days = {"opens_at": -9, "due_at": 3, "grace_ends_at": 4, "approval_due_at": 9, "locks_at": 20}
        moments = {name: now + timedelta(days=day) for name, day in days.items()}
        in_return = Return.objects.create(service=service, period=LAST.next(), **moments)
        post = Post.objects.get(unit=service)
        common = {"service": service, "owner": post, "data_provider": post, "approver": post}
        measures = Indicator.objects.bulk_create(
            Indicator(ref=f"S{number:02}-{n:02}", name=f"Measure {n} of service {number}", **_KIND, **common)
            for n in range(FIGURES)
        )
        figures = Observation.objects.bulk_create(
            Observation(indicator=each, period=LAST.next(), in_return=in_return) for each in measures
        )
        people.append({"email": person, "in_return": in_return.pk, "figures": [each.pk for each in figures]})
    write_history(file, last=LAST, rows=ROWS)
    print(json.dumps({"manager": manager, "people": people[:PEOPLE], "password": PASSWORD}))


def _person(role: str, unit: Unit, name: str) -> str:
    user = User.objects.create_user(email=f"{name}@exampleshire.example", name=name.title(), password=PASSWORD)
    post = Post.objects.create(title=f"{name} post", unit=unit, role=role)
    Appointment.objects.create(post=post, user=user, starts_on=timezone.localdate() - timedelta(days=30))
    return user.email


main(Path(sys.argv[1]))
