"""Many rows at once, for an import of tens of thousands. While they are written nobody else can save on SQLite, so what
takes time in Python comes before: ``ready`` turns rows into what the database takes, and ``write`` only hands it over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from psycopg2.extras import Json, execute_values

_BATCH = 1000
_MANY = 200
_PLAIN = (int, str, bool, type(None))  # stored as they are, whatever the field
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@dataclass(frozen=True, slots=True)
class Ready:
    """New rows of one model, each as its values in the order of ``columns``; on PostgreSQL as its line of a COPY."""

    model: type[models.Model]
    columns: tuple[str, ...]
    rows: Sequence[Any]

    def beside(self, columns: Sequence[str], values: Iterable[Sequence[str]]) -> "Ready":
        """The same rows with further columns of plain text."""
        join = _line_beside if _link().vendor == "postgresql" else _tuple_beside
        rows = [join(row, more) for row, more in zip(self.rows, values, strict=True)]
        return replace(self, columns=(*self.columns, *columns), rows=rows)


@dataclass(frozen=True, slots=True)
class ReadyChanges:
    """Some fields of stored rows of one model: a statement, and what it is to be run with."""

    statement: str
    rows: Sequence[Any]


def ready(model: type[models.Model], rows: Iterable[models.Model], *, without: Sequence[str] = ()) -> Ready:
    """New rows, ready to be written. ``without``: fields that are put ``beside`` them later, or the key, so that the
    database numbers them in their order.
    """
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    made = _line if _link().vendor == "postgresql" else tuple
    return Ready(model, tuple(field.column for field in fields), [made(_values(row, fields)) for row in rows])


def ready_changes(model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]) -> ReadyChanges:
    """These fields of rows that are stored, ready to be written."""
    changed = [model._meta.get_field(name) for name in fields]
    key, table = _quoted(model._meta.pk.column), _quoted(model._meta.db_table)
    values = [_values(row, [*changed, model._meta.pk]) for row in rows]
    if _link().vendor != "postgresql":
        places = ", ".join(f"{_quoted(field.column)} = %s" for field in changed)
        return ReadyChanges(f"UPDATE {table} SET {places} WHERE {key} = %s", values)  # noqa: S608 - our own names
    names = [_quoted(field.column) for field in changed]
    cast = [f"{name} = new.{name}::{field.db_type(_link())}" for name, field in zip(names, changed, strict=True)]
    statement = (
        f"UPDATE {table} SET {', '.join(cast)} FROM (VALUES %s) AS new ({', '.join([*names, key])}) "  # noqa: S608
        f"WHERE {table}.{key} = new.{key}"
    )
    return ReadyChanges(statement, values)


def write(prepared: Ready | ReadyChanges) -> None:
    """Write the rows, within a transaction."""
    if not prepared.rows:
        return
    link = _link()
    with link.cursor() as cursor, link.wrap_database_errors:
        if isinstance(prepared, ReadyChanges):
            _change(prepared, cursor)
            return
        columns = ", ".join(map(_quoted, prepared.columns))
        table = _quoted(prepared.model._meta.db_table)
        if link.vendor == "postgresql":
            _copy(f"COPY {table} ({columns}) FROM STDIN", prepared.rows, cursor)
            return
        # With the two megabytes that SQLite has by default it writes and reads the pages of an index again and again.
        cursor.execute("PRAGMA cache_size = -65536")
        places = ", ".join(["%s"] * len(prepared.columns))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", prepared.rows)  # noqa: S608 - our own


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """The next keys of a model, rising: nobody else gets them, whether or not rows with them are ever written."""
    if not count:
        return []
    table, key = model._meta.db_table, model._meta.pk.column
    with transaction.atomic(), _link().cursor() as cursor:
        if _link().vendor == "postgresql":
            numbers = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(numbers, [_quoted(table), key, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return list(range(last - count + 1, last + 1))


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model and give them their keys, within a transaction. As ``bulk_create``; many on SQLite by
    one prepared statement, which is several times as fast as one text for each forty rows.
    """
    if not rows:
        return
    link, model = _link(), type(rows[0])
    if link.vendor != "sqlite" or len(rows) < _MANY:
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
        return
    for row, key in zip(rows, reserve_keys(model, len(rows)), strict=True):
        row.pk = key
    write(ready(model, rows))
    for row in rows:
        row._state.adding, row._state.db = False, link.alias


def check_references() -> None:
    """Have PostgreSQL check now whether what was written points at what is there, and not when the transaction ends:
    by then it may hold what everybody waits for. SQLite has checked already.
    """
    if _link().vendor == "postgresql":
        _link().check_constraints()


def _change(changes: ReadyChanges, cursor: Any) -> None:
    if _link().vendor != "postgresql":
        cursor.executemany(changes.statement, changes.rows)
        return
    execute_values(cursor.cursor, changes.statement, changes.rows, page_size=_BATCH)


def _copy(statement: str, lines: Iterable[str], cursor: Any) -> None:
    cursor.copy_expert(statement, StringIO("".join(lines)))


def _link() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def _quoted(name: str) -> str:
    return str(_link().ops.quote_name(name))


def _values(row: models.Model, fields: Sequence[Any]) -> tuple[Any, ...]:
    link = _link()
    return tuple(
        value if type(value := field.pre_save(row, True)) in _PLAIN else field.get_db_prep_save(value, link)
        for field in fields
    )


def _line(values: Iterable[object]) -> str:
    """A row as COPY takes it."""
    return "\t".join(map(_copied, values)) + "\n"


def _copied(value: object) -> str:
    if value is None:
        return r"\N"
    text = value.dumps(value.adapted) if isinstance(value, Json) else str(value)
    return str(text.translate(_ESCAPED))


def _tuple_beside(row: tuple[Any, ...], more: Sequence[str]) -> tuple[Any, ...]:
    return (*row, *more)


def _line_beside(line: str, more: Sequence[str]) -> str:
    return "\t".join([line[:-1], *more]) + "\n"
