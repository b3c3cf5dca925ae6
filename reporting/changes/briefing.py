"""Notes that a member has read what is new."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor


@transaction.atomic
def mark_briefed(*, by: Actor, at: datetime) -> None:
    """Count as new to the person only what comes after this moment. Raises ValueError where nobody acts."""
    if by.user is None:
        raise ValueError("Only a person can have read what is new.")
    before, by.user.last_briefed_at = by.user.last_briefed_at, at
    by.user.save(update_fields=["last_briefed_at"])
    changes = {"last_briefed_at": (before, at)}
    audit.record(by=by, at=at, action="read what is new", thing=by.user, changes=changes)
