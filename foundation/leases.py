"""A worker's hold on a job that is a row: renewed while it works, so that another takes up what fell silent."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


class LeaseLost(Exception):  # noqa: N818 - it says what happened to the lease
    """The worker no longer owns the job: it was silent too long and another has taken it up."""


class Keeper:
    """Renews a lease from a thread of its own while the block runs, every so many seconds, until ``hangs`` says that
    the work no longer goes on, or ``renew`` raises LeaseLost (which the work finds out by itself).
    """

    def __init__(self, name: str, renew: Callable[[], object], *, every: float, hangs: Callable[[], bool]) -> None:
        self._name, self._renew, self._every, self._hangs = name, renew, every, hangs
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of {name}", daemon=True)

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
