"""Narrowing a list by what somebody chose or typed; what is empty narrows nothing."""

from collections.abc import Callable, Collection
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


def one_of_these(rows: QuerySet[Row], field: str, values: Collection[Any]) -> QuerySet[Row]:
    """The rows whose field has one of the values, or all where none is named. Unlike a list, the values may be the
    places of a question that is written once.
    """
    found = Q()
    for value in values:
        found |= Q(**{field: value})
    return rows.filter(found)


def asked_of(ask: Callable[..., list[Row]], *values: Any, within: Collection[int] | None) -> list[Row]:
    """What a question written once answers, whose last values narrow it (``one_of_these``): None narrows nothing, and
    within nothing there is nothing.
    """
    return [] if within is not None and not within else ask(*values, *sorted(within or ()))
