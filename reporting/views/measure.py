"""One measure's page."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.watching import watch_button
from assurance.queries.certificates import beside_figure, certified
from benchmarks.queries.beside import published_by_others, strip_beside
from breakdowns.queries.on_measure import breakdowns_on_page
from feedback.queries.beside import beside_measure, said_of_measure
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import only, written_once
from indicators.models import Indicator
from indicators.queries.formula_words import shown_for
from indicators.queries.known_as import names_of, with_names
from indicators.queries.on_page import what_hangs
from plans.periods import Period
from reporting.dashboards import measure as dashboard
from reporting.dashboards.measure_finer import finer_rows
from reporting.dashboards.measure_outlook import outlook_on_page
from reporting.dashboards.measure_recovery import help_on_page, recovery_on_page
from reporting.dashboards.measure_reported import reported_rows
from reporting.dashboards.measure_years import years_on_page
from reporting.permissions import readable_reports
from reporting.queries.measure import reported_as
from reporting.queries.measures_of_objectives import paths_up
from reporting.views.navigation import council_crumbs
from reporting.views.quarter import not_the_quarter_asked, plain_quarter


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure(request: Request, ref: str) -> HttpResponse:
    """A measure: how it is doing, over time, what it is made of, and what was said of it."""
    indicator = only(_measures(ref))
    check_visible(request.actor, indicator.service_id)
    period = plain_quarter(request)
    read = dashboard.read_measure(indicator, period=period, by=request.actor)
    if wants_download(request):
        name, title = f"{slugify(ref) or 'measure'}-{period.key}", f"{ref} {indicator.name}"
        rows = lambda: dashboard.export_rows(read)  # noqa: E731 - made only once the file is
        return list_download(request, ListFile(name, title, dashboard.COLUMNS, rows))
    context = _page(request, read, period) if request.GET.get("tab") != "history" else {}
    tabbed = with_history(request, indicator, unit_id=indicator.service_id, editing=Permission.INDICATOR_EDIT)
    context |= {**tabbed, "tabs": _tabs(request, bool(tabbed["tabs"])), "period": period, "indicator": indicator}
    context |= {"row": dashboard.headline(read), "crumbs": _crumbs(request, indicator, period)}
    context |= {"quality": beside_figure(indicator, today=request.today), **_buttons(request, indicator)}
    context["unknown"] = not_the_quarter_asked(request, period)
    return render(request, "reporting/measure.html", context)


def _buttons(request: Request, indicator: Indicator) -> dict[str, Any]:
    watch = watch_button(request, "measure", indicator.pk)
    return {"watch": watch, "may_share": request.actor.may(Permission.PARTNER_SHARE)}


@written_once
def _measures(ref: str) -> QuerySet[Indicator]:
    known = Indicator.objects.select_related("service", "owner", "data_provider", "approver")
    # So that a measure that is typed, and one that nobody else has, costs no statement more.
    beside = {"others": published_by_others(), **what_hangs(), **certified(), **said_of_measure()}
    return with_names(known.annotate(**beside).filter(ref=ref))


def _page(request: Request, read: dashboard.MeasureRead, period: Period) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    paths = [[step for step in path if reach is None or step.unit_id in reach] for path in paths_up(read.indicator.pk)]
    rows = dashboard.period_rows(read)
    kept = SnapshotCache()
    said = kept(
        lambda: reported_as(read.indicator, among=readable_reports(request.actor)),
        *("reported", read.indicator.pk, reach),  # of what is released, who reads what hangs on this reach alone
    )
    period_shown = read.measured.period
    calculated = partial(shown_for, read.indicator, period_shown, reach=reach) if read.indicator.has_formulas else None
    outlook = outlook_on_page(read, period=period, by=request.actor)
    return {
        "chart": dashboard.chart(read, rows, outlook.ahead),
        "rows": rows,
        "outlook": outlook,
        "made_of": dashboard.made_of(read),
        "finer": finer_rows(read.indicator, read.measured, read.figures),
        "years": years_on_page(read, by=request.actor),
        "calculated": calculated and kept(calculated, "calculated", read.indicator.pk, period_shown, reach),
        "commentary": dashboard.commentary_by_period(read, today=request.today),
        "reported": reported_rows(rows, said),
        "paths": [path for path in paths if path],
        "strip": strip_beside(read.indicator.others, read.measured.assessment.status, kept=kept),
        "definition": dashboard.definition_rows(read.indicator),
        "names": names_of(read.indicator, actor=request.actor),
        "help": help_on_page(read, by=request.actor),
        "breakdowns": breakdowns_on_page(read.indicator, by=request.actor, today=request.today, kept=kept),
        "people": beside_measure(read.indicator, actor=request.actor, today=request.today),
        "recovery": recovery_on_page(read, by=request.actor, today=request.today),
        "downloads": download_links(request),
        "as_table": request.GET.get("tab") == "table",
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT, read.indicator.service_id),
    }


def _tabs(request: Request, reads_history: bool) -> list[dict[str, object]]:
    asked = request.GET.get("tab", "")
    asked = asked if asked in ("table", "history") else ""
    keep = f"period={request.GET['period']}&" if "period" in request.GET else ""
    parts = [("Chart", ""), ("Table", "table"), *([("History", "history")] if reads_history else [])]
    return [{"label": label, "url": f"?{keep}tab={tab or 'chart'}", "active": tab == asked} for label, tab in parts]


def _crumbs(request: Request, indicator: Indicator, period: Period) -> list[dict[str, str]]:
    service = f"{reverse('reporting:service', args=[indicator.service_id])}?period={period.key}"
    return [*council_crumbs(request, period), {"label": indicator.service.name, "url": service}]
