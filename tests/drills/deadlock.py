"""``make drill-deadlock``: the timetable is moved again and again while services hand in their returns, on PostgreSQL.

Both take the rows of returns and the chain of the audit trail. Prints how often each went through and how many
deadlocks PostgreSQL counted; fails if there was one.
"""

import os
import sys
import threading
import time
from datetime import timedelta

import psycopg2

from tests.bench.conftest import fresh_database

SECONDS, SERVICES, MEASURES = 20, 6, 8
URL = fresh_database("pmmi_drill_deadlock")
os.environ["DATABASE_URL"] = URL
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402  the database comes first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM  # noqa: E402
from indicators.changes.returns import submit_return  # noqa: E402
from indicators.models import Observation, Return  # noqa: E402
from reporting.changes.cycles import edit_cycle  # noqa: E402
from reporting.models import Cycle  # noqa: E402
from tests.factories import CycleFactory, IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory  # noqa: E402

DATES = (
    "opens_on", "due_on", "late_after", "approval_due_on", "locks_on", "management_team_on", "cabinet_on",
    "scrutiny_on",
)  # fmt: skip


def main() -> int:
    call_command("migrate", verbosity=0)
    cycle, returns = _council()
    tries, deadlocks, ends = {"moved": 0, "submitted": 0}, {"moved": 0, "submitted": 0}, time.monotonic() + SECONDS

    def repeated(name: str, change) -> None:
        number = 0
        while time.monotonic() < ends:
            number += 1
            tries[name] += 1
            try:
                change(number)
            except OperationalError as error:
                if "deadlock" not in str(error):
                    raise
                deadlocks[name] += 1
        connection.close()

    def move(number: int) -> None:
        dates = {name: getattr(cycle, name) + timedelta(days=number % 2) for name in DATES}
        edit_cycle(by=SYSTEM, at=timezone.now(), cycle=cycle, dates=dates, why="A drill.")

    def submit(number: int) -> None:
        in_return = returns[number % SERVICES]
        Observation.objects.filter(in_return=in_return).update(state="draft")
        submit_return(by=SYSTEM, at=timezone.now(), in_return=in_return)

    people = [threading.Thread(target=repeated, args=pair) for pair in (("moved", move), *[("submitted", submit)] * 2)]
    for each in people:
        each.start()
    for each in people:
        each.join(SECONDS + 30)
    counted = _counted()
    for name, number in tries.items():
        print(f"{name}: {number} tries, {deadlocks[name]} ended by a deadlock")
    print(f"deadlocks counted by PostgreSQL: {counted}")
    return 1 if counted or not all(tries.values()) else 0


def _council() -> tuple[Cycle, list[Return]]:
    now = timezone.now()
    today = timezone.localdate(now)
    later = {name: today + timedelta(days=10 + 5 * place) for place, name in enumerate(DATES)}
    cycle = CycleFactory(**{**later, "opens_on": today - timedelta(days=9)}, opened_at=now)
    returns = []
    for _ in range(SERVICES):
        service = UnitFactory()
        moments = {"opens_at": now - timedelta(days=9), "due_at": now + timedelta(days=1)}
        moments |= {"grace_ends_at": now + timedelta(days=2), "approval_due_at": now + timedelta(days=3)}
        in_return = ReturnFactory(service=service, period=cycle.period, locks_at=now + timedelta(days=9), **moments)
        for _ in range(MEASURES):
            ObservationFactory(
                indicator=IndicatorFactory(service=service), in_return=in_return, state="draft", approved_at=None
            )
        returns.append(in_return)
    return cycle, returns


def _counted() -> int:
    time.sleep(1.5)  # PostgreSQL's counters follow after a moment
    with psycopg2.connect(URL) as link, link.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
