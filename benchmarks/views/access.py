"""Finding what is compared: what a person may not know of is not found."""

from django.db.models import QuerySet
from django.urls import reverse

from benchmarks.models import ComparedMeasure
from benchmarks.permissions import check_known
from foundation.request import Request
from foundation.statements import only, written_once


def visible_measure(request: Request, pk: int) -> ComparedMeasure:
    """The measure with ours. Raises Http404 for who may not know of it."""
    measure = only(_measures(pk))
    check_known(request.actor, measure)
    return measure


@written_once
def _measures(pk: int) -> QuerySet[ComparedMeasure]:
    return ComparedMeasure.objects.select_related("indicator").filter(pk=pk)


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Benchmarks, and what lies between."""
    start = (("Home", reverse("home")), ("Benchmarks", reverse("benchmarks:measure-list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def measure_crumbs(measure: ComparedMeasure) -> list[dict[str, str]]:
    """The way to what is beneath a measure."""
    return crumbs((measure.title, measure.get_absolute_url()))
