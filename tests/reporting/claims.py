"""Run as a process of its own: several workers claim the same runs at the same moment; prints how many won each.

The database is that of the environment. First runs that wait, then runs whose lease has ended.
"""

import os
import sys
import threading
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from foundation.lease_times import LEASE_SECONDS  # noqa: E402
from reporting.changes.runs import claim_run  # noqa: E402
from tests.factories import CycleFactory  # noqa: E402
from tests.factories.indicators import Q2  # noqa: E402
from tests.factories.reporting import RunFactory  # noqa: E402

WORKERS, RUNS = 8, 25


def main() -> None:
    call_command("migrate", verbosity=0)
    runs = [RunFactory(cycle=CycleFactory(period=Q2.next(n))) for n in range(RUNS)]
    now = timezone.now()
    for at in (now, now + timedelta(seconds=LEASE_SECONDS + 1)):
        winners = {run.pk: 0 for run in runs}
        start, lock = threading.Barrier(WORKERS), threading.Lock()

        def claim(at=at, winners=winners, start=start, lock=lock) -> None:
            for run in runs:
                start.wait()
                if claim_run(run_id=run.pk, at=at):
                    with lock:
                        winners[run.pk] += 1
            connection.close()

        workers = [threading.Thread(target=claim) for _ in range(WORKERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        sys.stdout.write(" ".join(map(str, winners.values())) + "\n")


main()
