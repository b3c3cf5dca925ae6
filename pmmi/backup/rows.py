"""How the rows of a table become lines of text and rows again: the same lines from SQLite and from PostgreSQL."""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections, models
from django.db.models.functions import Collate

# A row of these can hold a whole file or document: few are held in memory at once.
_LARGE = (models.BinaryField, models.JSONField)
_FEW, _MANY = 20, 2_000
_MOST_BYTES = 4 << 20


def lines_of(rows: models.QuerySet[Any], *, left_out: Iterable[str] = (), blanked: Iterable[str] = ()) -> Iterator[str]:
    """Each row as one line of JSON, in the order of the key: the values in the order of ``columns_of``.

    ``left_out`` columns are null, texts in ``blanked`` say only that there was a text.
    """
    model = rows.model
    fields = model._meta.concrete_fields
    writers = [_writer(field) for field in fields]
    for position, field in enumerate(fields):
        if field.attname in left_out:
            writers[position] = _nothing
        elif field.attname in blanked:
            writers[position] = _that_there_was
    size = _FEW if any(isinstance(field, _LARGE) for field in fields) else _MANY
    values = rows.order_by(_by_key(model, rows.db)).values_list(*columns_of(model)).iterator(chunk_size=size)
    for row in values:
        written = [write(value) for write, value in zip(writers, row, strict=True)]
        yield json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def columns_of(model: type[models.Model]) -> list[str]:
    """The names of a table's values, in their order."""
    return [field.attname for field in model._meta.concrete_fields]


def store(model: type[models.Model], columns: list[str], rows: Iterable[list[Any]]) -> None:
    """Write rows that were read from lines, with their own keys and times."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for field in fields.values():
        # The times are those of the file, not of the restore.
        for automatic in ("auto_now", "auto_now_add"):
            if getattr(field, automatic, False):
                setattr(field, automatic, False)
    readers = [_reader(fields[column]) for column in columns]
    waiting: list[models.Model] = []
    size = 0
    for row in rows:
        read = {column: to(value) for column, to, value in zip(columns, readers, row, strict=True)}
        waiting.append(model(**read))
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(waiting) >= _MANY or size > _MOST_BYTES:
            model._base_manager.bulk_create(waiting)
            waiting, size = [], 0
    if waiting:
        model._base_manager.bulk_create(waiting)


def _by_key(model: type[models.Model], alias: str) -> Any:
    key = model._meta.pk
    if isinstance(key, models.CharField) and connections[alias].vendor == "postgresql":
        # SQLite sorts by bytes.
        return Collate(models.F(key.attname), "C")
    return key.attname


def _writer(field: models.Field) -> Any:
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else base64.b64encode(value).decode()
    if isinstance(field, models.JSONField):
        return lambda value: value

    def plain(value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float | str):
            return value
        return str(field.get_prep_value(value))

    return plain


def _nothing(_value: object) -> None:
    return None


def _that_there_was(value: str) -> str:
    return "(left out)" if value else ""


def _reader(field: models.Field) -> Any:
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(field, models.JSONField):
        return lambda value: value
    return field.to_python
