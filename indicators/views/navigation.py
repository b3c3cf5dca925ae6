"""Tabs, breadcrumbs and addresses of the pages of measures, targets, rules and imports."""

from django.urls import reverse

from accounts.roles import Permission
from foundation.request import Request
from indicators.imports.kinds import may_import
from indicators.models import Indicator

_PARTS = (
    ("Definitions", "indicators:indicator-list", Permission.COUNCIL_READ),
    ("Sets", "indicators:set-list", Permission.COUNCIL_READ),
    ("Catalogues", "catalogues:catalogue-list", Permission.COUNCIL_READ),
    ("Breakdowns", "breakdowns:dimension-list", Permission.COUNCIL_READ),
    ("Targets", "indicators:target-list", Permission.COUNCIL_READ),
    ("Decisions on targets", "target_decisions:target-list", Permission.COUNCIL_READ),
    ("Rating rules", "indicators:rule-list", Permission.COUNCIL_READ),
    ("Words and colours", "indicators:scheme-list", Permission.COUNCIL_READ),
    ("Summing up", "indicators:summing-list", Permission.COUNCIL_READ),
)


def indicator_tabs(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: the lists that the person may open. ``active`` is a route, in full where it is another
    app's.
    """
    found = [(label, name) for label, name, permission in _PARTS if request.actor.may_anywhere(permission)]
    if may_import(request.actor):
        found.append(("Imports", "indicators:import-list"))
    here = active if ":" in active else f"indicators:{active}"
    return [{"label": label, "url": reverse(route), "active": route == here} for label, route in found]


def crumbs(*above: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Definitions, and then ``above`` as (label, address)."""
    start = (("Home", reverse("home")), ("Definitions", reverse("indicators:indicator-list")))
    return [{"label": label, "url": url} for label, url in (*start, *above)]


def measure_crumbs(indicator: Indicator, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The breadcrumbs of a page about one measure: its definition sheet, and then ``further``."""
    return crumbs((indicator.ref, sheet_url(indicator)), *further)


def sheet_url(indicator: Indicator, tab: str = "") -> str:
    """The address of a measure's definition sheet, at one of its tabs."""
    address = reverse("indicators:indicator-detail", args=[indicator.ref])
    return f"{address}?tab={tab}" if tab else address
