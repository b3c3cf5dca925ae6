"""The history tab that every thing's page carries."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.permissions import may_read_history
from accounts.queries.history import events_of
from accounts.roles import Permission
from foundation.request import Request


def with_history(
    request: Request,
    thing: models.Model,
    *,
    unit_id: int | None,
    editing: Permission,
    is_private: bool = False,
    details: Callable[[], Mapping[str, Any]] = dict,
) -> dict[str, Any]:
    """What ``detail.html`` takes: ``tabs`` (none for a person who may not read the history), ``tabs_of`` (the thing
    itself) and ``history``: None on the first tab, the rows on ``?tab=history``; and on the first tab what ``details``
    gives, which that tab alone shows.

    ``unit_id`` is the unit that owns the thing, ``editing`` the permission that changes it. If the thing
    ``is_private``, everybody who may open its page reads its history. Raises PermissionDenied when somebody asks for a
    history that they may not read.
    """
    may_read = is_private or may_read_history(request.actor, unit_id, editing)
    asked = request.GET.get("tab") == "history"
    if asked and not may_read:
        raise PermissionDenied("The history is read by auditors and by those who may change this.")
    tabs = [
        {"label": "Details", "url": request.path, "active": not asked},
        {"label": "History", "url": f"{request.path}?tab=history", "active": asked},
    ]
    addresses = request.actor.may(Permission.ORGANISATION_EDIT)
    shown = {"history": events_of(thing, addresses=addresses)} if asked else {"history": None, **details()}
    return {"tabs": tabs if may_read else [], "tabs_of": thing, **shown}
