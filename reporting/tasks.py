"""What Celery calls: ids in, one call each. The clock is read here."""

from threading import Thread

from celery import shared_task
from django.utils import timezone

from accounts.actors import SYSTEM
from foundation.heartbeats import WORKER, beat
from foundation.logs import telling
from foundation.waking import wake
from indicators.imports.jobs import sweep_imports
from indicators.tasks import wake_import
from reporting import builds, reminders
from reporting.changes.cycles import keep_timetable
from reporting.changes.runs import sweep_runs

SHORT = 5 * 60  # seconds, for what is no build: it is started again by the schedule and goes on where it was


def wake_worker(run_id: int) -> Thread:
    """Tell a worker that a run waits."""
    return wake(lambda: build_run.apply_async([run_id], retry=False), about=f"run {run_id}")


@shared_task
def build_run(run_id: int) -> None:
    with telling(job=f"run {run_id}"):
        builds.perform_run(run_id=run_id, clock=timezone.now)


@shared_task(time_limit=SHORT)
def recover_runs() -> None:
    now = timezone.now()
    beat(WORKER, at=now)
    sweep_runs(at=now, wake=wake_worker)
    sweep_imports(at=now, wake=wake_import)


@shared_task(time_limit=SHORT)
def open_cycles() -> None:
    keep_timetable(by=SYSTEM, at=timezone.now())


@shared_task(time_limit=SHORT)
def send_reminders() -> None:
    reminders.send_digests(at=timezone.now())
