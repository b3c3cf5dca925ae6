"""The history tab that every thing's page carries."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.permissions import may_read_history
from accounts.queries.history import events_of
from accounts.roles import Permission
from foundation.request import Request


def with_history(
    request: Request, thing: models.Model, *, unit_id: int | None, editing: Permission, is_private: bool = False
) -> dict[str, Any]:
    """Context of a thing's page: ``tabs`` (empty for who may not read its history) and ``history``.

    ``history`` is None on the first tab and the rows on ``?tab=history``, where the template includes
    ``accounts/_history.html`` instead of the details. ``unit_id`` and ``editing`` say whose thing it is and which
    permission changes it; who may open the page of a thing that ``is_private`` reads its history too.
    Raises PermissionDenied when the history is asked for by somebody who may not read it.
    """
    may_read = is_private or may_read_history(request.actor, unit_id, editing)
    asked = request.GET.get("tab") == "history"
    if asked and not may_read:
        raise PermissionDenied("The history is read by auditors and by those who may change this.")
    tabs = [
        {"label": "Details", "url": request.path, "active": not asked},
        {"label": "History", "url": f"{request.path}?tab=history", "active": asked},
    ]
    return {"tabs": tabs if may_read else [], "history": events_of(thing) if asked else None}
