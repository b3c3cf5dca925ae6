"""Lists in pages, and the filters that every one takes."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, NoReturn, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.errors import ValidationError

from plans.periods import Period, asked_period

MOST = 200
Item = TypeVar("Item")
Row = TypeVar("Row")


class PageOf(Schema, Generic[Item]):
    """One page of a list, whose order does not change."""

    items: list[Item]
    page: int
    pages: int
    count: int = Field(description="Of the whole list")


class Filters(Schema):
    page: int = Field(1, ge=1, le=10**6)
    per_page: int = Field(100, ge=1, le=MOST)


class OfService(Filters):
    service: int | None = Field(None, ge=1, lt=10**15, description="The number of a unit")


def only_known(request: HttpRequest, filters: type[Schema]) -> None:
    """Raises ValidationError for a filter that this list does not have: else it would be passed over in silence, and
    the whole list be taken for what was asked.
    """
    unknown = sorted(set(request.GET) - set(filters.model_fields))
    if unknown:
        words = f"is no filter of this list; it takes {', '.join(filters.model_fields)}"
        raise ValidationError([{"loc": ("query", name), "type": "unknown", "msg": words} for name in unknown])


def page_of(
    rows: QuerySet[Any] | Sequence[Row], asked: Filters, made: Callable[[Sequence[Row]], Sequence[object]]
) -> dict[str, object]:
    """The page asked for; ``made`` turns its rows into what is answered. Beyond the last page there is nothing."""
    paginator = Paginator(rows, asked.per_page)
    is_there = asked.page <= paginator.num_pages
    found = list(paginator.page(asked.page).object_list) if is_there else []
    return {"items": made(found), "page": asked.page, "pages": paginator.num_pages, "count": paginator.count}


def period_asked(name: str, key: str) -> Period:
    """The period of a key. Raises ValidationError with what is accepted."""
    try:
        return asked_period(key)
    except ValueError as error:
        unusable(name, f"cannot be read. {error}")


def one_of(name: str, word: str, words: Collection[str]) -> str:
    """The word, where it is one of these. Raises ValidationError."""
    if word not in words:
        unusable(name, f"must be one of {', '.join(words)}")
    return word


def unusable(name: str, words: str) -> NoReturn:
    """Raises ValidationError: a filter cannot be used as it is."""
    raise ValidationError([{"loc": ("query", name), "type": "unusable", "msg": words}])
