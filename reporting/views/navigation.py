"""Breadcrumbs and tabs of the reporting pages."""

from django.urls import reverse

from accounts.roles import Permission
from foundation.request import Request
from plans.periods import Period
from reporting.models import Cycle


def crumbs(*above: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Reports, and what lies between as (label, address)."""
    start = (("Home", reverse("home")), ("Reports", reverse("reporting:report-list")))
    return [{"label": label, "url": url} for label, url in (*start, *above)]


def cycle_crumbs(*cycles: Cycle) -> list[dict[str, str]]:
    """The way to the timetable, or to one quarter of it."""
    timetable = ("Timetable", reverse("reporting:cycle-list"))
    return crumbs(timetable, *((each.period.label, each.get_absolute_url()) for each in cycles))


def council_crumbs(request: Request, period: Period) -> list[dict[str, str]]:
    """Home, and the council's page of the quarter for who may open it."""
    found = [{"label": "Home", "url": reverse("home")}]
    if request.actor.may(Permission.COUNCIL_READ):
        found.append({"label": "Council on a page", "url": f"{reverse('reporting:council')}?period={period.key}"})
    return found


def report_tabs(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: reports, and the timetable for who prepares them. Empty where there is one only."""
    if not request.actor.may_anywhere(Permission.DRAFT_READ):
        return []
    parts = (("Reports", "report-list"), ("Timetable", "cycle-list"))
    return [{"label": label, "url": reverse(f"reporting:{name}"), "active": name == active} for label, name in parts]
