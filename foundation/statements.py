"""Questions of many pages: SQL by hand, or a queryset whose SQL Django writes once, for it takes longer than to run it.

PostgreSQL prepares each once for a connection, because planning one takes it about as long as running it.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404

Rows = list[tuple[Any, ...]]

# PostgreSQL's codes for: no such prepared statement, one of that name already (both come with poolers, which change the
# server's process behind a connection), and other columns than before (a table was altered).
_NOT_CARRIED = ("26000", "42P05", "0A000")

MOST = 250
"""Statements prepared for one connection, each an eighth of a megabyte of the server. Others are sent unprepared."""

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


P = ParamSpec("P")
M = TypeVar("M", bound=Model)


def written_once(ask: Callable[P, QuerySet[M]]) -> Callable[P, list[M]]:
    """A queryset as a question whose SQL is written at the first call. It gives the rows that the queryset gives.

    Positional arguments are values that conditions compare with, never None, and as many as you like; keyword arguments
    may change the query. Each number of values is a text of its own, so there should be few different ones; where there
    are not, compare with ``__one_of``.
    """
    written: dict[Any, _Written] = {}

    @wraps(ask)
    def asked(*values: Any, **shape: Any) -> list[M]:
        key = connection.vendor, len(values), *sorted(shape.items())
        if key not in written:
            if len(written) >= MOST:
                written.clear()  # shapes of days gone by
            written[key] = _Written(ask(*map(_Place, range(len(values))), **shape))  # type: ignore[arg-type]
        return written[key].rows(values)

    return asked  # type: ignore[return-value]  # it takes what ``ask`` takes


def only(found: Sequence[M]) -> M:
    """The one thing that was found. Raises Http404 where there is none."""
    if not found:
        raise Http404
    return found[0]


class _Place(Expression):
    """Where one of the values goes in a question."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _filled(param: Any, values: Sequence[Any]) -> Any:
    """A parameter of the SQL with the values in their places; that of ``one_of`` is a list of them."""
    if isinstance(param, list):
        return _as_planned([_filled(each, values) for each in param])
    return values[param.number] if isinstance(param, _Place) else param


_LARGEST = 2**63 - 1


class _Written:
    """A queryset with its SQL. What Django learned of the columns while writing it turns rows into models."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        self._sql, self._params = self._compiler.as_sql()

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if any(isinstance(value, int) and value > _LARGEST for value in values):
            return []  # no key is as large, and a database fails on it
        adapted = [_adapted(value) for value in values]
        params = [_filled(each, adapted) for each in self._params]
        compiler = copy(self._compiler)
        compiler.connection = connections[self._queryset.db]  # each thread has its own
        compiler.execute_sql = lambda *_, **__: [rows_of(self._sql, params)]
        queryset = self._queryset.all()
        queryset.query.get_compiler = lambda *_, **__: compiler
        return list(queryset)


def one_of(values: Iterable[Any]) -> tuple[str, list[Any]]:
    """The SQL for "is one of these", to stand after a column, and its parameters. On PostgreSQL the SQL is the same for
    any number of values.
    """
    listed = list(values)
    if connection.vendor == "postgresql":
        return "= ANY (%s)", [_as_planned(listed)]
    return f"IN ({', '.join(['%s'] * len(listed))})", listed


_PLANNED_FOR = 10
"""PostgreSQL expects so many values of a list that it does not know. For fewer it holds another plan to be better, and
makes one at each asking, which takes as long as the answer.
"""


def _as_planned(listed: list[Any]) -> list[Any]:
    """A few keys, filled up with the last one. Not other values, such as periods: of those one may be half a table."""
    few = 0 < len(listed) < _PLANNED_FOR and all(type(each) is int for each in listed)
    return listed + listed[-1:] * (_PLANNED_FOR - len(listed)) if few else listed


@ForeignObject.register_lookup  # which takes none of the other fields' lookups
@Field.register_lookup
class _OneOf(Lookup):  # type: ignore[type-arg]  # Django has no argument for it when it runs
    """``field__one_of=values``: the same in a queryset. Unlike ``__in``, it does not make a text of its own for each
    number of values.
    """

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        among, asked = one_of(self.rhs)
        return f"{column} {among}", [*params, *asked]


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
