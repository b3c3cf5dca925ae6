"""The timetable: each quarter's dates, how collection goes, and the making and release of its reports."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page
from foundation.forms import whole_number
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from reporting.changes.cycles import create_cycle, edit_cycle, open_cycle
from reporting.changes.runs import request_release, request_run
from reporting.forms import BuildForm, CycleForm, ReleaseForm
from reporting.models import Cycle
from reporting.queries.cycle_page import (
    collection_rows,
    cycle_sentence,
    cycles_told,
    release_groups,
    reports_told,
    timetable_rows,
)
from reporting.queries.cycles import Collection, collection, offered_periods
from reporting.queries.reminders import next_digest_on, transparency
from reporting.queries.reports import drafts_of, last_run
from reporting.queries.timetable import WORKING_DAYS, propose_timetable
from reporting.tasks import wake_worker
from reporting.views.navigation import cycle_crumbs, report_tabs


@require_safe
@needs(Permission.DRAFT_READ, anywhere=True)
def cycle_list(request: Request) -> HttpResponse:
    """Every quarter with a timetable, the newest first."""
    context = {
        "rows": cycles_told(),
        "tabs": report_tabs(request, "cycle-list"),
        "may_edit": request.actor.may(Permission.CYCLE_EDIT),
        "may_start": request.actor.may(Permission.YEAR_ROLL),
    }
    return render(request, "reporting/cycle_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_EDIT)
def cycle_create(request: Request) -> HttpResponse:
    """A new quarter's dates, proposed in working days after its end."""
    periods = offered_periods(today=request.today)
    wanted = next((each for each in periods if each.key == request.GET.get("period")), periods[0])
    initial, address = (
        {"period": wanted.key, **propose_timetable(wanted, today=request.today)},
        reverse("reporting:cycle-list"),
    )
    form = CycleForm(request.POST or None, initial=initial, periods=periods, cancel_url=address)

    def create() -> Done:
        cycle = create_cycle(by=request.by, at=request.now, period=form.cleaned_data["period"], dates=form.dates)
        return f"{cycle.period.long_label} has its timetable.", cycle

    page = FormPage("Add a quarter to the timetable", cycle_crumbs(), template="reporting/cycle_create.html")
    is_late = initial["due_on"] != propose_timetable(wanted)["due_on"]
    return form_page(request, page, form, create, {"periods": periods, "wanted": wanted, "is_late": is_late})


@require_safe
@needs(Permission.DRAFT_READ, anywhere=True)
def cycle_detail(request: Request, key: str) -> HttpResponse:
    """A quarter: where it is, its reports, and who is late, of those whose returns the person may open."""
    cycle = _cycle(key)
    rows = collection(cycle.period, at=request.now)
    context = {
        "cycle": cycle,
        "sentence": cycle_sentence(cycle, rows, at=request.now),
        "may": {name: request.actor.may(permission) for name, permission in _MAY.items()},
        "crumbs": cycle_crumbs(),
        **with_history(
            request, cycle, unit_id=None, editing=Permission.CYCLE_EDIT, details=lambda: _details(request, cycle, rows)
        ),
    }
    return render(request, "reporting/cycle_detail.html", context)


def _details(request: Request, cycle: Cycle, rows: Sequence[Collection]) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.DRAFT_READ)
    seen = [row for row in rows if reach is None or row.service.pk in reach]
    return {
        "timetable": timetable_rows(cycle, today=request.today),
        "rows": collection_rows(seen, at=request.now),
        "reports": reports_told(cycle),
        "run": last_run(cycle),
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_EDIT)
def cycle_edit(request: Request, key: str) -> HttpResponse:
    cycle = _cycle(key)
    initial = {name: getattr(cycle, name) for name in WORKING_DAYS}
    is_open = cycle.opened_at is not None
    form = CycleForm(request.POST or None, initial=initial, is_open=is_open, cancel_url=cycle.get_absolute_url())

    def edit() -> Done:
        why = form.cleaned_data.get("why", "")
        edit_cycle(by=request.by, at=request.now, cycle=cycle, dates=form.dates, why=why)
        return "The timetable is saved. Returns that are open moved with it.", cycle

    moving = "Returns that are open move with the dates; exceptions given to a service stay."
    intro = moving if is_open else "Collection has not opened yet."
    title, caption = f"Change the dates of {cycle.period.label}", cycle.period.long_label
    return form_page(request, FormPage(title, cycle_crumbs(cycle), "Change the dates", caption, intro), form, edit)


@require_POST
@needs(Permission.CYCLE_EDIT)
def cycle_open(request: Request, key: str) -> HttpResponse:
    """Open collection now, or add what has become due since it opened."""
    cycle = _cycle(key)
    returns = open_cycle(by=request.by, at=request.now, cycle=cycle)
    services = "service" if len(returns) == 1 else "services"
    messages.success(request, f"Collection is open for {len(returns)} {services}.")
    return redirect(cycle)


@require_POST
@needs(Permission.REPORT_BUILD)
def cycle_build(request: Request, key: str) -> HttpResponse:
    """Ask for a build; asked twice, it leads to the one under way."""
    cycle, form = _cycle(key), BuildForm(request.POST)
    kinds = form.cleaned_data["kinds"] if form.is_valid() else []
    return redirect(request_run(by=request.by, at=request.now, cycle=cycle, kinds=kinds, wake=wake_worker))


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_RELEASE)
def cycle_release(request: Request, key: str) -> HttpResponse:
    """Choose the drafts to release."""
    cycle = _cycle(key)
    groups = release_groups(cycle)
    # A form sent with nothing chosen is bound too, so that it is answered with an error.
    typed = request.POST if request.method == "POST" else None
    form = ReleaseForm(typed, drafts=[each.pk for group in groups for each in group.drafts])

    def release() -> HttpResponse:
        reports = drafts_of(cycle).filter(pk__in=form.cleaned_data["reports"])
        run = request_release(by=request.by, at=request.now, cycle=cycle, reports=reports, wake=wake_worker)
        return redirect(run)

    title, caption = f"Release reports of {cycle.period.label}", cycle.period.long_label
    page = FormPage(title, cycle_crumbs(cycle), caption=caption, template="reporting/cycle_release.html")
    ticked = {whole_number(each) for each in form["reports"].value() or ()}
    return form_page(request, page, form, release, {"cycle": cycle, "groups": groups, "ticked": ticked})


@require_safe
@needs(Permission.CYCLE_EDIT)
def cycle_reminders(request: Request, key: str) -> HttpResponse:
    """Who was reminded of what and when, and why somebody was not."""
    cycle = _cycle(key)
    context = {
        "cycle": cycle,
        "rows": SnapshotCache()(
            lambda: transparency(cycle, at=request.now), "reminders", cycle.pk, to_the_minute(request.now)
        ),
        "next_on": next_digest_on(cycle, today=request.today),
        "crumbs": cycle_crumbs(cycle),
    }
    return render(request, "reporting/cycle_reminders.html", context)


_MAY = {"edit": Permission.CYCLE_EDIT, "build": Permission.REPORT_BUILD, "release": Permission.REPORT_RELEASE}


def _cycle(key: str) -> Cycle:
    return get_object_or_404(Cycle, period=key)
