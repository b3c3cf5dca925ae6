"""Groups: added in bulk, changed, removed; and the page of one, which tells how it is doing in every measure."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from breakdowns.changes import dimensions as changes
from breakdowns.forms.setting_up import GroupForm, GroupsForm
from breakdowns.queries.group_page import COLUMNS, group_cells, group_finding, measures_of_group, place_of
from breakdowns.views.access import dimension_crumbs, find_dimension, find_group
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from foundation.words import counted

SORTS = {"measure": ["name"], "status": ["rank"], "service": ["service"]}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def group_detail(request: Request, pk: int) -> HttpResponse:
    """How one ward, area or group of residents is doing, in every measure that is told by it."""
    group = find_group(pk)
    (key,), sort = lists.sorting(request, SORTS, default="status")
    found = measures_of_group(group, actor=request.actor, today=request.today)
    rows = sorted(found, key=lambda row: getattr(row, key.removeprefix("-")), reverse=key.startswith("-"))
    context = {"group": group, "rows": rows, "sort": sort, "finding": group_finding(group, rows)}
    context |= {"crumbs": dimension_crumbs(group.dimension), "count_text": counted(len(rows), "measure")}
    context["may_edit"] = request.actor.may(Permission.INDICATOR_EDIT)
    file = ListFile(f"group-{group.pk}", group.name, COLUMNS, partial(group_cells, rows))
    return page_or_file(request, "breakdowns/group_detail.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def group_add(request: Request, pk: int) -> HttpResponse:
    """Add groups, a name a line."""
    dimension = find_dimension(pk)
    address = dimension.get_absolute_url()
    form = GroupsForm(request.POST or None, cancel_url=address)

    def add() -> Done:
        lines = form.cleaned_data["names"]
        added = changes.add_groups(by=request.by, at=request.now, dimension=dimension, lines=lines)
        return f"{len(added)} {dimension.nouns if len(added) > 1 else dimension.noun} added.", address

    page = FormPage(f"Add {dimension.nouns}", dimension_crumbs(dimension), caption=dimension.name)
    return form_page(request, page, form, add)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def group_edit(request: Request, pk: int) -> HttpResponse:
    """Rename a group, move it in the order, or say from and until when it is there."""
    group = find_group(pk)
    name, address = group.name, group.dimension.get_absolute_url()
    form = GroupForm(request.POST or None, instance=group, place=place_of(group), cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.GroupDetails)
        changed = changes.edit_group(by=request.by, at=request.now, group=group, **given)
        return f"{changed.name} is saved.", address

    page = FormPage(f"Change {name}", dimension_crumbs(group.dimension), caption=group.dimension.name)
    return form_page(request, page, form, edit)


@require_POST
@needs(Permission.INDICATOR_EDIT)
def group_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a group that was made by mistake."""
    group = find_group(pk)
    pressed(request, partial(changes.remove_group, by=request.by, at=request.now, group=group), f"{group} is removed.")
    return redirect(group.dimension)
