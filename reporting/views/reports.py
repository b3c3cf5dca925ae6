"""Reports: the list, each as a page, and its files."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.watching import watch_button
from foundation import lists
from foundation.downloads.answers import ListFile, file_answer, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import only, written_once
from plans.periods import Period
from reporting.changes.reports import why_not_withdrawn, withdraw_report
from reporting.changes.runs import request_release
from reporting.document import Restatement
from reporting.forms import ConfirmReleaseForm, ReportFilterForm, WithdrawForm
from reporting.models import Report
from reporting.permissions import check_readable, is_taken_from, may_read, readable_reports
from reporting.queries.report_page import report_page
from reporting.queries.reports import (
    LIST_COLUMNS,
    SORTS,
    file_name,
    file_of,
    filter_choices,
    list_rows,
    listed,
    other_editions,
    quarter_told,
    quarters_of,
)
from reporting.snapshots import known_now
from reporting.tasks import wake_worker
from reporting.views.navigation import crumbs, report_tabs
from reporting.workflow import ReportState

PAGE_SIZE = 25  # on a phone each report is a card


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def report_list(request: Request) -> HttpResponse:
    """Reports a person may read: those of the newest quarter until another, or all, is asked for."""
    readable = readable_reports(request.actor)
    periods = quarters_of(readable)
    form = ReportFilterForm(request.GET, choices=filter_choices(readable, periods))
    ordering, sort = lists.sorting(request, SORTS, default="-period")
    chosen = {"cycle": periods[0].key, **form.chosen} if periods else form.chosen
    found = listed(readable, chosen=chosen).order_by(*ordering, "pk")
    context = {
        **lists.listing(request, form, found, whole=readable.count(), noun="report", size=PAGE_SIZE),
        "sort": sort,
        "tabs": report_tabs(request, "report-list"),
        **_latest(request, readable, periods),
    }
    file = ListFile("reports", "Reports", LIST_COLUMNS, partial(list_rows, found))
    return page_or_file(request, "reporting/report_list.html", context, file)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def report_detail(request: Request, pk: int) -> HttpResponse:
    """A report as it was reported; ``?now=1`` adds what is known today. A withdrawn one shows the reason."""
    report = _found(pk)
    if is_taken_from(request.actor, report):
        return render(request, "reporting/report_withdrawn.html", {"report": report, "crumbs": crumbs()})
    check_readable(request.actor, report)
    context = {
        "report": report,
        "document": report.document,
        "page": report_page(report.document, now=_now(request, report)),
        "editions": [each for each in other_editions(report) if may_read(request.actor, each)],
        "may_release": request.actor.may(Permission.REPORT_RELEASE),
        "crumbs": crumbs(),
        "watch": watch_button(request, "report", report.pk),
        **with_history(request, report, unit_id=report.unit_id, editing=Permission.REPORT_RELEASE),
    }
    return render(request, "reporting/report_detail.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def report_file(request: Request, pk: int, file_format: str) -> HttpResponse:
    """The report's PDF or XLSX, as it was written; for a withdrawn report, its page."""
    report = _found(pk)
    if is_taken_from(request.actor, report):
        return redirect(report)
    check_readable(request.actor, report)
    stored = file_of(report, file_format)
    if stored is None:
        raise Http404
    return file_answer(bytes(stored.content), file_format, file_name(report))


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_RELEASE)
def report_release(request: Request, pk: int) -> HttpResponse:
    """Release this one draft: the page says what is in it and asks first."""
    report = _found(pk)
    if request.method == "POST":
        return _asked_to_release(request, report)
    if report.state != ReportState.DRAFT:
        return redirect(report)
    form, above = ConfirmReleaseForm(cancel_url=report.get_absolute_url()), (report.title, report.get_absolute_url())
    context = {"form": form, "report": report, "document": report.document, "crumbs": crumbs(above)}
    return render(request, "reporting/report_release.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_RELEASE)
def report_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a released report, with the reason; where that is too late, a message says why."""
    report = _found(pk)
    if request.method == "GET" and (refusal := why_not_withdrawn(report)):
        messages.error(request, refusal)
        return redirect(report)
    form = WithdrawForm(request.POST or None, cancel_url=report.get_absolute_url())
    above = (report.title, report.get_absolute_url())
    title, template = f"Withdraw “{report.title}”", "reporting/report_withdraw.html"
    page = FormPage(title, crumbs(above), caption=report.cycle.period.long_label, template=template)

    def change() -> Done:
        withdraw_report(by=request.by, at=request.now, report=report, **form.cleaned_data)
        return "The report is withdrawn. Whoever opens it is told why.", report

    return form_page(request, page, form, change)


def _latest(request: Request, readable: QuerySet[Report], periods: Sequence[Period]) -> dict[str, object]:
    """What there is of the newest quarter, and what its releaser has to do; nothing where there is none."""
    if not periods:
        return {}
    told = quarter_told(readable, periods[0])
    waits = bool(told.drafts) and request.actor.may(Permission.REPORT_RELEASE)
    return {"told": told, "newest": periods[0], "may_edit": waits}


def _asked_to_release(request: Request, report: Report) -> HttpResponse:
    cycle, reports = report.cycle, [report]
    try:
        run = request_release(by=request.by, at=request.now, cycle=cycle, reports=reports, wake=wake_worker)
        return redirect(run)
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


def _now(request: Request, report: Report) -> Mapping[str, Sequence[Restatement]] | None:
    """What is known differently today, where the reader asked to compare."""
    if "now" not in request.GET or report.state != ReportState.RELEASED:
        return None
    return SnapshotCache()(lambda: known_now(report), "known now", report.pk)


def _found(pk: int | str) -> Report:
    """The address of a file holds the number as text."""
    return only(_reports(int(pk)))


@written_once
def _reports(pk: int) -> QuerySet[Report]:
    return Report.objects.select_related("cycle", "committee", "released_by").filter(pk=pk)
