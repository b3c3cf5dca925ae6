"""Long work in the background, slowed down so that on a small machine the processor is there for people first."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection

Each = TypeVar("Each")
Pace = Callable[[Iterable[Any]], Iterable[Any]]  # hands out things, with rests where nobody waits for the work on them
_TOGETHER = 250
_REST = 3  # times as long as was worked


def gently(things: Iterable[Each]) -> Iterator[Each]:
    """The things one by one, with a rest now and then that follows from how long the work on them took. None within a
    transaction: others would wait for its locks meanwhile.
    """
    began = time.thread_time()
    for number, thing in enumerate(things, 1):
        yield thing
        if number % _TOGETHER == 0 and not connection.in_atomic_block:
            time.sleep(_REST * (time.thread_time() - began))
            began = time.thread_time()
