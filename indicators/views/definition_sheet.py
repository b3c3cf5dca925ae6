"""A measure's definition sheet, tab by tab: what it is, its targets, rule, objectives, breaks and history (C2)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import may_read_history, needs
from accounts.queries.history import events_of
from accounts.roles import Permission
from foundation.request import Request
from indicators.judging.spans import data_period
from indicators.models import Indicator
from indicators.queries.definitions import objectives_served, predecessors
from indicators.queries.quarters import latest_quarter
from indicators.queries.ratings import rules_of_measure, scheme_bands
from indicators.queries.targets import current_year, targets_by_year
from indicators.views.definitions import visible_indicator
from indicators.views.navigation import crumbs, sheet_url

_TABS = (
    ("", "Definition"),
    ("targets", "Targets"),
    ("rule", "Rating rule"),
    ("serves", "Sets and objectives"),
    ("breaks", "Breaks"),
    ("history", "History"),
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def indicator_detail(request: Request, ref: str) -> HttpResponse:
    """A definition sheet. An unknown tab shows the first."""
    indicator = visible_indicator(request, ref)
    may_read = may_read_history(request.actor, indicator.service_id, Permission.INDICATOR_EDIT)
    tab = request.GET.get("tab", "")
    if tab == "history" and not may_read:
        raise PermissionDenied("The history is read by auditors and by those who may change this.")
    context = {
        "indicator": indicator,
        "tab": tab,
        "tabs": _tabs(indicator, tab, may_read=may_read),
        "crumbs": crumbs(),
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
        "may_target": request.actor.may(Permission.TARGET_EDIT, indicator.service_id),
        "may_rule": request.actor.may(Permission.RULE_EDIT),
        **_CONTENTS.get(tab, _definition)(request, indicator),
    }
    return render(request, "indicators/indicator_detail.html", context)


def _tabs(indicator: Indicator, active: str, *, may_read: bool) -> list[dict[str, object]]:
    known = {name for name, _ in _TABS}
    return [
        {"label": label, "url": sheet_url(indicator, name), "active": name == (active if active in known else "")}
        for name, label in _TABS
        if may_read or name != "history"
    ]


def _definition(request: Request, indicator: Indicator) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    return {"predecessors": predecessors(indicator, reach=reach)}


def _targets(request: Request, indicator: Indicator) -> dict[str, Any]:
    this = current_year(indicator, today=request.today)
    rows = targets_by_year(indicator)
    missing = [year for year in (this.next(), this) if year not in [row.year for row in rows]]
    return {"rows": rows, "missing": missing}


def _rule(request: Request, indicator: Indicator) -> dict[str, Any]:
    quarter = latest_quarter(request.today)
    period = data_period(indicator.frequency, indicator.year_basis, indicator.lag, quarter)
    rules = rules_of_measure(indicator, period)
    applying = next((each.row.rule for each in rules if each.applies), None)
    return {
        "rules": rules,
        "applying": next((each.row for each in rules if each.applies), None),
        "period": period,
        "key": scheme_bands(applying.scheme if applying else None),
    }


def _serves(request: Request, indicator: Indicator) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    return {"sets": indicator.sets.order_by("name"), "links": objectives_served(indicator, reach=reach)}


def _breaks(_request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    return {"breaks": indicator.breaks.order_by("-period")}


def _history(_request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    return {"history": events_of(indicator)}


_CONTENTS: dict[str, Callable[[HttpRequest, Indicator], dict[str, Any]]] = {
    "targets": _targets,
    "rule": _rule,
    "serves": _serves,
    "breaks": _breaks,
    "history": _history,
}
