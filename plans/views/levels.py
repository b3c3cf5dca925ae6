from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import check, needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.refusals import ChangeRefused
from foundation.request import Request
from plans.changes.levels import create_level, edit_level, ensure_default_levels, move_level
from plans.forms.plans import LevelEditForm, LevelForm
from plans.models import Level
from plans.queries.plans import levels_with_counts
from plans.views.navigation import crumbs, plan_tabs


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
        "crumbs": crumbs(None, None, ("Levels", reverse("plans:level-list"))),
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
        **with_history(request, level, unit_id=None, editing=Permission.PLAN_EDIT),
    }
    return render(request, "plans/level_detail.html", context)


@require_POST
@needs(Permission.PLAN_EDIT)
def level_defaults(request: Request) -> HttpResponse:
    """Make the levels that most councils start from."""
    ensure_default_levels(by=check(request.actor, Permission.PLAN_EDIT), at=request.now)
    messages.success(request, "The levels are made. Rename them in your council's words.")
    return redirect("plans:level-list")


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def level_create(request: Request) -> HttpResponse:
    address = reverse("plans:level-list")
    form = LevelForm(request.POST or None, cancel_url=address)
    if form.is_valid():
        level = create_level(by=check(request.actor, Permission.PLAN_EDIT), at=request.now, **form.cleaned_data)
        messages.success(request, f"{level} is now the lowest level. Move it to its place.")
        return redirect(address)
    return render(request, "plans/level_create.html", {"form": form, "crumbs": crumbs(None, None, ("Levels", address))})


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT)
def level_edit(request: Request, pk: int) -> HttpResponse:
    level = get_object_or_404(Level, pk=pk)
    address = reverse("plans:level-list")
    form = LevelEditForm(request.POST or None, instance=level, cancel_url=address)
    if form.is_valid():
        by = check(request.actor, Permission.PLAN_EDIT)
        changed = edit_level(by=by, at=request.now, level=level, **form.cleaned_data)
        messages.success(request, f"{changed} is saved.")
        return redirect(address)
    context = {"form": form, "level": get_object_or_404(Level, pk=pk)}
    return render(request, "plans/level_edit.html", {**context, "crumbs": crumbs(None, None, ("Levels", address))})


@require_POST
@needs(Permission.PLAN_EDIT)
def level_move(request: Request, pk: int) -> HttpResponse:
    """Change places with the level above (``way=up``) or below."""
    level = get_object_or_404(Level, pk=pk)
    by = check(request.actor, Permission.PLAN_EDIT)
    try:
        move_level(by=by, at=request.now, level=level, up=request.POST.get("way") == "up")
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plans:level-list")
