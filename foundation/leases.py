"""A worker's hold on a job that is a row: renewed while it works, so that another takes up what fell silent."""

import logging
import secrets
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.models import F, Q

from foundation.lease_times import LEASE_SECONDS, MAX_ATTEMPTS, WAKE_SECONDS

logger = logging.getLogger(__name__)


class LeaseLost(Exception):  # noqa: N818 - it says what happened to the lease
    """The worker no longer owns the job: it was silent too long and another has taken it up."""


Wake = Callable[[int], object]  # sends a worker the job's number; where that fails the next sweep sends it again
LET_GO: dict[str, Any] = {"lease_ends_at": None, "lease_token": ""}


@dataclass(frozen=True, slots=True)
class Leases:
    """The jobs of one model, whose rows have ``state``, ``attempts``, ``woken_at``, ``lease_token`` and
    ``lease_ends_at``. ``queued`` is the state of a job that waits, ``working`` that of one a worker holds.
    """

    model: type[models.Model]
    queued: str
    working: str

    def claim(self, pk: int, *, at: datetime, **fresh: object) -> str | None:
        """Take the job: the token that lets its holder write, or None when another worker has it. One statement
        decides, so only one worker wins. ``fresh`` is what a new attempt begins with.
        """
        token = secrets.token_hex(16)
        free = Q(state=self.queued) | Q(state=self.working, lease_ends_at__lt=at)
        claimed = self._rows(free, pk=pk, attempts__lt=MAX_ATTEMPTS).update(
            state=self.working,
            lease_token=token,
            lease_ends_at=at + timedelta(seconds=LEASE_SECONDS),
            attempts=F("attempts") + 1,
            **fresh,
        )
        return token if claimed else None

    def held(self, pk: int, token: str) -> models.QuerySet[Any]:
        """The job, for the worker that holds it; empty once another does."""
        return self._rows(pk=pk, state=self.working, lease_token=token)

    def write(self, pk: int, token: str, **values: object) -> None:
        """Change the job as its holder. Raises LeaseLost when another worker has it."""
        if not self.held(pk, token).update(**values):
            raise LeaseLost(f"{self.model._meta.verbose_name} {pk} was taken up by another worker.".capitalize())

    def renew(self, pk: int, token: str, *, at: datetime, **progress: object) -> None:
        """Keep the job and note its progress (fields of its row). Raises LeaseLost."""
        self.write(pk, token, lease_ends_at=at + timedelta(seconds=LEASE_SECONDS), **progress)

    def stale(self, *, at: datetime) -> models.QuerySet[Any]:
        """Those whose worker fell silent."""
        return self._rows(state=self.working, lease_ends_at__lt=at)

    def worn_out(self, *, at: datetime) -> models.QuerySet[Any]:
        """Those whose worker fell silent too often."""
        return self.stale(at=at).filter(attempts__gte=MAX_ATTEMPTS)

    def send_again(self, *, at: datetime, wake: Wake) -> list[int]:
        """Wake a worker for what fell silent, and for what waits because its message seems lost; the ids sent. Nothing
        is sent twice within ``WAKE_SECONDS``.
        """
        quiet = Q(woken_at__lt=at - timedelta(seconds=WAKE_SECONDS))
        forgotten = (self.stale(at=at) | self._rows(state=self.queued)).filter(quiet)
        sent = list(forgotten.order_by("pk").values_list("pk", flat=True))
        self._rows(pk__in=sent).update(woken_at=at)
        for pk in sent:
            wake(pk)
        return sent

    def _rows(self, *conditions: Q, **more: object) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(*conditions, **more)


class Keeper:
    """Renews a lease from a thread of its own while the block runs, every so many seconds, until ``hangs`` says that
    the work no longer goes on, or ``renew`` raises LeaseLost (which the work finds out by itself).
    """

    def __init__(self, name: str, renew: Callable[[], object], *, every: float, hangs: Callable[[], bool]) -> None:
        self._name, self._renew, self._every, self._hangs = name, renew, every, hangs
        self._ended = threading.Event()
        # In the same context, so that its lines in the log tell of the same job.
        keep, called = partial(copy_context().run, self._keep), f"lease of {name}"
        self._thread = threading.Thread(target=keep, name=called, daemon=True)

    def __enter__(self) -> "Keeper":
        # Inside somebody's transaction (data being loaded) nobody else sees the job, and a second connection would
        # only wait for the first.
        if not connection.in_atomic_block:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self) -> None:
        try:
            while not self._ended.wait(self._every):
                if self._hangs():
                    return
                try:
                    self._renew()
                except LeaseLost:
                    return
                except DatabaseError:
                    logger.warning("The lease of %s could not be renewed.", self._name, exc_info=True)
        finally:
            connection.close()
