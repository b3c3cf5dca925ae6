"""A measure's definition sheet, tab by tab: what it is, its targets, rule, objectives, breaks and history (C2)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import may_read_history, needs
from accounts.queries.history import events_of
from accounts.roles import Permission
from foundation.request import Request
from indicators.judging.spans import data_period
from indicators.models import Indicator
from indicators.queries.beside_targets import noted_targets
from indicators.queries.definitions import objectives_served, predecessors, successor
from indicators.queries.example_combining import entry_of, example_combining
from indicators.queries.formula_words import needed_by, shown_for, versions_of
from indicators.queries.known_as import name_routes, names_of
from indicators.queries.quarters import latest_quarter
from indicators.queries.ratings import rules_of_measure, scheme_bands
from indicators.queries.targets import current_year, targets_by_year
from indicators.views.definitions import visible_indicator
from indicators.views.navigation import crumbs, sheet_url
from plans.queries.tags import tags_of

_TABS = (
    ("", "Definition"),
    ("formula", "Formula"),
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
        **_tabs(indicator, tab, may_read=may_read),
        "crumbs": crumbs(),
        "successor": successor(indicator, reach=request.actor.reaches(Permission.COUNCIL_READ)),
        **_rights(request, indicator),
        **_content(request, indicator, tab),
    }
    return render(request, "indicators/indicator_detail.html", context)


def _rights(request: Request, indicator: Indicator) -> dict[str, bool]:
    return {
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
        "may_target": request.actor.may(Permission.TARGET_EDIT, indicator.service_id),
        "may_rule": request.actor.may(Permission.RULE_EDIT),
    }


def _tabs(indicator: Indicator, active: str, *, may_read: bool) -> dict[str, Any]:
    tabs = [
        {"label": label, "url": sheet_url(indicator, name), "active": name == (active if active in dict(_TABS) else "")}
        for name, label in _TABS
        if may_read or name != "history"
    ]
    return {"tabs": tabs, "tabs_of": indicator.name}


def _content(request: Request, indicator: Indicator, tab: str) -> dict[str, Any]:
    """The context of the tab's template."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    match tab:
        case "formula":
            return _formula(request, indicator)
        case "targets":
            return _targets(request, indicator)
        case "rule":
            return _rule(request, indicator)
        case "serves":
            return {"sets": indicator.sets.order_by("name"), "links": objectives_served(indicator, reach=reach)}
        case "breaks":
            return {"breaks": indicator.breaks.order_by("-period")}
        case "history":
            return {"history": events_of(indicator)}
    return {
        "predecessors": predecessors(indicator, reach=reach),
        "tags": tags_of(indicator),
        "combined": example_combining(entry_of(indicator), today=request.today),
        **known_as(request, indicator),
    }


def known_as(request: Request, indicator: Indicator) -> dict[str, Any]:
    """``indicators/_known_as.html``: what a measure is called elsewhere, and where that is changed."""
    route = next(iter(name_routes()), "") if request.actor.may(Permission.INDICATOR_EDIT) else ""
    names = names_of(indicator, actor=request.actor)
    return {"names": names, "names_url": reverse(route, args=[indicator.ref]) if route else ""}


def _formula(request: Request, indicator: Indicator) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    quarter = latest_quarter(request.today)
    period = data_period(indicator.frequency, indicator.year_basis, indicator.lag, quarter)
    return {
        "formulas": versions_of(indicator, reach=reach),
        "shown": shown_for(indicator, period, reach=reach),
        "needed_by": needed_by(indicator, reach=reach),
    }


def _targets(request: Request, indicator: Indicator) -> dict[str, Any]:
    this = current_year(indicator, today=request.today)
    rows = targets_by_year(indicator)
    missing = [year for year in (this.next(), this) if year not in [row.year for row in rows]]
    noted = noted_targets(indicator, (this.next(), this), actor=request.actor)
    notes = [note for note in noted.notes if note.year not in [row.year for row in rows]]
    told = [(row, [note for note in noted.notes if note.year == row.year]) for row in rows]
    return {"rows": told, "missing": missing, "notes": notes, "actions": noted.actions}


def _rule(request: Request, indicator: Indicator) -> dict[str, Any]:
    quarter = latest_quarter(request.today)
    period = data_period(indicator.frequency, indicator.year_basis, indicator.lag, quarter)
    rules = rules_of_measure(indicator, period)
    applying = next((each.row for each in rules if each.applies), None)
    key = scheme_bands(applying.rule.scheme if applying else None)
    return {"rules": rules, "applying": applying, "period": period, "key": key}
