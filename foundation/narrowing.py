"""Narrowing a list by what somebody chose or typed; what is empty narrows nothing."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def narrowed(rows: QuerySet[Row], **chosen: Any) -> QuerySet[Row]:
    """The rows that have each of the chosen values."""
    return rows.filter(**{name: value for name, value in chosen.items() if value})


def with_words(rows: QuerySet[Row], words: str, *fields: str) -> QuerySet[Row]:
    """The rows that have the words in one of the fields."""
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": words})
    return rows.filter(found) if words else rows


def within(rows: QuerySet[Row], reach: Collection[int] | None, field: str) -> QuerySet[Row]:
    """The rows whose unit, named by the field, is within reach; None reaches all."""
    return rows if reach is None else rows.filter(**{f"{field}__in": reach})
