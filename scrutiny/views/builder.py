"""The pack builder: the agenda with its buttons, and what is added to it with one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.changes.access import read_exempt
from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import pressed
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from foundation.words import counted
from indicators.models import Indicator
from scrutiny.changes.pack_items import add_item, add_question, add_what_matters
from scrutiny.models import Pack
from scrutiny.permissions import may_read_exempt
from scrutiny.queries.builder import builder_page, suggested_questions, what_matters
from scrutiny.queries.packs import released_report, sections_of
from scrutiny.views.access import editable_pack
from scrutiny.views.navigation import pack_crumbs

_KEPT = ("q", "report")


@never_cache
@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_edit(request: Request, pk: int) -> HttpResponse:
    """The agenda, and beside it what may be added. A published pack is read, not edited."""
    pack, _ = editable_pack(request, pk)
    if pack.published_at:
        return redirect(pack)
    may_exempt = may_read_exempt(request.actor, pack.meeting.committee_id)
    words, opened = request.GET.get("q", "").strip(), whole_number(request.GET.get("report", ""))
    page = SnapshotCache()(
        lambda: builder_page(pack, at=request.now, words=words, opened=opened),
        *("pack builder", pk, words, opened, to_the_minute(request.now)),
    )
    if may_exempt and page["exempt"]:
        read_exempt(by=request.actor, at=request.now, thing=pack)
    context = {"pack": pack, "crumbs": pack_crumbs(pack), "reads_exempt": may_exempt, "kept": kept_query(request)}
    return render(request, "scrutiny/pack_edit.html", {**context, **page})


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_add(request: Request, pk: int) -> HttpResponse:
    """Add a report, one of its sections, or a measure: whichever button was pressed."""
    pack, by = editable_pack(request, pk)
    try:
        item = add_item(by=by, at=request.now, pack=pack, **_chosen(request))
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return back(request, pack)
    return back(request, pack, f"item-{item.pk}")


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_start(request: Request, pk: int) -> HttpResponse:
    """Put in what matters: the committee's exception report and its gravest measures."""
    pack, by = editable_pack(request, pk)
    found = what_matters(pack, at=request.now)
    indicators = Indicator.objects.in_bulk([each.pk for each in found.measures])
    chosen = [indicators[each.pk] for each in found.measures]
    try:
        added = add_what_matters(by=by, at=request.now, pack=pack, report=found.report, indicators=chosen)
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return back(request, pack)
    if added:
        messages.success(request, _started(added, found.of - len(chosen)))
    else:
        messages.info(request, f"Nothing new stands out in {found.period.long_label}: add what you want to discuss.")
    return back(request, pack)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def pack_suggested_add(request: Request, pk: int) -> HttpResponse:
    """Add one of the suggested questions."""
    pack, by = editable_pack(request, pk)
    asked = request.POST.get("suggestion", "")
    found = next((each for each in suggested_questions(pack, at=request.now) if each.key == asked), None)
    if found is None:
        messages.error(request, "That question is no longer suggested: look at the list as it is now.")
        return back(request, pack, "questions")
    pressed(request, lambda: add_question(by=by, at=request.now, pack=pack, text=found.text, to_id=found.to_id))
    return back(request, pack, "questions")


def _started(added: int, more: int) -> str:
    left = f" {more} more stand{'s' if more == 1 else ''} out: the report holds the rest." if more else ""
    return f"{counted(added, 'item')} {'is' if added == 1 else 'are'} in the pack.{left}"


def version_of(request: Request) -> int:
    """The pack's version that the person was looking at; 0, which none has, where the form does not say."""
    return whole_number(request.POST.get("version", "")) or 0


def kept_query(request: Request) -> str:
    """The builder's search and opened report, for addresses that lead back to it."""
    return urlencode({name: request.GET[name] for name in _KEPT if request.GET.get(name)})


def back(request: Request, pack: Pack, anchor: str = "") -> HttpResponse:
    """To the builder, at a place, with its search still there."""
    return redirect(builder_address(request, pack, anchor))


def builder_address(request: Request, pack: Pack, anchor: str = "") -> str:
    """The builder's address at a place, with its search still there."""
    kept = kept_query(request)
    address = reverse("scrutiny:pack-edit", args=[pack.pk])
    return f"{address}{f'?{kept}' if kept else ''}{f'#{anchor}' if anchor else ''}"


def _chosen(request: Request) -> dict[str, object]:
    """What the pressed button stands for, under ``add_item``'s names. Raises Http404 for what is not there."""
    if "indicator" in request.POST:
        return {"indicator": get_object_or_404(Indicator, pk=whole_number(request.POST["indicator"]))}
    number, _, slug = request.POST.get("report", "").partition(":")
    report = released_report(whole_number(number))
    if report is None:
        raise Http404
    if not slug:
        return {"report": report}
    found = next((each for each in sections_of(report) if each["id"] == slug), None)
    if found is None:
        raise Http404
    return {"report": report, "section": slug, "heading": found["heading"][:200]}
