"""Answers kept for as long as the database itself says that nothing was written.

PostgreSQL numbers its writing transactions, and a snapshot lists which of them a statement sees. While two snapshots
are the same, every statement gives the same answer, whoever else writes and by whatever way: so what is kept here is
never out of date, and nothing has to remember to clear it. SQLite has no such number across connections; there, and
inside a transaction with writes of its own, every answer is made anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

MOST = 64
"""Answers kept by one web process; the one asked for longest ago goes first."""

_answers: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


class SnapshotCache:
    """A request's way to the answers of its process. Asks the database once, when it is made."""

    def __init__(self) -> None:
        self._state = database_state()

    def __call__(self, make: Callable[[], T], *key: Hashable) -> T:
        """What ``make`` gives, from an earlier request where the database is as it was then.

        ``key`` holds everything else that the answer depends on: what is asked, of which period, within whose reach,
        on which day. The answer is shared, so nobody may change it.
        """
        if self._state is None:
            return make()
        place = (self._state, key)
        with _lock:
            if place in _answers:
                _answers.move_to_end(place)
                return _answers[place]
        # If somebody writes after the state was read, the answer is kept under a state that does not come back.
        answer = make()
        with _lock:
            _answers[place] = answer
            while len(_answers) > MOST:
                _answers.popitem(last=False)
        return answer


def to_the_minute(at: datetime) -> datetime:
    """For the key of an answer that depends on the clock, as what is late does: deadlines end with a minute."""
    return at.replace(second=0, microsecond=0)


def database_state() -> Hashable | None:
    """Two equal answers mean that the database holds the same. None where it cannot say."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        # A restored backup repeats numbers of transactions, but its server was started at another time.
        cursor.execute("SELECT txid_current_snapshot()::text, pg_postmaster_start_time()")
        return (connection.settings_dict["NAME"], *cursor.fetchone())
