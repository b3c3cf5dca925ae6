"""Rows of SQLite that are put aside, until one short statement puts them where everybody sees them.

A temporary table is part of a database that the connection has for itself: while it is filled anybody else can save.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_TOGETHER = 1000
_NUMBERS = count(1)


class Aside:
    """Rows of so many values, in the order in which they were added. One that is never put anywhere goes with the
    connection.
    """

    def __init__(self, width: int) -> None:
        self.name = f"aside_{next(_NUMBERS)}"
        self._width, self._count = width, 0
        self._last: list[Sequence[Any]] = []
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            # Columns without a type hold what they are given; the table that it is for has the types.
            cursor.execute(f"CREATE TEMPORARY TABLE {self.name} ({', '.join(self._columns())})")

    def __len__(self) -> int:
        return self._count

    def add(self, row: Sequence[Any]) -> None:
        """Put one more at its end."""
        self._last.append(row)
        self._count += 1
        if len(self._last) == _TOGETHER:
            self._fill()
            self._last = []

    def put_into(self, table: str, columns: Sequence[str], beside: Iterable[Sequence[Any]] | None = None) -> None:
        """Write the rows into a table, within a transaction; with ``beside``, further values of each row in order, in
        the last of these columns. Names are quoted by the caller. A transaction that is broken off leaves them as they
        were, to be put once more.
        """
        self._fill()  # the last are kept here too: where the transaction is broken off they are gone from there
        source, values = self.name, self._columns(f"{self.name}.")
        more = self._beside(beside, len(columns) - self._width) if beside is not None else None
        if more is not None:
            source = f"{self.name} JOIN {more.name} ON {more.name}.rowid = {self.name}.rowid"
            values += more._columns(f"{more.name}.")
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            # With the two megabytes that SQLite has by default it writes and reads the pages of an index again and
            # again.
            cursor.execute("PRAGMA cache_size = -32768")
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our own names
                f"SELECT {', '.join(values)} FROM {source} ORDER BY {self.name}.rowid"
            )
            for each in filter(None, (self, more)):
                cursor.execute(f"DROP TABLE {each.name}")

    def _beside(self, rows: Iterable[Sequence[Any]], width: int) -> "Aside":
        more = Aside(width)
        for row in rows:
            more.add(row)
        if len(more) != len(self):
            raise ValueError(f"{len(self)} rows have {len(more)} beside them")
        more._fill()
        return more

    def _columns(self, of: str = "") -> list[str]:
        return [f"{of}c{n}" for n in range(self._width)]

    def _fill(self) -> None:
        link = connections[DEFAULT_DB_ALIAS]
        places = ", ".join(["%s"] * self._width)
        with link.cursor() as cursor:
            is_alone = not link.in_atomic_block
            if is_alone:
                # One of Django's own would keep everybody else from saving; this takes only what is written to.
                cursor.execute("SAVEPOINT aside")
            cursor.executemany(f"INSERT INTO {self.name} VALUES ({places})", self._last)  # noqa: S608 - our own names
            if is_alone:
                cursor.execute("RELEASE aside")
