"""What Celery calls: an id in, one call. The clock is read here."""

from threading import Thread

from celery import shared_task
from django.utils import timezone

from foundation.logs import telling
from foundation.waking import wake
from indicators.imports.jobs import perform_import


def wake_import(batch_id: int) -> Thread:
    """Tell a worker that an import waits to be applied."""
    return wake(lambda: apply_import.apply_async([batch_id], retry=False), about=f"import {batch_id}")


@shared_task
def apply_import(batch_id: int) -> None:
    with telling(job=f"import {batch_id}"):
        perform_import(batch_id=batch_id, clock=timezone.now)
