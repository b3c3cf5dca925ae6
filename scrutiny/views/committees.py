"""Committees: the list, one committee's page, and its remit."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit, UnitKind
from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.statements import only, written_once
from scrutiny.changes.committees import set_remit
from scrutiny.forms.committees import RemitForm
from scrutiny.permissions import may_edit_meetings, may_edit_packs, may_read_drafts
from scrutiny.queries.committee_page import committee_page, lead_words
from scrutiny.queries.committees import committee_rows, diary
from scrutiny.views.navigation import committee_crumbs, committee_url, crumbs

_REMIT = "Each quarter the committee gets reports of these, and only of these."


@require_safe
@needs(Permission.COUNCIL_READ)
def committee_list(request: Request) -> HttpResponse:
    """Every committee with its next meeting, one's own on top."""
    rows = committee_rows(today=request.today, at=request.now)
    own = [row for row in rows if may_read_drafts(request.actor, row.committee.pk)]
    mine = [] if len(own) == len(rows) else own
    context = {
        "mine": mine,
        "rows": [row for row in rows if row not in mine],
        "may_edit": request.actor.may(Permission.COMMITTEE_EDIT),
        "may_create": request.actor.may(Permission.ORGANISATION_EDIT),
    }
    return render(request, "scrutiny/committee_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def committee_detail(request: Request, pk: int) -> HttpResponse:
    """What a committee looks after, what changed, what it waits for, and when it meets."""
    committee = find_committee(request, pk)
    meetings = diary(committee, at=request.now, drafts=may_read_drafts(request.actor, pk))
    details = partial(committee_page, committee, meetings, at=request.now)
    head = {"committee": committee, "diary": meetings, "lead": lead_words(meetings.next)}
    context = {
        **head,
        "crumbs": crumbs(),
        "may": {
            "remit": request.actor.may(Permission.COMMITTEE_EDIT),
            "meetings": may_edit_meetings(request.actor, pk),
            "packs": may_edit_packs(request.actor, pk),
        },
        **with_history(request, committee, unit_id=pk, editing=Permission.PACK_EDIT, details=details),
    }
    return render(request, "scrutiny/committee_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMITTEE_EDIT)
def remit_edit(request: Request, pk: int) -> HttpResponse:
    """Choose the priorities and services that a committee looks after."""
    committee = find_committee(request, pk)
    about = {"committee": committee, "today": request.today, "cancel_url": committee_url(committee)}
    form = RemitForm(request.POST or None, **about)
    title = f"Remit of {committee.name}"
    page = FormPage(title, committee_crumbs(committee), "What the committee looks after", committee.name, _REMIT)

    def save() -> Done:
        set_remit(by=request.by, at=request.now, committee=committee, **form.cleaned_data)
        return "The remit is saved. The next build makes its reports from it.", committee_url(committee)

    return form_page(request, page, form, save)


def find_committee(request: Request, pk: int) -> Unit:
    """The committee. Raises Http404 for any other unit, and for who may not read it."""
    check_visible(request.actor, pk)
    return only(_committees(pk))


@written_once
def _committees(pk: int) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=pk, kind=UnitKind.COMMITTEE)
