"""What ``tests/indicators/imports/test_killed.py`` runs as processes of their own, on the database of the environment:
``make`` an import that waits to be applied, ``hang`` while it is being written, ``apply`` what fell silent.
"""

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts import audit  # noqa: E402
from accounts.actors import Actor  # noqa: E402
from accounts.audit_check import check_trail  # noqa: E402
from accounts.models import Unit, User  # noqa: E402
from foundation.lease_times import LEASE_SECONDS  # noqa: E402
from indicators.imports import jobs  # noqa: E402
from indicators.imports.batches import Upload, keep_upload  # noqa: E402
from indicators.imports.figures.plan import plan_import  # noqa: E402
from indicators.models import ImportBatch, Indicator, Observation, PeriodTarget  # noqa: E402
from tests.indicators.imports.import_files import csv_file  # noqa: E402


def make(measures: str) -> None:
    call_command("migrate", verbosity=0)
    Unit.objects.create(name="Exampleshire", kind="council")
    by, at = Actor(user=User.objects.create_user(email="ann@example.gov.uk", name="Ann", password=None)), timezone.now()
    rows = [{"indicator_ref": f"K{number:03}", "indicator": f"Measure {number}"} for number in range(int(measures))]
    content = csv_file(*rows)
    plan = plan_import(content, "q1.csv", today=timezone.localdate())
    batch = keep_upload(by=by, at=at, upload=Upload(filename="q1.csv", content=content), plan=plan)
    jobs.request_import(by=by, at=at, batch=batch, wake=lambda _: None, why="Reported.")


def hang() -> None:
    real = audit.record_draft

    def recorded(draft: audit.Draft) -> None:
        real(draft)
        print("everything is written, and nothing is committed", flush=True)
        time.sleep(600)

    audit.record_draft = recorded
    jobs.perform_import(batch_id=ImportBatch.objects.get().pk, clock=timezone.now)


def apply() -> None:
    """Twice, as two workers would that were both woken; prints what is stored before and after."""
    told()
    for _ in range(2):
        jobs.perform_import(
            batch_id=ImportBatch.objects.get().pk, clock=lambda: timezone.now() + timedelta(seconds=LEASE_SECONDS + 1)
        )
    told()


def told() -> None:
    batch = ImportBatch.objects.get()
    counts = [model.objects.count() for model in (Indicator, Observation, PeriodTarget)]
    print(batch.state, batch.attempts, *counts, check_trail().faults)


{"make": make, "hang": hang, "apply": apply}[sys.argv[1]](*sys.argv[2:])
