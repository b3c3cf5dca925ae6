"""Long work in the background, slowed down while others want the processor, so that it is there for people first."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection

Each = TypeVar("Each")
Pace = Callable[[Iterable[Any]], Iterable[Any]]  # hands out things, with rests where nobody waits for the work on them
_TOGETHER = 250
_REST = 3  # times as long as others had the processor
_LONGEST = 0.5  # seconds


def gently(things: Iterable[Each]) -> Iterator[Each]:
    """The things one by one, with a rest now and then that follows from how long the work on them had to wait for the
    processor: none on a machine that has nothing else to do. None within a transaction either: others would wait for
    its locks meanwhile.
    """
    began = _waited()
    for number, thing in enumerate(things, 1):
        yield thing
        if number % _TOGETHER == 0 and not connection.in_atomic_block:
            time.sleep(min(_LONGEST, _REST * max(0.0, _waited() - began)))
            began = _waited()


def _waited() -> float:
    """Seconds in which this thread did not run, counted from some moment on."""
    return time.monotonic() - time.thread_time()
