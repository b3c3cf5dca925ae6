"""Finding a measure and its certificates: what a person may not know of is not found."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.permissions import check_visible
from foundation.request import Request
from indicators.models import Indicator


def visible_measure(request: Request, ref: str) -> Indicator:
    """The measure with its service. Raises Http404 for who may not know of it."""
    indicator = get_object_or_404(Indicator.objects.select_related("service"), ref=ref)
    check_visible(request.actor, indicator.service_id)
    return indicator


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Data quality, and what lies between."""
    start = (("Home", reverse("home")), ("Data quality", reverse("assurance:list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def measure_crumbs(indicator: Indicator) -> list[dict[str, str]]:
    """The way to what is beneath a measure's certificates."""
    return crumbs((indicator.ref, reverse("assurance:measure", args=[indicator.ref])))
