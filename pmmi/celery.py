"""The Celery application. Its broker only wakes a worker; the job itself is a row in the database."""

import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, worker_init
from django.conf import settings
from django.utils import timezone
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")

TRANSPORT_ALIASES["filesystem"] = "pmmi.running.messages:Transport"

app = Celery("pmmi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_like_the_web_process(**_: object) -> None:
    dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def _start_safely(**_: object) -> None:
    from django.db import connections

    from pmmi.running.memory import keep_what_is_loaded
    from pmmi.running.mode import UnsafeStart
    from pmmi.running.safe_start import start

    try:
        start(at=timezone.now())
    except UnsafeStart as error:
        # Celery logs what a signal raises and goes on; this it lets through.
        raise SystemExit(str(error)) from error
    connections.close_all()  # the processes that are forked from this one would share them
    keep_what_is_loaded()


BEHIND_PAGES = 10
"""How nice the workers are to whoever waits for a page on the same machine."""


@worker_init.connect
def let_pages_come_first(**_: object) -> None:
    """The processes that build and import get the processor when pages leave it; those they start are as nice."""
    os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), BEHIND_PAGES))


@before_task_publish.connect(sender="reporting.tasks.recover_runs")
def _scheduler_lives(**_: object) -> None:
    """Only the scheduler sends this task, every few seconds."""
    from foundation.heartbeats import SCHEDULER, beat

    beat(SCHEDULER, at=timezone.now())
