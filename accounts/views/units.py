from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.changes.organisation import UnitDetails, create_unit, edit_unit
from accounts.forms.organisation import UnitEditForm, UnitForm
from accounts.models import Unit
from accounts.permissions import check_visible, needs
from accounts.queries.organisation import find_posts, in_reach, is_open, post_rows, top_unit, unit_tree
from accounts.queries.reorganisation import told_to
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.navigation import crumbs, organisation_tabs
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def unit_list(request: Request) -> HttpResponse:
    """The tree of units that the person may read."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    context = {
        "tree": unit_tree(reach=reach, today=request.today),
        "tabs": organisation_tabs(request, "unit-list"),
        "may_edit": request.actor.may(Permission.ORGANISATION_EDIT),
    }
    return render(request, "accounts/unit_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def unit_detail(request: Request, pk: int) -> HttpResponse:
    """A unit: where it lies, what lies beneath, its posts and who holds them."""
    check_visible(request.actor, pk)
    unit = get_object_or_404(Unit, pk=pk)
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    above = [each for each in unit.ancestors() if reach is None or each.pk in reach]
    details = partial(_details, request, unit)
    context = {
        "unit": unit,
        "crumbs": crumbs(*((each.name, each.get_absolute_url()) for each in above)),
        "may_edit": request.actor.may(Permission.ORGANISATION_EDIT),
        "may_reorganise": request.actor.may(Permission.REORGANISE) and is_open(unit, request.today),
        **with_history(request, unit, unit_id=pk, editing=Permission.ORGANISATION_EDIT, details=details),
    }
    return render(request, "accounts/unit_detail.html", context)


def _details(request: Request, unit: Unit) -> dict[str, Any]:
    posts = find_posts(reach=None, today=request.today, unit_id=unit.pk).order_by("title")
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    beneath = in_reach(unit.children.order_by("name"), reach)
    return {"posts": post_rows(posts), "beneath": beneath, "told": told_to(reach, unit)}


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def unit_create(request: Request) -> HttpResponse:
    initial = {"parent": request.GET.get("parent") or top_unit()}
    address = reverse("accounts:unit-list")
    form = UnitForm(request.POST or None, initial=initial, today=request.today, cancel_url=address)

    def create() -> Done:
        unit = create_unit(by=request.by, at=request.now, **form.cleaned_data)
        return f"{unit} is now part of the organisation.", unit

    intro = "A directorate, service, team, partner, cabinet or committee."
    return form_page(request, FormPage("Add a unit", crumbs(), intro=intro), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def unit_edit(request: Request, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)
    name, address = unit.name, unit.get_absolute_url()
    intro = "Plans, measures and posts stay with the unit wherever it moves."
    page = FormPage(f"Change {name}", crumbs((name, address)), "Rename, move or close", name, intro)
    form = UnitEditForm(request.POST or None, instance=unit, today=request.today, cancel_url=address)

    def edit() -> Done:
        changed = edit_unit(by=request.by, at=request.now, unit=unit, **form.edited(UnitDetails))
        return f"{changed} is saved.", changed

    return form_page(request, page, form, edit)
