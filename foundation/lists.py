"""What every list page shares: filters that live in the address, sorting links, pages beyond a hundred rows.

Each function returns what the component of the same name in ``templates/components`` takes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import HttpRequest

from foundation.filters import FilterForm

PAGE_SIZE = 100


def filters(request: HttpRequest, form: FilterForm, *, keep: Sequence[str] = ("sort",)) -> dict[str, Any]:
    """``components/filters.html``: the fields, what is applied, and what the address asks that cannot be answered.
    ``keep`` names what else stays.
    """
    applied = [{"label": _applied(form[name]), "remove_url": address(request, **{name: None})} for name in form.chosen]
    return {
        "action": request.path,
        "fields": [_field(form[name]) for name in form.fields],
        "hidden": [{"name": name, "value": request.GET[name]} for name in keep if name in request.GET],
        "applied": applied,
        "unknown": " ".join(_unknown(form[name]) for name in form.fields if name in form.errors),
        "clear_url": address(request, **dict.fromkeys(form.fields)),
    }


def sorting(
    request: HttpRequest, columns: Mapping[str, Sequence[str]], *, default: str
) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The ordering asked for by ``?sort=name`` or ``?sort=-name``, and ``components/sort_header.html``'s links.

    ``columns`` gives each column's fields in ascending order. An unknown column sorts by ``default``.
    """
    asked = request.GET.get("sort", default)
    asked = asked if asked.removeprefix("-") in columns else default
    column, descending = asked.removeprefix("-"), asked.startswith("-")
    ordering = [_reversed(field) if descending else field for field in columns[column]]
    headers = {}
    for name in columns:
        is_current = name == column
        direction = ("descending" if descending else "ascending") if is_current else ""
        turn = f"-{name}" if is_current and not descending else name
        headers[name] = {"url": address(request, sort=turn), "direction": direction}
    return ordering, headers


def paged(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, size: int = PAGE_SIZE) -> tuple[Page, dict]:
    """The page asked for by ``?page=2`` (the nearest there is), and ``components/pagination.html``'s links."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    gap = page.paginator.ELLIPSIS
    return page, {
        "previous_url": address(request, page=page.number - 1) if page.has_previous() else "",
        "next_url": address(request, page=page.number + 1) if page.has_next() else "",
        "links": [
            {"gap": True}
            if number == gap
            else {"number": number, "url": address(request, page=number), "current": number == page.number}
            for number in numbers
        ],
    }


def listing(
    request: HttpRequest,
    form: FilterForm,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    whole: int | None,
    noun: str,
    nouns: str = "",
    size: int = PAGE_SIZE,
) -> dict[str, Any]:
    """The context of a filtered list: ``page``, ``pages``, ``filters`` and ``count_text``.

    ``whole`` is how many there are without filters; None says only how many were found.
    """
    page, pages = paged(request, rows, size=size)
    found = page.paginator.count
    return {
        "page": page,
        "pages": pages,
        "filters": filters(request, form),
        "count_text": count_text(found, found if whole is None else whole, noun, nouns),
    }


def count_text(found: int, whole: int, noun: str, nouns: str = "") -> str:
    """ "14 of 71 measures", "71 measures", "1 of 3 plans"."""
    words = noun if whole == 1 else nouns or f"{noun}s"
    return f"{whole:,} {words}" if found == whole else f"{found:,} of {whole:,} {words}"


def selection_text(form: FilterForm, found: int, whole: int, noun: str, *, besides: Sequence[str] = ()) -> str:
    """``count_text``, and why these where they are not all: " … shown, because of Service: Housing."

    ``besides`` names the filters that choose the whole, such as its quarter.
    """
    text = count_text(found, whole, noun)
    chosen = [_applied(form[name]) for name in form.chosen if name not in besides]
    return f"{text} shown, because of {' and '.join(chosen)}" if chosen else text


def address(request: HttpRequest, **changes: object) -> str:
    """This page's address with some parameters changed; None takes one away. The page number starts anew."""
    query = request.GET.copy()
    for name, value in {"page": None, **changes}.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


def _field(field: BoundField) -> dict[str, Any]:
    choices = getattr(field.field, "choices", None)
    typed = field.value()
    if choices is None:
        return {"name": field.name, "label": field.label, "text": "" if typed is None else str(typed)}
    options = [
        {"value": str(value), "label": label, "selected": str(value) == str(typed or "")} for value, label in choices
    ]
    return {"name": field.name, "label": field.label, "options": options}


def _unknown(field: BoundField) -> str:
    """Says of a filter with a value that it cannot have what is shown instead: somebody else may have sent the link."""
    choices = list(getattr(field.field, "choices", ()))
    if not choices:
        return f"What this address asks under “{field.label}” could not be read, so it is left out."
    shown = str(choices[0][1])
    instead = shown if shown[1:2].isupper() else shown[:1].lower() + shown[1:]
    return f"This address asks under “{field.label}” for something that is not there; showing {instead}."


def _applied(field: BoundField) -> str:
    return f"{field.label}: {_in_words(field)}"


def _in_words(field: BoundField) -> str:
    for value, label in getattr(field.field, "choices", ()):
        if str(value) == str(field.value()):
            return str(label)
    return str(field.value())


def _reversed(ordering: str) -> str:
    return ordering[1:] if ordering.startswith("-") else f"-{ordering}"
