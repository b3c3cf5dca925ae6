"""Staff: the posts of each team as a list, a team's page, and what its posts work on. Of people nothing is told."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit
from accounts.permissions import check_visible, needs, signed_in
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from money.changes.staff import link_team
from money.forms.lines import SharesForm
from money.permissions import check_share
from money.queries.staff import (
    TEAM_COLUMNS,
    held_by_team,
    months_of_team,
    standing_staff,
    team_cells,
    team_rows,
    works_on,
)
from money.rules.staff import together
from money.views.access import crumbs

SORTS = {"name": ("name",), "vacant": ("vacant",)}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def team_list(request: Request) -> HttpResponse:
    """The teams that the reader may know of, at the end of the last month that was read in."""
    extract = standing_staff(request.today)
    rows = team_rows(extract, actor=request.actor)
    ordering, sort = lists.sorting(request, SORTS, default="name")
    if wants_download(request):
        return list_download(request, ListFile("staff", "Staff", TEAM_COLUMNS, lambda: team_cells(rows)))
    if ordering[0].endswith("vacant"):
        rows = sorted(rows, key=lambda row: row.staff.vacant)
    page, pages = lists.paged(request, rows[::-1] if ordering[0].startswith("-") else rows)
    context = {"extract": extract, "rows": list(page), "pages": pages, "sort": sort, "crumbs": crumbs()}
    context |= {"whole": together(row.staff for row in rows), "may_import": request.actor.may(Permission.MONEY_IMPORT)}
    context |= {"count_text": lists.count_text(len(rows), len(rows), "team"), "downloads": download_links(request)}
    return render(request, "money/team_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def team_detail(request: Request, pk: int) -> HttpResponse:
    """A team: its posts month by month, and what they work on."""
    unit = _visible(request, pk)
    served, left = works_on(unit, actor=request.actor)
    context = {"unit": unit, "months": months_of_team(unit), "served": served, "left": left, "crumbs": _crumbs()}
    context["may_link"] = request.actor.may(Permission.MONEY_LINK, unit.pk)
    return render(request, "money/team_detail.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def team_link(request: Request, pk: int) -> HttpResponse:
    """Say which objectives a team's posts work on, with their share for each."""
    unit = _visible(request, pk)
    by, address = check_share(request.actor, unit.pk), reverse("money:team-detail", args=[pk])
    given = {"held": held_by_team(unit), "version": unit.version, "cancel_url": address}
    form = SharesForm(request.POST or None, actor=request.actor, **given)

    def link() -> Done:
        version, shares = form.cleaned_data["version"], form.shares()
        link_team(by=by, at=request.now, unit=unit, version=version, shares=shares)
        return f"What {unit.name} works on is saved.", address

    page = FormPage("What a team works on", _crumbs((unit.name, address)), caption=unit.name)
    return form_page(request, page, form, link)


def _visible(request: Request, pk: int) -> Unit:
    unit = get_object_or_404(Unit, pk=pk)
    check_visible(request.actor, unit.pk)
    return unit


def _crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Staff", reverse("money:team-list")), *further)
