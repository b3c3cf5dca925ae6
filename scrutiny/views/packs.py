"""A pack: prepared, read, named, published, downloaded."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.changes.access import read_exempt
from accounts.permissions import check, check_visible, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from scrutiny.changes.packs import create_pack, edit_pack, publish_pack, take_back_pack
from scrutiny.forms.packs import PackForm, TakeBackForm
from scrutiny.models import Meeting, Pack
from scrutiny.packs.files import file_name
from scrutiny.packs.proof import PackRefused
from scrutiny.permissions import may_edit_packs
from scrutiny.queries.committees import offered_quarters
from scrutiny.queries.packs import default_title
from scrutiny.views.access import editable_pack, readable_pack, reads_exempt
from scrutiny.views.builder import version_of
from scrutiny.views.navigation import meeting_crumbs, pack_crumbs
from scrutiny.views.pack_pages import pack_content, pack_page

_BEGINNING = "Give it a title, and choose the quarter it is about. You choose what goes into it on the next page."


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_create(request: Request, pk: int) -> HttpResponse:
    """Begin a meeting's pack: its title, quarter and cover note."""
    meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk)
    check_visible(request.actor, meeting.committee_id)
    by = check(request.actor, Permission.PACK_EDIT, meeting.committee_id)
    quarters = offered_quarters(meeting.committee, today=request.today)
    initial = {"title": default_title(quarters[0])}
    form = PackForm(request.POST or None, quarters=quarters, initial=initial, cancel_url=meeting.get_absolute_url())

    def create() -> Done:
        said = {name: form.cleaned_data[name] for name in ("title", "period", "cover_note")}
        made = create_pack(by=by, at=request.now, meeting=meeting, **said)
        return "", reverse("scrutiny:pack-edit", args=[made.pk])

    return form_page(request, FormPage("Prepare the pack", meeting_crumbs(meeting), intro=_BEGINNING), form, create)


@never_cache
@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_detail(request: Request, pk: int) -> HttpResponse:
    """The pack as its readers get it: the public version, or with ``?version=full`` the one with exempt items."""
    pack, is_public = readable_pack(request, pk), request.GET.get("version") != "full"
    _check_version(request, pack, is_public=is_public)
    committee_id = pack.meeting.committee_id
    context = {
        "pack": pack,
        "is_public": is_public,
        "may": {"edit": may_edit_packs(request.actor, committee_id), "exempt": reads_exempt(request, pack)},
        "crumbs": meeting_crumbs(pack.meeting),
        **pack_page(pack, is_public=is_public, at=request.now),
        **with_history(request, pack, unit_id=committee_id, editing=Permission.PACK_EDIT),
    }
    return render(request, "scrutiny/pack_detail.html", context)


@never_cache
@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_file(request: Request, pk: int, version: str) -> HttpResponse:
    """The pack as PDF, ``version`` public or exempt."""
    pack, is_public = readable_pack(request, pk), version == "public"
    _check_version(request, pack, is_public=is_public)
    try:
        content = pack_content(pack, is_public=is_public, at=request.now)
    except PackRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("scrutiny:pack-edit" if may_edit_packs(request.actor, pack.meeting.committee_id) else pack, pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(pack, is_public=is_public)}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_words_edit(request: Request, pk: int) -> HttpResponse:
    """Change the title, the quarter and the cover note."""
    pack, by = editable_pack(request, pk)
    address = reverse("scrutiny:pack-edit", args=[pk])
    quarters = offered_quarters(pack.meeting.committee, today=request.today, chosen=pack.period)
    form = PackForm(request.POST or None, quarters=quarters, pack=pack, cancel_url=address)

    def edit() -> Done:
        edit_pack(by=by, at=request.now, pack=pack, **form.cleaned_data)
        return "", address

    return form_page(request, FormPage("Title, quarter and cover note", pack_crumbs(pack)), form, edit)


# Making the PDFs takes seconds, so no transaction is open meanwhile.
@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
@transaction.non_atomic_requests
def pack_publish(request: Request, pk: int) -> HttpResponse:
    """Fix the pack as it is and open its public version to everybody who may read the council."""
    pack, by = editable_pack(request, pk)
    said = "The pack is published. Everybody gets the same file from now on."
    version = version_of(request)
    if pressed(request, lambda: publish_pack(by=by, at=request.now, pack=pack, version=version), said):
        return redirect(pack)
    return redirect("scrutiny:pack-edit", pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_take_back(request: Request, pk: int) -> HttpResponse:
    """Withdraw a published pack, with the reason."""
    pack, by = editable_pack(request, pk)
    form = TakeBackForm(request.POST or None, cancel_url=pack.get_absolute_url())

    def take_back() -> Done:
        take_back_pack(by=by, at=request.now, pack=pack, **form.cleaned_data)
        said = "The pack is taken back. Publish it again when it is right."
        return said, reverse("scrutiny:pack-edit", args=[pk])

    return form_page(request, FormPage("Take the pack back", pack_crumbs(pack)), form, take_back)


def _check_version(request: Request, pack: Pack, *, is_public: bool) -> None:
    """Raises Http404 for a full version that the person may not read, or that there is none of. Whoever reads one is
    in the audit trail.
    """
    if is_public:
        return
    if not reads_exempt(request, pack):
        raise Http404
    read_exempt(by=request.actor, at=request.now, thing=pack)
