from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from plans.changes.levels import LevelDetails, create_level, edit_level, ensure_default_levels, move_level
from plans.forms.plans import LevelEditForm, LevelForm
from plans.models import Level
from plans.permissions import may_ask
from plans.queries.plans import levels_with_counts
from plans.queries.sections import questions_of
from plans.views.navigation import level_crumbs, plan_tabs


@require_safe
@needs(Permission.COUNCIL_READ)
def level_list(request: Request) -> HttpResponse:
    """The levels of the golden thread from the top down."""
    context = {
        "levels": levels_with_counts(),
        "tabs": plan_tabs(request, "level-list"),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
    }
    return render(request, "plans/level_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ)
def level_detail(request: Request, pk: int) -> HttpResponse:
    level = get_object_or_404(levels_with_counts(), pk=pk)
    context = {
        "level": level,
        "crumbs": level_crumbs(),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
        "questions": [(each, may_ask(request.actor, each.unit_id)) for each in questions_of(level)],
        "may_ask": request.actor.may_anywhere(Permission.QUESTION_EDIT),
        **with_history(request, level, unit_id=None, editing=Permission.PLAN_EDIT),
    }
    return render(request, "plans/level_detail.html", context)


@require_POST
@needs(Permission.PLAN_EDIT)
def level_defaults(request: Request) -> HttpResponse:
    """Make the levels that most councils start from."""
    ensure_default_levels(by=request.by, at=request.now)
    messages.success(request, "The levels are made. Rename them in your council's words.")
    return redirect("plans:level-list")


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def level_create(request: Request) -> HttpResponse:
    address = reverse("plans:level-list")
    form = LevelForm(request.POST or None, cancel_url=address)

    def create() -> Done:
        level = create_level(by=request.by, at=request.now, details=form.given(LevelDetails))
        return f"{level} is now the lowest level. Move it to its place.", address

    intro = "It is added at the bottom; you move it to its place in the list."
    return form_page(request, FormPage("Add a level", level_crumbs(), intro=intro), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def level_edit(request: Request, pk: int) -> HttpResponse:
    level = get_object_or_404(Level, pk=pk)
    address, intro = reverse("plans:level-list"), "Its plans stay as they are, under the new name."
    page = FormPage(f"Change {level}", level_crumbs(), "Change the level", level.name, intro)
    form = LevelEditForm(request.POST or None, instance=level, cancel_url=address)

    def edit() -> Done:
        changed = edit_level(by=request.by, at=request.now, level=level, details=form.given(LevelDetails))
        return f"{changed} is saved.", address

    return form_page(request, page, form, edit)


@require_POST
@needs(Permission.PLAN_EDIT)
def level_move(request: Request, pk: int) -> HttpResponse:
    """Change places with the level above (``way=up``) or below."""
    level = get_object_or_404(Level, pk=pk)
    up = request.POST.get("way") == "up"
    pressed(request, lambda: move_level(by=request.by, at=request.now, level=level, up=up))
    return redirect("plans:level-list")
