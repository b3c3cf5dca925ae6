"""A committee's meetings and what was agreed at them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs, signed_in
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.watching import watch_button
from foundation.dates import day_words
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from scrutiny.changes.committees import agree_action, cancel_meeting, create_meeting, edit_action, edit_meeting
from scrutiny.forms.committees import ActionEditForm, ActionForm, ActionProgressForm, MeetingCancelForm, MeetingForm
from scrutiny.models import Meeting, MeetingAction
from scrutiny.permissions import (
    check_action_update,
    check_meeting_edit,
    may_edit_meetings,
    may_edit_packs,
    may_read_drafts,
    may_see_committee,
)
from scrutiny.queries.committees import agreed_at, earlier_actions
from scrutiny.views.committees import find_committee
from scrutiny.views.navigation import committee_crumbs, committee_url, meeting_crumbs

_CANCELLING = (
    "It stays on the committee's page, marked as cancelled, and cannot be brought back: set another meeting instead. "
    "Its pack, if there is one, cannot be published any more."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_detail(request: Request, pk: int) -> HttpResponse:
    """A meeting: its pack, what it hears of earlier actions, and what it agreed."""
    meeting = _meeting(request, pk)
    committee_id, details = meeting.committee_id, partial(_details, request, meeting)
    context = {
        "meeting": meeting,
        "is_over": meeting.held_at < request.now,
        "may": {
            "meetings": may_edit_meetings(request.actor, committee_id),
            "packs": may_edit_packs(request.actor, committee_id),
        },
        "crumbs": committee_crumbs(meeting.committee),
        "watch": watch_button(request, "meeting", meeting.pk),
        **with_history(request, meeting, unit_id=committee_id, editing=Permission.PACK_EDIT, details=details),
    }
    return render(request, "scrutiny/meeting_detail.html", context)


def _details(request: Request, meeting: Meeting) -> dict[str, Any]:
    drafts = may_read_drafts(request.actor, meeting.committee_id)
    packs = [each for each in meeting.packs.order_by("pk") if drafts or each.published_at]
    return {"packs": packs, "agreed": agreed_at(meeting), "earlier": earlier_actions(meeting)}


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_create(request: Request, pk: int) -> HttpResponse:
    committee = find_committee(request, pk)
    by = check_meeting_edit(request.actor, pk)
    form = MeetingForm(request.POST or None, today=request.today, cancel_url=committee_url(committee))

    def create() -> Done:
        place = form.cleaned_data["place"]
        meeting = create_meeting(by=by, at=request.now, committee=committee, held_at=form.held_at, place=place)
        return "The meeting is set. Now its pack can be prepared.", meeting

    return form_page(request, FormPage("Set a meeting", committee_crumbs(committee)), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_edit(request: Request, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    by = check_meeting_edit(request.actor, meeting.committee_id)
    about = {"meeting": meeting, "today": request.today, "cancel_url": meeting.get_absolute_url()}
    form = MeetingForm(request.POST or None, **about)

    def edit() -> Done:
        said = {name: form.cleaned_data[name] for name in ("version", "place", "why")}
        edit_meeting(by=by, at=request.now, meeting=meeting, held_at=form.held_at, **said)
        return "The meeting is saved.", meeting

    return form_page(request, FormPage("Move the meeting", meeting_crumbs(meeting)), form, edit)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """Call a meeting off, with the reason."""
    meeting = _meeting(request, pk)
    by = check_meeting_edit(request.actor, meeting.committee_id)
    about = {"initial": {"version": meeting.version}, "cancel_url": meeting.get_absolute_url()}
    form = MeetingCancelForm(request.POST or None, **about)

    def cancel() -> Done:
        cancel_meeting(by=by, at=request.now, meeting=meeting, **form.cleaned_data)
        return "The meeting is cancelled. It stays on the committee's page, marked so.", meeting

    heading = f"Cancel the meeting of {day_words(meeting.day)}?"
    page = FormPage("Cancel the meeting", meeting_crumbs(meeting), heading, intro=_CANCELLING)
    return form_page(request, page, form, cancel)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def action_create(request: Request, pk: int) -> HttpResponse:
    """Record what a meeting agreed."""
    meeting = _meeting(request, pk)
    by = check_meeting_edit(request.actor, meeting.committee_id)
    form = ActionForm(request.POST or None, today=request.today, cancel_url=meeting.get_absolute_url())

    def agree() -> Done:
        agree_action(by=by, at=request.now, meeting=meeting, **form.cleaned_data)
        _warn(request, form)
        return "The action is recorded. The committee's next pack tells what became of it.", meeting

    page = FormPage("Record an action", meeting_crumbs(meeting), "Record what the meeting agreed")
    return form_page(request, page, form, agree)


@require_http_methods(["GET", "POST"])
@signed_in
def action_edit(request: Request, pk: int) -> HttpResponse:
    """Say what became of an action. Its owner says only that; who changes meetings may change all of it."""
    action = get_object_or_404(MeetingAction.objects.select_related("meeting__committee", "owner"), pk=pk)
    by, meeting = check_action_update(request.actor, action), action.meeting
    may_edit, may_see = (may(request.actor, meeting.committee_id) for may in (may_edit_meetings, may_see_committee))
    back = meeting.get_absolute_url() if may_see else reverse("home")
    form_class = ActionEditForm if may_edit else ActionProgressForm
    form = form_class(request.POST or None, action=action, today=request.today, cancel_url=back)

    def edit() -> Done:
        edit_action(by=by, at=request.now, action=action, today=request.today, **form.cleaned_data)
        _warn(request, form)
        return "The action is saved.", back

    here = meeting_crumbs(meeting) if may_see else [{"label": "Home", "url": back}]
    return form_page(request, _action_page(action, here, is_owner=not may_edit), form, edit)


def _action_page(action: MeetingAction, crumbs: list[dict[str, str]], *, is_owner: bool) -> FormPage:
    agreed = f"Agreed by {action.meeting.committee} on {day_words(action.meeting.day)}: {action.text}"
    return FormPage("What became of the action", crumbs, "What became of it", intro=agreed if is_owner else "")


def _warn(request: Request, form: ActionForm) -> None:
    if form.past_words:
        messages.warning(request, form.past_words)


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk)
    check_visible(request.actor, meeting.committee_id)
    return meeting
