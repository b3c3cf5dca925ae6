"""What people say: counts and records, one record, and the forms that record it."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from accounts.views.history import with_history
from feedback.changes import records as changes
from feedback.forms.records import FeedbackFilterForm, RecordFileForm, RecordForm
from feedback.models import Attachment, Kind, Record
from feedback.permissions import check_known, check_record, may_record
from feedback.queries.choices import theme_choices
from feedback.queries.counts import table_of
from feedback.queries.records import (
    COLUMNS,
    SORTS,
    attachments_of,
    file_rows,
    find_records,
    latest_stories,
    record_rows,
    result_of,
    spoken_of,
    when_words,
)
from feedback.views.access import crumbs, record_crumbs, visible_record
from foundation import lists
from foundation.attachments import MOST_BYTES, Attached, attachment_answer
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.forms import whole_number
from foundation.request import Request
from foundation.uploads import takes_file
from foundation.words import counted
from indicators.models import Indicator
from plans.models import Objective

_FILE = "Who may read the record may open it. Take out what names people before you add it."
_PRIVATE = "Read by the service’s own people and the performance team. Others are told the count by theme."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def record_list(request: Request) -> HttpResponse:
    """What people say of a service or the whole council: counts by theme and quarter, stories, and every record."""
    form = _filters(request)
    ordering, sort = lists.sorting(request, SORTS, default="-day")
    known = find_records(form.asked, actor=request.actor, today=request.today)
    found = known.order_by(*ordering)
    if wants_download(request):
        rows = partial(file_rows, found, actor=request.actor)
        return list_download(request, ListFile("what-people-say", "What people say", COLUMNS, rows))
    page, pages = lists.paged(request, found.prefetch_related("themes"))
    count = page.paginator.count
    stories = latest_stories(known) if count else []
    context = {"rows": record_rows(page), "pages": pages, "sort": sort, "stories": stories}
    context |= {"count_text": counted(count, "record"), **_around(request, form)}
    return render(request, "feedback/record_list.html", context)


def _around(request: Request, form: FeedbackFilterForm) -> dict[str, Any]:
    return {
        "table": table_of(form.asked, actor=request.actor, today=request.today),
        "service": form.chosen.get("unit"),
        "filters": lists.filters(request, form),
        "downloads": download_links(request),
        "kinds": _kinds(request, form),
        "may_edit_themes": request.actor.may(Permission.FEEDBACK_RECORD),
    }


def _filters(request: Request) -> FeedbackFilterForm:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    units = [("", "Any service"), *indented_units(reach=reach, today=request.today)]
    return FeedbackFilterForm(request.GET, choices={"unit": units, "theme": theme_choices()})


def _kinds(request: Request, form: FeedbackFilterForm) -> list[dict[str, str]]:
    """What the person may record here, with the way to its form; what was looked at goes along."""
    unit = form.chosen.get("unit")
    if not (may_record(request.actor, unit.pk) if unit else request.actor.may_anywhere(Permission.FEEDBACK_RECORD)):
        return []
    about = {name: request.GET[name] for name in ("unit", "measure", "objective") if request.GET.get(name)}
    query, place = f"?{urlencode(about)}" if about else "", "feedback:record-create"
    return [{"label": each.label, "url": reverse(place, args=[each.value]) + query} for each in Kind]


@require_safe
@signed_in
def record(request: Request, pk: int) -> HttpResponse:
    """One record, with its files."""
    shown = visible_record(request, pk)
    context = {
        "record": shown,
        "crumbs": crumbs(),
        "may_edit": may_record(request.actor, shown.unit_id),
        **with_history(
            request, shown, unit_id=shown.unit_id, editing=Permission.FEEDBACK_RECORD,
            details=partial(_details, request, shown),
        ),
    }  # fmt: skip
    return render(request, "feedback/record.html", context)


def _details(request: Request, shown: Record) -> dict[str, Any]:
    measures, objectives = spoken_of(shown, actor=request.actor)
    return {
        "when": when_words(shown),
        "result": result_of(shown) if shown.kind == Kind.SURVEY else "",
        "themes": list(shown.themes.all()),
        "measures": measures,
        "objectives": objectives,
        "files": attachments_of(shown),
        "private": _PRIVATE if shown.is_private else "",
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.FEEDBACK_RECORD, anywhere=True)
def record_create(request: Request, kind: str) -> HttpResponse:
    """Record something that people said. What it is about may be named in the address."""
    if kind not in Kind.values:
        raise Http404
    form = _form(request, Kind(kind), cancel_url=reverse("feedback:record-list"), initial=_initial(request))

    def save() -> Done:
        details = form.details()
        by = check_record(request.actor, details.unit.pk)
        made = changes.record_feedback(by=by, at=request.now, kind=Kind(kind), details=details)
        return "It is recorded.", made

    page = FormPage(f"Record: {Kind(kind).label.lower()}", crumbs(), intro=_intro(Kind(kind)))
    return form_page(request, page, form, save)


@require_http_methods(["GET", "POST"])
@signed_in
def record_edit(request: Request, pk: int) -> HttpResponse:
    """Change a record."""
    stored = visible_record(request, pk)
    check_record(request.actor, stored.unit_id)
    kind, address = Kind(stored.kind), stored.get_absolute_url()
    form = _form(request, kind, cancel_url=address, record=stored)

    def edit() -> Done:
        details = form.details()
        by = check_record(request.actor, details.unit.pk)
        version = form.cleaned_data["version"]
        changes.edit_feedback(by=by, at=request.now, record=stored, version=version, details=details)
        return "The record is saved.", address

    page = FormPage("Change the record", record_crumbs(stored), caption=stored.title, intro=_intro(kind))
    return form_page(request, page, form, edit)


@require_POST
@signed_in
def record_remove(request: Request, pk: int) -> HttpResponse:
    """Take a record away that was entered in error, or that names somebody."""
    stored = visible_record(request, pk)
    by = check_record(request.actor, stored.unit_id)
    changes.remove_feedback(by=by, at=request.now, record=stored)
    messages.success(request, "The record is removed, with its words and files.")
    return redirect("feedback:record-list")


@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@signed_in
def attachment_create(request: Request, pk: int) -> HttpResponse:
    """Add a file to a record."""
    held = visible_record(request, pk)
    by, address = check_record(request.actor, held.unit_id), held.get_absolute_url()
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RecordFileForm(*data, cancel_url=address)

    def add() -> Done:
        told = {"file": form.cleaned_data["file"], "about": form.cleaned_data["about"]}
        made = changes.attach(by=by, at=request.now, record=held, **told)
        return f"{made.name} is added.", address

    return form_page(request, FormPage("Add a file", record_crumbs(held), caption=held.title, intro=_FILE), form, add)


@require_safe
@signed_in
def attachment(request: Request, pk: int) -> HttpResponse:
    """A file beside a record, to be saved."""
    file = get_object_or_404(Attachment.objects.select_related("record"), pk=pk)
    check_known(request.actor, file.record)
    return attachment_answer(Attached(file.name, file.kind, bytes(file.content)))


@require_POST
@signed_in
def attachment_remove(request: Request, pk: int) -> HttpResponse:
    """Take a file away from its record."""
    file = get_object_or_404(Attachment.objects.select_related("record__unit").defer("content"), pk=pk)
    check_known(request.actor, file.record)
    by = check_record(request.actor, file.record.unit_id)
    pressed(request, lambda: changes.detach(by=by, at=request.now, attachment=file), f"{file.name} is removed.")
    return redirect(file.record)


def _form(request: Request, kind: Kind, record: Record | None = None, **given: Any) -> RecordForm:
    units = indented_units(reach=request.actor.reaches(Permission.FEEDBACK_RECORD), today=request.today)
    if record and record.unit_id not in dict(units):
        units.append((record.unit_id, record.unit.name))  # it has ended: what was said of it stays with it
    return RecordForm(request.POST or None, kind=kind, actor=request.actor, units=units, record=record, **given)


def _initial(request: Request) -> dict[str, Any]:
    """What the address names, where there is such a thing; the form offers only what the person may know of."""
    asked = {name: request.GET[name] for name in ("measure", "objective") if request.GET.get(name)}
    measure = Indicator.objects.filter(ref=asked["measure"]).first() if "measure" in asked else None
    objectives = Objective.objects.visible_to(request.actor).select_related("plan")
    objective = objectives.filter(ref=asked["objective"]).first() if "objective" in asked else None
    own = measure.service_id if measure else objective.plan.unit_id if objective else None
    return {
        "unit": whole_number(request.GET.get("unit", "")) or own,
        "measure": measure and measure.pk,
        "objective": objective and objective.pk,
    }


def _intro(kind: Kind) -> str:
    said = "Name nobody who uses the service: write what happened, and to how many."
    return f"{said} {_PRIVATE}" if Record(kind=kind).is_private else said
