"""Finding what the pages of breakdowns are about: what a person may not know of is not found."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.permissions import check_visible
from breakdowns.models import Breakdown, Dimension, Group
from breakdowns.permissions import check_known
from breakdowns.queries.standing import breakdowns_read
from foundation.request import Request
from indicators.models import Indicator, Observation


def find_breakdown(request: Request, ref: str, pk: int) -> Breakdown:
    """How a measure is broken down by a dimension. Raises Http404 for who may not read the measure."""
    found = get_object_or_404(breakdowns_read(), indicator__ref=ref, dimension=pk)
    check_known(request.actor, found)
    return found


def find_measure(request: Request, ref: str) -> Indicator:
    """Raises Http404 for who may not read the measure."""
    found = get_object_or_404(Indicator.objects.select_related("service"), ref=ref)
    check_visible(request.actor, found.service_id)
    return found


def find_group(pk: int) -> Group:
    return get_object_or_404(Group.objects.select_related("dimension__within", "part_of"), pk=pk)


def find_dimension(pk: int) -> Dimension:
    return get_object_or_404(Dimension.objects.select_related("within"), pk=pk)


def find_figure(breakdown: Breakdown, key: str) -> Observation:
    """The measure's figure of a period that groups are entered for: a proposed revision before the one that stands.
    Raises Http404 where there is none yet.
    """
    found = Observation.objects.select_related("indicator", "in_return__service").filter(
        indicator=breakdown.indicator, period=key
    )
    figure = found.exclude(state="superseded").order_by("-revision").first()
    if figure is None:
        raise Http404
    return figure


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Breakdowns, and what lies between."""
    start = (("Home", reverse("home")), ("Breakdowns", reverse("breakdowns:dimension-list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def dimension_crumbs(dimension: Dimension, *further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs((dimension.name, dimension.get_absolute_url()), *further)


def measure_crumbs(indicator: Indicator, *further: tuple[str, str]) -> list[dict[str, str]]:
    """Home, Measures, the measure, and what lies between."""
    start = (
        ("Home", reverse("home")), ("Measures", reverse("reporting:measure-list")),
        (indicator.ref, indicator.get_absolute_url()),
    )  # fmt: skip
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def breakdown_crumbs(breakdown: Breakdown) -> list[dict[str, str]]:
    return measure_crumbs(breakdown.indicator, (f"By {breakdown.dimension.noun}", breakdown.get_absolute_url()))
