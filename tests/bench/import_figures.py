"""Imports a file of 100,000 rows in this one process, as the worker does; prints what that took as JSON.

The floors: the rows read by the ``csv`` module, the rows read by the process that opens every uploaded file, and what
the import writes, its trail with it, copied into temporary tables and from there into tables with the same indexes.
"""

import csv
import io
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actors import Actor  # noqa: E402
from accounts.models import Event, Unit, User  # noqa: E402
from indicators.imports.batches import Upload  # noqa: E402
from indicators.imports.figures.plan import read_import  # noqa: E402
from indicators.imports.jobs import perform_import, request_import  # noqa: E402
from indicators.imports.reading import receive  # noqa: E402
from indicators.models import AnnualTarget, ImportBatch, Indicator, Observation, PeriodTarget  # noqa: E402
from plans.periods import parse_label  # noqa: E402
from pmmi.running.memory import keep_what_is_loaded  # noqa: E402
from tests.drills.history import write_history  # noqa: E402

ROWS = int(os.environ.get("PMMI_BENCH_ROWS", "100000"))
WRITTEN = (Indicator, AnnualTarget, PeriodTarget, Observation, Event)
MIB = 1024  # KiB


def main() -> None:
    call_command("migrate", verbosity=0)
    Unit.objects.create(name="Exampleshire", kind="council")
    user = User.objects.create_user(email="bench@exampleshire.example", name="Bench", password=None)
    keep_what_is_loaded()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.csv"
        write_history(file, last=parse_label("2026/27 Q1"), rows=ROWS)
        print(json.dumps(_measured(Actor(user=user), file)))


def _measured(by: Actor, file: Path) -> dict[str, float]:
    before = {model: _last(model) for model in WRITTEN}
    upload = Upload(content=file.read_bytes(), filename=file.name)
    pk = receive(by=by, at=timezone.now(), upload=upload, wake=lambda _: None).pk
    del upload  # the worker has only what is stored
    preview = _worked(lambda: _performed(pk))
    assert ImportBatch.objects.values_list("summary__counts__new", flat=True).get() == ROWS
    batch = ImportBatch.objects.defer("content", "summary").get()
    request_import(by=by, at=timezone.now(), batch=batch, wake=lambda _: None, why="A bench.")
    commit = _took(lambda: _performed(pk))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    data = file.read_bytes()
    return {
        "preview": preview,
        "commit": commit,
        "peak": peak,
        "csv": _worked(lambda: _bare_rows(data)),
        "reader": _worked(lambda: read_import(data, file.name)),
        "copy": _copied(before),
    }


def _performed(pk: int) -> None:
    assert perform_import(batch_id=pk, clock=timezone.now), ImportBatch.objects.defer("content").get(pk=pk).reason


def _worked(work: Callable[[], object]) -> float:
    """The seconds of the processor that it takes, those of the process that reads the file with them."""
    began = _processor()
    work()
    return _processor() - began


def _processor() -> float:
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in each)


def _took(work: Callable[[], object]) -> float:
    """The seconds that it takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _bare_rows(data: bytes) -> list[tuple[list[str], Decimal, Decimal]]:
    rows = csv.reader(io.StringIO(data.decode()))
    next(rows)
    return [(row, Decimal(row[6]), Decimal(row[7])) for row in rows]


def _last(model: type) -> int:
    return model.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def _copied(before: dict[type, int]) -> float:
    """The seconds in which PostgreSQL takes the same rows from a client and merges them into tables of their own."""
    tables = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare")
        for model, last in before.items():
            table, held = model._meta.db_table, io.StringIO()
            cursor.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE id > {last} ORDER BY id) TO STDOUT", held)
            tables.append((table, held.getvalue()))
        return _took(lambda: _merged(tables, cursor))


def _merged(tables: list[tuple[str, str]], cursor: object) -> None:
    with transaction.atomic():
        for table, lines in tables:
            cursor.execute(f"CREATE TEMPORARY TABLE new_{table} (LIKE public.{table}) ON COMMIT DROP")
            cursor.copy_expert(f"COPY new_{table} FROM STDIN", io.StringIO(lines))
            cursor.execute(f"INSERT INTO bare.{table} SELECT * FROM new_{table}")


main()
