"""Who took part in setting objectives, measures and targets."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from feedback.changes import consultations as changes
from feedback.forms.consultations import ConsultationForm, SilentFilterForm
from feedback.models import Consultation
from feedback.permissions import check_record
from feedback.queries.took_part import COLUMNS, set_without_anybody, silent_cells
from feedback.views.access import crumbs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from indicators.models import Indicator
from plans.models import Objective
from plans.periods import Frequency, Period, containing

_TITLES = {Objective: "Who took part in setting an objective", Indicator: "Who took part in setting a measure"}


@require_safe
@needs(Permission.FEEDBACK_RECORD, anywhere=True)
def silent_list(request: Request) -> HttpResponse:
    """What was set without anybody taking part."""
    reach = request.actor.reaches(Permission.FEEDBACK_RECORD)
    units = [("", "Any service"), *indented_units(reach=reach, today=request.today)]
    form = SilentFilterForm(request.GET, choices={"unit": units})
    found = set_without_anybody(form.asked, actor=request.actor, today=request.today)
    context = lists.listing(request, form, found, whole=None, noun="thing") | {"crumbs": crumbs()}
    file = ListFile("set-without-anybody", "Set without anybody taking part", COLUMNS, partial(silent_cells, found))
    return page_or_file(request, "feedback/silent_list.html", context, file)


@require_http_methods(["GET", "POST"])
@signed_in
def measure_consultation(request: Request, ref: str) -> HttpResponse:
    """Write down who took part in setting a measure, or its target of a year."""
    measure = get_object_or_404(Indicator.objects.select_related("service"), ref=ref)
    check_visible(request.actor, measure.service_id)
    return _create(request, measure, measure.service_id, years=_years(request))


@require_http_methods(["GET", "POST"])
@signed_in
def objective_consultation(request: Request, ref: str) -> HttpResponse:
    """Write down who took part in setting an objective."""
    known = Objective.objects.visible_to(request.actor).not_private().select_related("plan__unit")
    objective = get_object_or_404(known, ref=ref)
    return _create(request, objective, objective.plan.unit_id, years=[])


def _create(request: Request, about: Objective | Indicator, unit: int, *, years: list[Period]) -> HttpResponse:
    by, address = check_record(request.actor, unit), about.get_absolute_url()
    asked = {"year": request.GET.get("year", "")}
    form = ConsultationForm(request.POST or None, years=years, cancel_url=address, initial=asked)

    def save() -> Done:
        details = form.given(changes.ConsultationDetails)
        changes.record_consultation(by=by, at=request.now, about=about, details=details)
        return "It is written down.", f"{address}#took-part"

    return form_page(request, _shown(about, _TITLES[type(about)]), form, save)


@require_http_methods(["GET", "POST"])
@signed_in
def consultation_edit(request: Request, pk: int) -> HttpResponse:
    """Change what was written down."""
    rows = Consultation.objects.select_related("objective__plan", "measure")
    stored = get_object_or_404(rows, pk=pk)
    check_visible(request.actor, stored.unit_id)
    by, about = check_record(request.actor, stored.unit_id), stored.about
    years = _years(request) if stored.measure else []
    address = about.get_absolute_url()
    form = ConsultationForm(request.POST or None, years=years, consultation=stored, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.ConsultationDetails)
        changes.edit_consultation(by=by, at=request.now, consultation=stored, **given)
        return "It is saved.", f"{address}#took-part"

    return form_page(request, _shown(about, "Change who took part"), form, edit)


def _shown(about: Objective | Indicator, title: str) -> FormPage:
    return FormPage(title, crumbs((about.ref, about.get_absolute_url())), caption=str(about))


def _years(request: Request) -> list[Period]:
    """The years whose targets are set or looked at now: the next, this and the last."""
    year = containing(request.today, Frequency.YEAR)
    return [year.next(), year, year.previous()]
