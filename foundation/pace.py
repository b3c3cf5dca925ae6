"""Long work in the background, slowed down while the machine has other work, so that it is there for people first."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

Each = TypeVar("Each")
Pace = Callable[[Iterable[Any]], Iterable[Any]]  # hands out things, with rests where nobody waits for the work on them
_TOGETHER = 250
_REST = 5  # times as long as was worked
# Of one processor: so much of it others use where they are at work. Ten people who save something now and then use 0.1.
_OTHERS = 0.08
_LOOK = 1.0  # seconds between two looks at what they use: it is counted in hundredths
_STAT = Path("/proc/stat")


def gently(things: Iterable[Each]) -> Iterator[Each]:
    """The things one by one, with a rest now and then that follows from how long the work on them took: none on a
    machine that has nothing else to do. None within a transaction either: others would wait for its locks meanwhile.
    """
    others, began, rest = _Others(), time.thread_time(), iter(things)
    while few := list(islice(rest, _TOGETHER)):
        yield from few
        if len(few) == _TOGETHER and not connection.in_atomic_block:
            if others.are_at_work():
                time.sleep(_REST * (time.thread_time() - began))
            began = time.thread_time()


class _Others:
    """Whether other processes of this machine are at work, as of the last look."""

    def __init__(self) -> None:
        self._are = False
        self._since, self._busy, self._own = time.monotonic(), busy_seconds(), time.process_time()

    def are_at_work(self) -> bool:
        """Always where the machine does not say it."""
        if self._busy is None:
            return True
        now = time.monotonic()
        if now - self._since >= _LOOK:
            busy, own = busy_seconds() or 0.0, time.process_time()
            self._are = busy - self._busy - (own - self._own) > _OTHERS * (now - self._since)
            self._since, self._busy, self._own = now, busy, own
        return self._are


def busy_seconds() -> float | None:
    """For how long the processors of this machine have been at work since it started, all together; None where it does
    not say it.
    """
    try:
        _, user, nice, system, _idle, _waiting, irq, soft, *_ = _STAT.read_text().split(maxsplit=8)
    except (OSError, ValueError):
        return None
    return sum(map(int, (user, nice, system, irq, soft))) / os.sysconf("SC_CLK_TCK")
