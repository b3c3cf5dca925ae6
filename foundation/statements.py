"""SQL written by hand, for questions of every page: Django takes longer to write these queries than they run.

PostgreSQL prepares each once for a connection, because planning one takes it about as long as running it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

Rows = list[tuple[Any, ...]]

# PostgreSQL's codes for: no such prepared statement, one of that name already (both come with poolers, which change the
# server's process behind a connection), and other columns than before (a table was altered).
_NOT_CARRIED = ("26000", "42P05", "0A000")

MOST = 100
"""Statements prepared for one connection, since each takes memory of the server. Others are sent unprepared."""

_prepared: WeakKeyDictionary[Any, dict[str, str] | None] = WeakKeyDictionary()
"""For each connection of the driver, the names of what it has prepared by SQL; None for one that asks plainly."""


def rows_of(sql: str, params: Sequence[Any] = ()) -> Rows:
    """All rows that a reading statement gives. ``sql`` has ``%s`` for each parameter.

    Use few different texts, because each is prepared and kept: put what varies into ``params``, lists by ``one_of``.
    """
    with connection.cursor() as cursor:
        # A failed statement would end the transaction, so within one nothing is prepared.
        if connection.vendor != "postgresql" or connection.in_atomic_block or not _executed(cursor, sql, params):
            cursor.execute(sql, params)
        return cursor.fetchall()


def one_of(values: Iterable[Any]) -> tuple[str, list[Any]]:
    """The SQL for "is one of these", to stand after a column, and its parameters. On PostgreSQL the SQL is the same for
    any number of values.
    """
    listed = list(values)
    if connection.vendor == "postgresql":
        return "= ANY (%s)", [listed]
    return f"IN ({', '.join(['%s'] * len(listed))})", listed


def _executed(cursor: CursorWrapper, sql: str, params: Sequence[Any]) -> bool:
    """Run it as a prepared statement. False where that fails: the connection then prepares no more statements."""
    names = _prepared.setdefault(connection.connection, {})
    if names is None:
        return False
    try:
        if sql not in names:
            if len(names) >= MOST:
                return False
            # Named after its text, so that a name found on a shared connection never stands for another statement.
            name = f"pmmi_{hashlib.sha256(sql.encode()).hexdigest()[:32]}"
            cursor.execute(f"PREPARE {name} AS {_numbered(sql)}")
            names[sql] = name
        places = f" ({', '.join(['%s'] * len(params))})" if params else ""
        cursor.execute(f"EXECUTE {names[sql]}{places}", params)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) not in _NOT_CARRIED:
            raise
        _prepared[connection.connection] = None
        return False
    return True


def _numbered(sql: str) -> str:
    """The statement with PostgreSQL's own $1, $2 for its parameters, and a per cent sign for each that was doubled."""
    first, *rest = sql.replace("%%", "%").split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
