"""Two people who want the same row at once: who waits too long is told so, and what was broken off is done again.

Every change takes its rows first (a return before its figures, else in the order of their keys; ``no_key``, so that
rows which point at them can be added meanwhile) and the audit trail's chain last, with one ``record_many``. So nobody
holds the chain while waiting for a row; what deadlocks all the same is tried once more.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_BROKEN_OFF = ("40001", "40P01")  # PostgreSQL: serialisation failure, deadlock
_WAITED = ("55P03",)  # PostgreSQL: lock_timeout
_SQLITE_WAITED = ("database is locked", "locking protocol")  # the second where many began to read at one moment


def is_broken_off(error: BaseException | None) -> bool:
    """Whether the database ended a transaction because another stood in its way; done again, it goes through."""
    return isinstance(error, OperationalError) and _code(error) in _BROKEN_OFF


def is_busy(error: BaseException | None) -> bool:
    """Whether a lock lasted longer than anybody should wait, or a transaction was broken off again."""
    if not isinstance(error, OperationalError):
        return False
    return _code(error) in (*_BROKEN_OFF, *_WAITED) or any(words in str(error) for words in _SQLITE_WAITED)


def once_more(work: Callable[[], Result], *, before: Callable[[], object] = lambda: None) -> Result:
    """Do the work, which is one transaction; where the database broke it off, call ``before`` and do it once more."""
    try:
        return work()
    except OperationalError as error:
        if not is_broken_off(error):
            raise
        logger.warning("A transaction was broken off and is done again: %s", " ".join(str(error).split()))
    before()
    return work()


def _code(error: OperationalError) -> str:
    """PostgreSQL's code of the error; "" where it has none."""
    cause = error.__cause__
    return getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None) or ""
