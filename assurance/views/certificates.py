"""Certificates of data quality: all measures, one measure, the form that gives one, and the files it rests on."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from assurance.changes import certificates as changes
from assurance.forms.certificates import CertificateForm, EvidenceForm, QualityFilterForm
from assurance.models import Evidence
from assurance.permissions import check_certify, check_evidence, may_open_evidence
from assurance.queries.certificates import (
    COLUMNS,
    LISTED,
    SORTS,
    certificates_of,
    file_rows,
    find_measures,
    graded_before,
    measure_rows,
    shares_of,
    standing_certificate,
)
from assurance.queries.hands import handled, no_longer_independent
from assurance.rules.grades import MEANINGS, RULE, WORDS, Grade
from assurance.views.access import crumbs, measure_crumbs, visible_measure
from foundation import lists
from foundation.attachments import MOST_BYTES, Attached, attachment_answer
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.uploads import takes_file
from indicators.models import Indicator
from plans.periods import Frequency, Period, containing

_YEAR = timedelta(days=365)
_MEANT = f"{'; '.join(f'{WORDS[each]}: {MEANINGS[each]}' for each in Grade)}. {RULE}"
_EVIDENCE = "Kept with the certificate and opened by audit alone. Take out what names people before you add it."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def quality_list(request: Request) -> HttpResponse:
    """All measures with their grades, when and by whom they were checked, and what is overdue."""
    lost = no_longer_independent()
    form = _filters(request)
    ordering, sort = lists.sorting(request, SORTS, default="name")
    found = find_measures(form.asked, actor=request.actor, today=request.today, lost=lost)
    in_words = partial(measure_rows, today=request.today, lost=lost)
    found = found.order_by(*ordering).values_list(*LISTED)
    if wants_download(request):
        rows = lambda: file_rows(in_words(found))  # noqa: E731 - made only once the file is
        return list_download(request, ListFile("data-quality", "Data quality", COLUMNS, rows, notes=[RULE]))
    shares = shares_of(request.actor, today=request.today, lost=lost)
    page, pages = lists.paged(request, found)
    context = {"rows": in_words(page), "pages": pages, "sort": sort, "shares": shares, "actions": _actions(request)}
    context |= {"filters": lists.filters(request, form), "downloads": download_links(request), "rule": RULE}
    context["count_text"] = lists.selection_text(form, page.paginator.count, shares.whole, "measure")
    return render(request, "assurance/list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure(request: Request, ref: str) -> HttpResponse:
    """The certificate of a measure, and those before it."""
    indicator = visible_measure(request, ref)
    opens = may_open_evidence(request.actor, indicator)
    held = certificates_of(indicator, today=request.today, opens_files=opens)
    stands = held[0] if held and held[0].standing != "Replaced" else None
    context = {"indicator": indicator, "stands": stands, "earlier": held[1:] if stands else held, "crumbs": crumbs()}
    context |= {"may_certify": request.actor.may(Permission.DATA_CERTIFY), "rule": RULE}
    return render(request, "assurance/measure.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def certify(request: Request, ref: str) -> HttpResponse:
    """Give a measure a certificate."""
    indicator = visible_measure(request, ref)
    by, address = check_certify(request.actor), reverse("assurance:measure", args=[ref])
    form = _certificate_form(request, indicator, cancel_url=address)

    def save() -> Done:
        changes.certify(by=by, at=request.now, today=request.today, indicator=indicator, **form.said())
        return f"The certificate of {indicator.ref} is saved. Add what it rests on.", address

    page = FormPage(
        "Certificate of data quality",
        measure_crumbs(indicator),
        caption=str(indicator),
        intro=_intro(request, indicator),
    )
    return form_page(request, page, form, save)


@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@signed_in
def evidence_create(request: Request, ref: str) -> HttpResponse:
    """Add a file to the certificate that stands."""
    indicator = visible_measure(request, ref)
    by, address = check_certify(request.actor), reverse("assurance:measure", args=[ref])
    held = get_object_or_404(indicator.certificates, is_current=True)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(*data, cancel_url=address)

    def add() -> Done:
        told = {"file": form.cleaned_data["file"], "about": form.cleaned_data["about"]}
        file = changes.add_evidence(by=by, at=request.now, certificate=held, **told)
        return f"{file.name} is added.", address

    page = FormPage("Add evidence", measure_crumbs(indicator), caption=str(indicator), intro=_EVIDENCE)
    return form_page(request, page, form, add)


@require_safe
@signed_in
def evidence(request: Request, pk: int) -> HttpResponse:
    """A file of evidence, to be saved."""
    file = get_object_or_404(Evidence.objects.select_related("certificate__indicator"), pk=pk)
    check_evidence(request.actor, file)
    return attachment_answer(Attached(file.name, file.kind, bytes(file.content)))


def _filters(request: Request) -> QualityFilterForm:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    units = [("", "Any service"), *indented_units(reach=reach, today=request.today)]
    return QualityFilterForm(request.GET, choices={"unit": units})


def _certificate_form(request: Request, indicator: Indicator, *, cancel_url: str) -> CertificateForm:
    """The form, as the certificate that stands has it."""
    held = standing_certificate(indicator)
    days = (request.today, request.today + _YEAR)
    given = {"held": held, "graded": graded_before(held), "days": days, "cancel_url": cancel_url}
    return CertificateForm(request.POST or None, years=_years(request), **given)


def _years(request: Request) -> list[Period]:
    """This financial year, and the two before it."""
    year = containing(request.today, Frequency.YEAR)
    return [year, year.previous(), year.previous(2)]


def _intro(request: Request, indicator: Indicator) -> str:
    """The rule; and who may not check this year's figures reads so before the form is filled in."""
    year = _years(request)[0]
    did = handled(request.actor, indicator, year)
    return f"You {did}, so somebody else has to check the figures of {year}. {_MEANT}" if did else _MEANT


def _actions(request: Request) -> list[dict[str, Any]]:
    if not request.actor.may(Permission.AUDIT_READ):
        return []
    return [{"label": "Audit samples", "url": reverse("assurance:sample-list"), "secondary": True}]
