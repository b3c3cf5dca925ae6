"""Groups of tags: the list, one group, making and changing one, and those that come with the product."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import tags as changes
from plans.forms.tags import ShippedForm, TagGroupForm
from plans.models import TagGroup
from plans.queries.tags import groups_with_tags, shipped_left
from plans.views.navigation import crumbs, plan_tabs

TAGGING = (
    "A group looks across all plans: what there is for each of its tags under each priority, and what is missing. "
    "Objectives and measures carry any number of tags."
)


@require_safe
@needs(Permission.COUNCIL_READ)
def tag_group_list(request: Request) -> HttpResponse:
    """Every group with its tags."""
    may_edit = request.actor.may(Permission.PLAN_EDIT)
    context = {
        "groups": groups_with_tags(),
        "tabs": plan_tabs(request, "tag-group-list"),
        "may_edit": may_edit,
        "is_more_shipped": may_edit and bool(shipped_left()),
        "lead": TAGGING,
    }
    return render(request, "plans/tag_group_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ)
def tag_group_detail(request: Request, pk: int) -> HttpResponse:
    """A group: what it is for, its tags, and its history."""
    group = get_object_or_404(groups_with_tags(), pk=pk)
    context = {
        "group": group,
        "crumbs": _crumbs(),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
        **with_history(request, group, unit_id=None, editing=Permission.PLAN_EDIT),
    }
    return render(request, "plans/tag_group_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def tag_group_create(request: Request) -> HttpResponse:
    """A group of the council's own."""
    form = TagGroupForm(request.POST or None, cancel_url=reverse("plans:tag-group-list"))
    page = FormPage("Add a group of tags", _crumbs(), intro=TAGGING)
    return form_page(request, page, form, partial(_save, request, form, changes.create_group))


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def tag_group_edit(request: Request, pk: int) -> HttpResponse:
    """Change a group or its tags."""
    group = get_object_or_404(TagGroup, pk=pk)
    address, name = group.get_absolute_url(), group.name
    form = TagGroupForm(request.POST or None, instance=group, cancel_url=address)
    page = FormPage(f"Change the tags of {name}", _crumbs((name, address)), "Change the group", name)

    def edit(**given: Any) -> TagGroup:
        return changes.edit_group(group=group, version=form.cleaned_data["version"], **given)

    return form_page(request, page, form, partial(_save, request, form, edit))


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def tag_shipped(request: Request) -> HttpResponse:
    """Take groups that come with the product: each is the council's own from then on."""
    back = reverse("plans:tag-group-list")
    form = ShippedForm(request.POST or None, cancel_url=back)

    def adopt() -> Done:
        made = changes.adopt_shipped(by=request.by, at=request.now, keys=form.cleaned_data["chosen"])
        return f"Taken: {', '.join(group.name for group in made)}.", back

    intro = "Each becomes the council’s own: rename it, and add or remove tags, as you like."
    return form_page(request, FormPage("Choose groups of tags", _crumbs(), intro=intro), form, adopt)


def _save(request: Request, form: TagGroupForm, change: Any) -> Done:
    details, tags = form.given(changes.GroupDetails), form.words
    group = change(by=request.by, at=request.now, details=details, tags=tags)
    return f"The group {group} is saved.", group


def _crumbs(*further: tuple[str, str]) -> list[dict]:
    return crumbs(None, None, ("Tags", reverse("plans:tag-group-list")), *further)
