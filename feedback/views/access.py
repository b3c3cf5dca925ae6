"""Finding what people said: what a person may not know of is not found."""

from django.db.models import QuerySet
from django.urls import reverse

from feedback.models import Record
from feedback.permissions import check_known
from foundation.request import Request
from foundation.statements import only, written_once


def visible_record(request: Request, pk: int) -> Record:
    """The record with its unit. Raises Http404 for who may not open it."""
    record = only(_records(pk))
    check_known(request.actor, record)
    return record


@written_once
def _records(pk: int) -> QuerySet[Record]:
    return Record.objects.select_related("unit", "recorded_by").filter(pk=pk)


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, What people say, and what lies between."""
    start = (("Home", reverse("home")), ("What people say", reverse("feedback:record-list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def record_crumbs(record: Record) -> list[dict[str, str]]:
    """The way to what is beneath a record."""
    return crumbs((record.title, record.get_absolute_url()))
