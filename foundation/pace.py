"""Long work in the background, slowed down while others want the processor, so that it is there for people first."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection

Each = TypeVar("Each")
Pace = Callable[[Iterable[Any]], Iterable[Any]]  # hands out things, with rests where nobody waits for the work on them
_TOGETHER = 250
_BUSY = 0.25  # others want the processor where work on some things waited for it so much longer than it took
_REST = 3  # times as long as was worked


def gently(things: Iterable[Each]) -> Iterator[Each]:
    """The things one by one, with a rest now and then that follows from how long the work on them took: none on a
    machine that has nothing else to do, where the work did not wait for the processor. None within a transaction
    either: others would wait for its locks meanwhile.
    """
    began, worked_before = time.monotonic(), time.thread_time()
    for number, thing in enumerate(things, 1):
        yield thing
        if number % _TOGETHER == 0 and not connection.in_atomic_block:
            worked = time.thread_time() - worked_before
            if time.monotonic() - began > worked * (1 + _BUSY):
                time.sleep(_REST * worked)
            began, worked_before = time.monotonic(), time.thread_time()
