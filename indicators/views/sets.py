"""Sets of measures: the list, one set, making and changing one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation import lists
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from indicators.changes.sets import create_set, edit_set
from indicators.forms.definition_parts import SetEditForm, SetForm
from indicators.models import IndicatorSet
from indicators.queries.definitions import members_in_reach, sets_in_reach
from indicators.views.navigation import crumbs, indicator_tabs


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def set_list(request: Request) -> HttpResponse:
    """Every set with the number of its measures."""
    page, pages = lists.paged(request, sets_in_reach(reach=request.actor.reaches(Permission.COUNCIL_READ)))
    context = {
        "page": page,
        "pages": pages,
        "count_text": lists.count_text(page.paginator.count, page.paginator.count, "set"),
        "tabs": indicator_tabs(request, "set-list"),
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
    }
    return render(request, "indicators/set_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def set_detail(request: Request, pk: int) -> HttpResponse:
    """A set: what it is for, and its measures."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    found = get_object_or_404(sets_in_reach(reach=reach), pk=pk)
    page, pages = lists.paged(request, members_in_reach(found, reach=reach))
    context = {
        "set": found,
        "page": page,
        "pages": pages,
        "crumbs": crumbs(("Sets", reverse("indicators:set-list"))),
        "may_edit": request.actor.may(Permission.INDICATOR_EDIT),
        **with_history(request, found, unit_id=None, editing=Permission.INDICATOR_EDIT),
    }
    return render(request, "indicators/set_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def set_create(request: Request) -> HttpResponse:
    """A new set."""
    back = reverse("indicators:set-list")
    form = SetForm(request.POST or None, cancel_url=back)

    def create() -> Done:
        made = create_set(by=request.by, at=request.now, **form.cleaned_data)
        return f"The set {made} is made.", reverse("indicators:set-detail", args=[made.pk])

    return form_page(request, FormPage("Add a set", crumbs(("Sets", back))), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def set_edit(request: Request, pk: int) -> HttpResponse:
    """Change a set's name, description or measures."""
    found = get_object_or_404(IndicatorSet, pk=pk)
    back, name = reverse("indicators:set-detail", args=[pk]), found.name
    form = SetEditForm(request.POST or None, instance=found, cancel_url=back)

    def edit() -> Done:
        changed = edit_set(by=request.by, at=request.now, indicator_set=found, **form.cleaned_data)
        return f"The set {changed} is saved.", back

    above = crumbs(("Sets", reverse("indicators:set-list")), (name, back))
    return form_page(request, FormPage(f"Change the set {name}", above, "Change the set", name), form, edit)
