"""The register of risks, with the matrix as a picture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from reporting.dashboards.home_block import Action
from reporting.dashboards.risks import (
    COLUMNS,
    SORTS,
    RegisterPage,
    file_rows,
    register_page,
    sorted_rows,
    with_concern,
)
from risks.forms.risks import RiskFilterForm
from risks.models.risk import knowledge
from risks.queries.risks import RiskRow, find_risks, registers_within, risk_rows, standing_matrix


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def risk_register(request: Request) -> HttpResponse:
    """The risks that the reader may know of: the finding, the picture, and the table that says the same."""
    form = _filters(request)
    ordering, sort = lists.sorting(request, SORTS, default="score")
    rows, page, whole = _read(request, form)
    if wants_download(request):
        return list_download(request, ListFile("risks", "Risks", COLUMNS, lambda: file_rows(rows)))
    shown, pages = lists.paged(request, sorted_rows(page.rows, ordering))
    context = {"board": page, "rows": shown, "pages": pages, "sort": sort, "filters": lists.filters(request, form)}
    context |= {"count_text": lists.selection_text(form, len(rows), whole, "risk"), "actions": _actions(request)}
    return render(request, "reporting/risk_register.html", context | {"downloads": download_links(request)})


def _read(request: Request, form: RiskFilterForm) -> tuple[list[RiskRow], RegisterPage, int]:
    """The risks that were asked for, the page of them, and how many there are without the filters. Kept while nothing
    is written: a council has hundreds.
    """
    asked, actor, today = form.query, request.actor, request.today
    key = today, knowledge(actor), *sorted(asked.items())
    concern, state = asked.pop("concern", ""), asked.get("state", "")
    kept = SnapshotCache()
    rows = kept(
        lambda: with_concern(risk_rows(find_risks(actor=actor, **asked), today=today), concern), "register", *key
    )
    page = kept(lambda: register_page(rows, standing_matrix()), "register page", *key)
    whole = kept(lambda: find_risks(actor=actor, state=state).count(), "all risks", knowledge(actor), state)
    return rows, page, whole


def _filters(request: Request) -> RiskFilterForm:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    registers = [("", "Any register"), *((each.pk, each.name) for each in registers_within(reach))]
    units = [("", "Any unit"), *indented_units(reach=reach, today=request.today)]
    return RiskFilterForm(request.GET, choices={"register": registers, "unit": units})


def _actions(request: Request) -> list[Action]:
    found = [Action("The matrix", reverse("risks:matrix-detail"), secondary=True)]
    if request.actor.may(Permission.RISK_MATRIX_EDIT):
        found.append(Action("Registers", reverse("risks:register-list"), secondary=True))
    if request.actor.may_anywhere(Permission.RISK_EDIT):
        found.insert(0, Action("Raise a risk", reverse("risks:risk-create")))
    return found
