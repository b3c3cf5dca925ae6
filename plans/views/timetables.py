"""The planning timetable: by when plans pass each stage."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import timetables as changes
from plans.forms.timetables import TimetableForm
from plans.models import PlanTimetable
from plans.queries.timetables import timetables
from plans.stages import STAGES
from plans.views.navigation import crumbs, plan_tabs

SETTING = (
    "What is due is shown with each plan and in people’s first pages; what is late is marked in the list of plans."
)


@require_safe
@needs(Permission.COUNCIL_READ)
def timetable_list(request: Request) -> HttpResponse:
    """Every timetable, the latest year first."""
    context = {
        "timetables": [(each, [(STAGES[stage], day) for stage, day in each.dates.items()]) for each in timetables()],
        "tabs": plan_tabs(request, "timetable-list"),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
    }
    return render(request, "plans/timetable_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def timetable_create(request: Request) -> HttpResponse:
    address = reverse("plans:timetable-list")
    form = TimetableForm(request.POST or None, cancel_url=address)

    def create() -> Done:
        details = form.given(changes.TimetableDetails)
        changes.set_timetable(by=request.by, at=request.now, details=details)
        return "The timetable is set.", address

    return form_page(request, FormPage("Set a planning timetable", _crumbs(), intro=SETTING), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def timetable_edit(request: Request, pk: int) -> HttpResponse:
    timetable = get_object_or_404(PlanTimetable.objects.select_related("level"), pk=pk)
    address = reverse("plans:timetable-list")
    form = TimetableForm(request.POST or None, instance=timetable, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.TimetableDetails)
        changes.edit_timetable(by=request.by, at=request.now, timetable=timetable, **given)
        return "The timetable is saved.", address

    page = FormPage(f"Change: {timetable}", _crumbs(), "Change a planning timetable", str(timetable), SETTING)
    return form_page(request, page, form, edit)


def _crumbs() -> list[dict]:
    return crumbs(None, None, ("Timetable", reverse("plans:timetable-list")))
