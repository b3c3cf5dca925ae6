"""Tabs, breadcrumbs and addresses of the pages of measures, targets, rules and imports."""

from django.urls import reverse

from accounts.roles import Permission
from foundation.request import Request
from indicators.imports.kinds import may_import
from indicators.models import Indicator

_PARTS = (
    ("Definitions", "indicator-list", Permission.COUNCIL_READ),
    ("Sets", "set-list", Permission.COUNCIL_READ),
    ("Targets", "target-list", Permission.COUNCIL_READ),
    ("Rating rules", "rule-list", Permission.COUNCIL_READ),
    ("Words and colours", "scheme-list", Permission.COUNCIL_READ),
    ("Summing up", "summing-list", Permission.COUNCIL_READ),
)


def indicator_tabs(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: the lists that the person may open; ``active`` is a route name."""
    found = [(label, name) for label, name, permission in _PARTS if request.actor.may_anywhere(permission)]
    if may_import(request.actor):
        found.append(("Imports", "import-list"))
    return [{"label": label, "url": reverse(f"indicators:{name}"), "active": name == active} for label, name in found]


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
