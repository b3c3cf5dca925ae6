"""Samples for internal audit: all of them, one as a list to print, the draw, and what was found."""

import secrets

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from assurance.changes.samples import draw_sample, record_finding
from assurance.forms.samples import DrawForm, FindingForm
from assurance.models import Sample, Sampled
from assurance.queries.samples import COLUMNS, found_words, sample_rows, sampled, samples
from assurance.rules.draw import MOST_SEED
from assurance.views.access import crumbs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.periods import Frequency, containing

_DRAWN = (
    "Measures with more points of risk are more likely to be drawn; every measure with a figure in the year may be. "
    "Whoever has the seed can draw the same again on the same day."
)


@require_safe
@needs(Permission.AUDIT_READ)
def sample_list(request: Request) -> HttpResponse:
    """All samples, the newest first."""
    page, pages = lists.paged(request, samples())
    context = {"page": page, "pages": pages, "crumbs": crumbs()}
    context["may_draw"] = request.actor.may(Permission.DATA_CERTIFY)
    return render(request, "assurance/sample_list.html", context)


@require_safe
@needs(Permission.AUDIT_READ)
def sample(request: Request, pk: int) -> HttpResponse:
    """A sample: what was drawn and why, how to draw it again, and what was found."""
    drawn = get_object_or_404(Sample.objects.select_related("drawn_by"), pk=pk)
    rows = list(sampled(drawn))
    context = {"sample": drawn, "rows": rows, "found": found_words(rows), "crumbs": _crumbs(), "said": _DRAWN}
    context["may_record"] = request.actor.may(Permission.DATA_CERTIFY)
    name = f"audit-sample-{drawn.year.start.year}-{drawn.seed}"
    file = ListFile(name, str(drawn), COLUMNS, lambda: sample_rows(rows), notes=[_DRAWN])
    return page_or_file(request, "assurance/sample.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.DATA_CERTIFY)
def sample_create(request: Request) -> HttpResponse:
    """Draw a sample."""
    year = containing(request.today, Frequency.YEAR)
    seed = secrets.randbelow(MOST_SEED + 1)
    options = {"years": [year, year.previous()], "seed": seed, "cancel_url": reverse("assurance:sample-list")}
    form = DrawForm(request.POST or None, **options)

    def draw() -> Done:
        made = draw_sample(by=request.by, at=request.now, today=request.today, **form.asked)
        return "The sample is drawn.", made

    return form_page(request, FormPage("Draw an audit sample", _crumbs(), intro=_DRAWN), form, draw)


@require_http_methods(["GET", "POST"])
@needs(Permission.DATA_CERTIFY)
def finding_edit(request: Request, pk: int) -> HttpResponse:
    """Say what was found of a measure in a sample."""
    row = get_object_or_404(Sampled.objects.select_related("sample", "indicator"), pk=pk)
    address = row.get_absolute_url()
    form = FindingForm(request.POST or None, instance=row, cancel_url=address)

    def save() -> Done:
        data = form.cleaned_data
        told = {name: data[name] for name in ("version", "finding", "words")}
        record_finding(by=request.by, at=request.now, row=row, **told)
        return f"What was found of {row.indicator.ref} is saved.", address

    further = (str(row.sample), address)
    page = FormPage("What was found", _crumbs(further), caption=str(row.indicator), intro=f"Drawn for: {row.reasons}.")
    return form_page(request, page, form, save)


def _crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Audit samples", reverse("assurance:sample-list")), *further)
