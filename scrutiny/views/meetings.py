"""A committee's meetings and what was agreed at them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.refusals import ChangeRefused
from foundation.request import Request
from scrutiny.changes.committees import agree_action, cancel_meeting, create_meeting, edit_action, edit_meeting
from scrutiny.forms.committees import ActionEditForm, ActionForm, MeetingCancelForm, MeetingForm
from scrutiny.models import Meeting, MeetingAction
from scrutiny.permissions import check_meeting_edit, may_edit_meetings, may_edit_packs, may_read_drafts
from scrutiny.queries.committees import agreed_at, earlier_actions
from scrutiny.views.committees import find_committee
from scrutiny.views.conflicts import refuse
from scrutiny.views.navigation import committee_crumbs, committee_url, meeting_crumbs


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_detail(request: Request, pk: int) -> HttpResponse:
    """A meeting: its pack, what it hears of earlier actions, and what it agreed."""
    meeting = _meeting(request, pk)
    committee_id = meeting.committee_id
    drafts = may_read_drafts(request.actor, committee_id)
    context = {
        "meeting": meeting,
        "packs": [each for each in meeting.packs.order_by("pk") if drafts or each.published_at],
        "is_over": meeting.held_at < request.now,
        "agreed": agreed_at(meeting),
        "earlier": earlier_actions(meeting),
        "may": {
            "meetings": may_edit_meetings(request.actor, committee_id),
            "packs": may_edit_packs(request.actor, committee_id),
        },
        "crumbs": committee_crumbs(meeting.committee),
        **with_history(request, meeting, unit_id=committee_id, editing=Permission.PACK_EDIT),
    }
    return render(request, "scrutiny/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_create(request: Request, pk: int) -> HttpResponse:
    committee = find_committee(request, pk)
    by = check_meeting_edit(request.actor, pk)
    form = MeetingForm(request.POST or None, today=request.today, cancel_url=committee_url(committee))
    if form.is_valid():
        place = form.cleaned_data["place"]
        try:
            meeting = create_meeting(by=by, at=request.now, committee=committee, held_at=form.held_at, place=place)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The meeting is set. Now its pack can be prepared.")
            return redirect(meeting)
    return render(request, "scrutiny/meeting_create.html", {"form": form, "crumbs": committee_crumbs(committee)})


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_edit(request: Request, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    by, theirs = check_meeting_edit(request.actor, meeting.committee_id), []
    about = {"meeting": meeting, "today": request.today, "cancel_url": meeting.get_absolute_url()}
    form = MeetingForm(request.POST or None, **about)
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("version", "place", "why")}
        try:
            edit_meeting(by=by, at=request.now, meeting=meeting, held_at=form.held_at, **kept)
        except ChangeRefused as refusal:
            theirs = refuse(form, refusal)
        else:
            messages.success(request, "The meeting is saved.")
            return redirect(meeting)
    context = {"form": form, "theirs": theirs, "crumbs": meeting_crumbs(meeting)}
    return render(request, "scrutiny/meeting_edit.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """Call a meeting off, with the reason."""
    meeting = _meeting(request, pk)
    by = check_meeting_edit(request.actor, meeting.committee_id)
    about = {"initial": {"version": meeting.version}, "cancel_url": meeting.get_absolute_url()}
    form = MeetingCancelForm(request.POST or None, **about)
    if form.is_valid():
        try:
            cancel_meeting(by=by, at=request.now, meeting=meeting, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The meeting is cancelled. It stays on the committee's page, marked so.")
            return redirect(meeting)
    context = {"form": form, "meeting": meeting, "crumbs": meeting_crumbs(meeting)}
    return render(request, "scrutiny/meeting_cancel.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def action_create(request: Request, pk: int) -> HttpResponse:
    """Record what a meeting agreed."""
    meeting = _meeting(request, pk)
    by = check_meeting_edit(request.actor, meeting.committee_id)
    form = ActionForm(request.POST or None, today=request.today, cancel_url=meeting.get_absolute_url())
    if form.is_valid():
        try:
            agree_action(by=by, at=request.now, meeting=meeting, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            _say(request, "The action is recorded. The committee's next pack tells what became of it.", form)
            return redirect(meeting)
    return render(request, "scrutiny/action_create.html", {"form": form, "crumbs": meeting_crumbs(meeting)})


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def action_edit(request: Request, pk: int) -> HttpResponse:
    """Say what became of an action."""
    action = get_object_or_404(MeetingAction.objects.select_related("meeting__committee", "owner"), pk=pk)
    check_visible(request.actor, action.meeting.committee_id)
    by, theirs = check_meeting_edit(request.actor, action.meeting.committee_id), []
    about = {"action": action, "today": request.today, "cancel_url": action.meeting.get_absolute_url()}
    form = ActionEditForm(request.POST or None, **about)
    if form.is_valid():
        try:
            edit_action(by=by, at=request.now, action=action, today=request.today, **form.cleaned_data)
        except ChangeRefused as refusal:
            theirs = refuse(form, refusal)
        else:
            _say(request, "The action is saved.", form)
            return redirect(action.meeting)
    context = {"form": form, "theirs": theirs, "crumbs": meeting_crumbs(action.meeting)}
    return render(request, "scrutiny/action_edit.html", context)


def _say(request: Request, done: str, form: ActionForm) -> None:
    messages.success(request, done)
    if form.past_words:
        messages.warning(request, form.past_words)


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk)
    check_visible(request.actor, meeting.committee_id)
    return meeting
