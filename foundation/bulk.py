"""Many rows at once, for an import of tens of thousands. While they are written nobody else can save on SQLite, so what
takes time in Python comes before: ``ready`` turns rows into what the database takes, and ``write`` only hands it over.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from psycopg2.extras import Json, execute_values

from foundation.aside import Aside
from foundation.spool import Spool

_BATCH = 1000
_MOST_KNOWN = 1000  # values of one column: most columns of an import say the same again and again
_MANY = 200
_PLAIN = (int, str, bool, type(None))  # stored as they are, whatever the field
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@dataclass(frozen=True)
class Ready:
    """New rows of one model, each as its values in the order of ``fields``: on PostgreSQL as its line of a COPY, on
    SQLite in a table put aside. ``beyond``: further columns, and their values for each row, which are plain texts.
    """

    model: type[models.Model]
    fields: Sequence[Any]
    rows: Spool[str] | Aside
    beyond: tuple[Sequence[str], Iterable[Sequence[str]]] = ((), ())

    @cached_property
    def _made(self) -> Callable[[models.Model], Any]:
        return _maker(self.fields)

    def add(self, things: Iterable[Any]) -> None:
        """Make further rows ready: things of the model, or plain ones with all its columns by their names there."""
        for each in things:
            self.rows.add(self._made(each))

    def beside(self, columns: Sequence[str], values: Iterable[Sequence[str]]) -> "Ready":
        """The same rows with further columns of plain text, whose values are asked for as the rows are written."""
        return replace(self, beyond=(columns, values))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are written."""
        return (*(field.column for field in self.fields), *self.beyond[0])

    def lines(self) -> Iterator[str]:
        """The rows as lines of a COPY."""
        if not self.beyond[0]:
            return iter(self.rows)
        return (_line_beside(line, more) for line, more in zip(self.rows, self.beyond[1], strict=True))


@dataclass(frozen=True, slots=True)
class ReadyChanges:
    """Some fields of stored rows of one model: a statement, and what it is to be run with."""

    statement: str
    rows: Sequence[Any]


def ready(model: type[models.Model], rows: Iterable[Any] = (), *, without: Sequence[str] = ()) -> Ready:
    """New rows, ready to be written (see ``Ready.add``). ``without``: fields that are put ``beside`` them later, or the
    key, so that the database numbers them in their order.
    """
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    found = Ready(model, fields, Spool() if _link().vendor == "postgresql" else Aside(len(fields)))
    found.add(rows)
    return found


def ready_changes(model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]) -> ReadyChanges:
    """These fields of rows that are stored, ready to be written."""
    changed = [model._meta.get_field(name) for name in fields]
    key, table = _quoted(model._meta.pk.column), _quoted(model._meta.db_table)
    read = _reader([*changed, model._meta.pk], lambda value: value)
    values = [tuple(read(row)) for row in rows]
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
        table, columns = _quoted(prepared.model._meta.db_table), [*map(_quoted, prepared.columns)]
        if isinstance(prepared.rows, Aside):
            prepared.rows.put_into(table, columns, prepared.beyond[1] if prepared.beyond[0] else None)
            return
        _copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN", prepared.lines(), cursor)


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


def _copy(statement: str, lines: Iterator[str], cursor: Any) -> None:
    cursor.copy_expert(statement, _Lines(lines))


class _Lines:
    """Lines as a file for COPY, which asks for some of them at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def read(self, _size: int = 0) -> str:
        return "".join(islice(self._lines, _MANY))


def _link() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def _quoted(name: str) -> str:
    return str(_link().ops.quote_name(name))


def _maker(fields: Sequence[Any]) -> Callable[[models.Model], Any]:
    """What makes of a row what the database takes."""
    if _link().vendor != "postgresql":
        plain = _reader(fields, lambda value: value)
        return lambda row: tuple(plain(row))
    texts = _reader(fields, _copied)
    return lambda row: "\t".join(texts(row)) + "\n"


def _reader(fields: Sequence[Any], written: Callable[[object], Any]) -> Callable[[models.Model], Iterator[Any]]:
    """What reads these fields of a row, each value as the database takes it and then ``written``."""
    columns = [(_getter(field), _converter(field, written)) for field in fields]
    return lambda row: (convert(get(row)) for get, convert in columns)


def _getter(field: Any) -> Callable[[models.Model], Any]:
    """What reads a field of a row. Most are as they stand there; a few say themselves what is stored."""
    says_itself = type(field).pre_save is not models.Field.pre_save
    if isinstance(field, models.DateField | models.TimeField):
        says_itself = field.auto_now or field.auto_now_add
    return (lambda row: field.pre_save(row, True)) if says_itself else attrgetter(field.attname)


def _converter(field: Any, written: Callable[[object], Any]) -> Callable[[Any], Any]:
    """What makes of a field's value what the database takes."""
    link = _link()

    def converted(value: Any) -> Any:
        return written(value if type(value) in _PLAIN else field.get_db_prep_save(value, link))

    return converted if isinstance(field, models.JSONField) else _Known(converted).__getitem__


class _Known(dict[Any, Any]):
    """Values of a column by what was there, worked out once."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        made = self._convert(value)
        if len(self) < _MOST_KNOWN:
            self[value] = made
        return made


def _copied(value: object) -> str:
    if value is None:
        return r"\N"
    text = value.dumps(value.adapted) if isinstance(value, Json) else str(value)
    return str(text.translate(_ESCAPED))


def _line_beside(line: str, more: Sequence[str]) -> str:
    return "\t".join([line[:-1], *more]) + "\n"
