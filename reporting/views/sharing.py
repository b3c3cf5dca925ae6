"""What partner organisations are shown: their own page, and the list by which the council says so."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.words import counted, together
from indicators.models import Indicator
from plans.models import Objective
from reporting.changes import sharing as changes
from reporting.dashboards.shared import shared_page
from reporting.dashboards.thread import read_thread
from reporting.forms import ShareForm, StopSharingForm
from reporting.queries.due_from import COLUMNS as DUE_COLUMNS
from reporting.queries.due_from import due_from, due_rows
from reporting.queries.sharing import (
    COLUMNS,
    KIND_OF,
    every_sharing,
    file_rows,
    own_partners,
    partners_shown,
    shared_with,
    sharing_rows,
    thing_named,
)
from reporting.views.quarter import not_the_quarter_asked, shown_quarter
from risks.models import Risk

_INTRO = (
    "The partner’s people see it on one page, “Shared with us”, as everybody sees it: no drafts, and nothing exempt. "
    "It opens no other page of the council to them. They are told in their inbox."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def shared(request: Request) -> HttpResponse:
    """What the council shares with the organisation that the reader works for."""
    own = _own(request)
    period, kept = shown_quarter(request), SnapshotCache()
    read = partial(kept, lambda: read_thread(period, reach=None), "thread", period, None)
    today = request.today
    page = kept(lambda: shared_page(shared_with(own), read(), today=today), "shared", own, period, today)
    context = {"page": page, "crumbs": _crumbs(), "unknown": not_the_quarter_asked(request, period)}
    return render(request, "reporting/shared.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def due(request: Request) -> HttpResponse:
    """What is due from the organisation that the reader works for, by day."""
    rows = due_from(_own(request), request.actor, at=request.now)
    context = {"rows": rows, "crumbs": _crumbs(), "late": sum(row.is_late for row in rows)}
    context["count_text"] = lists.count_text(len(rows), len(rows), "thing")
    file = ListFile("due-from-us", "What is due from us", DUE_COLUMNS, partial(due_rows, rows))
    return page_or_file(request, "reporting/due.html", context, file)


@require_safe
@needs(Permission.PARTNER_SHARE)
def sharing_list(request: Request) -> HttpResponse:
    """All that is shared with partners."""
    found = every_sharing()
    page, pages = lists.paged(request, found)
    context = {"rows": sharing_rows(page), "pages": pages, "crumbs": _crumbs(("Set-up", reverse("setup")))}
    context["count_text"] = lists.count_text(page.paginator.count, page.paginator.count, "thing")
    file = ListFile("shared-with-partners", "Shared with partners", COLUMNS, partial(file_rows, found))
    return page_or_file(request, "reporting/sharing_list.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_SHARE)
def sharing_create(request: Request) -> HttpResponse:
    """Share measures, objectives and risks with a partner; ``?measure=``, ``?objective=`` or ``?risk=`` names the thing
    from whose page it begins, to which it leads back.
    """
    thing = _asked(request)
    back = thing.get_absolute_url() if thing else reverse("reporting:sharing-list")
    initial = {f"{KIND_OF[type(thing)]}s": thing.ref} if thing else {}
    form = ShareForm(request.POST or None, initial=initial, today=request.today, cancel_url=back)
    page = FormPage("Share with a partner", _list_crumbs(), caption=str(thing or ""), intro=_INTRO + _already(thing))

    def share() -> Done:
        partner, why = form.cleaned_data["partner"], form.cleaned_data["why"]
        made = changes.share(by=request.by, at=request.now, partner=partner, things=form.things, why=why)
        if not made:
            return f"{partner} is shown all of that already.", back
        return f"{partner} is shown {counted(len(made), 'more thing')} now. Its people are told.", back

    return form_page(request, page, form, share)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_SHARE)
def sharing_end(request: Request, pk: int) -> HttpResponse:
    """Stop sharing something with a partner."""
    sharing = get_object_or_404(every_sharing(), pk=pk)
    back = reverse("reporting:sharing-list")
    form = StopSharingForm(request.POST or None, cancel_url=back)
    title = f"Stop sharing {sharing}"
    page = FormPage(title, _list_crumbs(), heading="Stop sharing it?", caption=str(sharing))

    def stop() -> Done:
        changes.stop_sharing(by=request.by, at=request.now, sharing=sharing, why=form.cleaned_data["why"])
        return f"{sharing.partner} is not shown {sharing.thing} any more.", back

    return form_page(request, page, form, stop)


def _own(request: Request) -> frozenset[int]:
    own = own_partners(request.actor)
    if not own:
        raise PermissionDenied("This page is for people of partner organisations: it shows what is theirs.")
    return own


def _asked(request: Request) -> Indicator | Objective | Risk | None:
    named = ((kind, request.GET[kind]) for kind in KIND_OF.values() if request.GET.get(kind))
    return next((found for kind, ref in named if (found := thing_named(kind, ref))), None)


def _already(thing: Indicator | Objective | Risk | None) -> str:
    shown = partners_shown(thing) if thing else []
    return f" It is shown to {together(shown)} already." if shown else ""


def _crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in (("Home", reverse("home")), *further)]


def _list_crumbs() -> list[dict[str, str]]:
    shared = ("Shared with partners", reverse("reporting:sharing-list"))
    return _crumbs(("Set-up", reverse("setup")), shared)
