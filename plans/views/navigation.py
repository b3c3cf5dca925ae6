"""Where the pages of plans lie."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.urls import reverse

from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.watching import WatchButton, watch_button
from foundation.request import Request
from plans.models import Level, Objective, Plan

_PARTS = (
    ("Plans", "plan-list"),
    ("Milestones", "milestone-list"),
    ("Timetable", "timetable-list"),
    ("Sample", "sample-list"),
    ("Tags", "tag-group-list"),
    ("Levels", "level-list"),
)
_WHOLE_COUNCIL = ("level-list", "sample-list", "tag-group-list", "timetable-list")


def plan_tabs(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: the lists of plans; some are for those who read the whole council."""
    sees_all = request.actor.may(Permission.COUNCIL_READ)
    return [
        {"label": label, "url": reverse(f"plans:{name}"), "active": name == active}
        for label, name in _PARTS
        if sees_all or name not in _WHOLE_COUNCIL
    ]


def history_of(
    request: Request,
    thing: Model,
    plan: Plan,
    *,
    editing: Permission = Permission.PLAN_WRITE,
    details: Callable[[], Mapping[str, Any]] = dict,
) -> dict[str, Any]:
    """The history tab of a plan or of what belongs to it, or its ``details``. Whoever writes a plan without reading the
    council, such as a partner, reads no history: it names what of the council's a plan serves or served.
    """
    private = plan.level.is_private
    if editing is Permission.PLAN_WRITE and not request.actor.may(Permission.COUNCIL_READ):
        editing = Permission.PLAN_EDIT
    return with_history(request, thing, unit_id=plan.unit_id, editing=editing, is_private=private, details=details)


def watching_of(request: Request, thing: Plan | Objective, plan: Plan) -> WatchButton | None:
    """The button by which a plan or an objective is watched; None where the plan is private, which tells nobody."""
    return None if plan.level.is_private else watch_button(request, thing._meta.model_name, thing.pk)


def level_crumbs(level: Level | None = None) -> list[dict]:
    """The way to the levels, or to one of them."""
    here = [(level.name, level.get_absolute_url())] if level else []
    return crumbs(None, None, ("Levels", reverse("plans:level-list")), *here)


def crumbs(plan: Plan | None = None, objective: Objective | None = None, *further: tuple[str, str]) -> list[dict]:
    """``components/breadcrumbs.html``: Home, Plans, the plan, the objective and what lies between."""
    above = [("Home", reverse("home")), ("Plans", reverse("plans:plan-list"))]
    if plan is not None:
        above.append((plan.title, plan.get_absolute_url()))
    if objective is not None:
        above.append((objective.ref, objective.get_absolute_url()))
    return [{"label": label, "url": url} for label, url in (*above, *further)]
