"""A build or a release: how it is getting on, and another try where it failed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import check, needs
from accounts.roles import Permission
from foundation.form_pages import pressed
from foundation.request import Request
from reporting.changes.runs import retry_run
from reporting.models import Purpose, Run
from reporting.queries.reports import progress_of
from reporting.tasks import wake_worker
from reporting.views.navigation import cycle_crumbs

_NEEDED = {Purpose.BUILD: Permission.REPORT_BUILD, Purpose.RELEASE: Permission.REPORT_RELEASE}


@require_safe
@needs(Permission.REPORT_BUILD)
def run_detail(request: Request, pk: int) -> HttpResponse:
    """The steps with their times, what is being made, what failed and what to do. Safe to leave."""
    run = get_object_or_404(Run.objects.select_related("cycle", "requested_by"), pk=pk)
    context = {
        "run": run,
        "progress": progress_of(run, at=request.now),
        "progress_url": reverse("reporting:run-progress", args=[run.pk]),
        "crumbs": cycle_crumbs(run.cycle),
    }
    return render(request, "reporting/run_detail.html", context)


@require_safe
@needs(Permission.REPORT_BUILD)
def run_progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that changes, asked for again and again while the run goes on."""
    run = get_object_or_404(Run.objects.select_related("cycle"), pk=pk)
    context = {"run": run, "progress": progress_of(run, at=request.now), "refresh_url": run.get_absolute_url()}
    response = render(request, "reporting/_run_progress.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Permission.REPORT_BUILD)
def run_retry(request: Request, pk: int) -> HttpResponse:
    """Try a failed run again; a release needs the right to release."""
    run = get_object_or_404(Run.objects.select_related("cycle"), pk=pk)
    by = check(request.actor, _NEEDED[Purpose(run.purpose)])
    pressed(request, lambda: retry_run(by=by, at=request.now, run=run, wake=wake_worker))
    return redirect(run)
