"""What Celery calls: ids in, one call each. The clock is read here."""

import logging
from threading import Thread

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.actors import SYSTEM
from foundation.heartbeats import WORKER, beat
from reporting import builds, reminders
from reporting.changes.cycles import keep_timetable
from reporting.changes.runs import sweep_runs

logger = logging.getLogger(__name__)

SHORT = 5 * 60  # seconds, for what is no build: it is started again by the schedule and goes on where it was


def wake_worker(run_id: int) -> Thread:
    """Tell a worker that a run waits, in a thread, so that no page waits for a slow broker. Where the message cannot be
    sent, the sweep sends it later.
    """
    sending = Thread(target=_send, args=[run_id], name=f"wake-up for run {run_id}")
    sending.start()
    return sending


def _send(run_id: int) -> None:
    try:
        build_run.apply_async([run_id], retry=False)
    except (OperationalError, OSError) as unreachable:
        logger.warning("No message about run %s could be sent (%s); it waits for the next sweep.", run_id, unreachable)


@shared_task
def build_run(run_id: int) -> None:
    builds.perform_run(run_id=run_id, clock=timezone.now)


@shared_task(time_limit=SHORT)
def recover_runs() -> None:
    now = timezone.now()
    beat(WORKER, at=now)
    sweep_runs(at=now, wake=wake_worker)


@shared_task(time_limit=SHORT)
def open_cycles() -> None:
    keep_timetable(by=SYSTEM, at=timezone.now())


@shared_task(time_limit=SHORT)
def send_reminders() -> None:
    reminders.send_digests(at=timezone.now())
