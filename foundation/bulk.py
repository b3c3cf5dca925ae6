"""Many new rows at once, for an import of tens of thousands that holds SQLite's only write lock meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

_BATCH = 1000
_MANY = 200
_PLAIN = (int, str, bool, type(None))  # stored as they are, whatever the field


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model and give them their keys, within a transaction. As ``bulk_create``; many on SQLite by
    one prepared statement, which is several times as fast as one text for each forty rows.
    """
    if not rows:
        return
    link, model = connections[DEFAULT_DB_ALIAS], type(rows[0])
    if link.vendor != "sqlite" or len(rows) < _MANY:
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
        return
    fields = model._meta.concrete_fields
    columns = ", ".join(link.ops.quote_name(field.column) for field in fields)
    table, places = link.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    with link.cursor() as cursor:
        _number(rows, cursor)
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our own models
        cursor.executemany(statement, [[_stored(field, row, link) for field in fields] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, link.alias


def _stored(field: Any, row: models.Model, link: Any) -> object:
    value = field.pre_save(row, True)
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, link)


def _number(rows: Sequence[models.Model], cursor: Any) -> None:
    """Give the rows the next keys. Nobody else takes them: only one transaction writes at a time."""
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [type(rows[0])._meta.db_table])
    last = cursor.fetchone()
    for number, row in enumerate(rows, 1 + (last[0] if last else 0)):
        row.pk = number
