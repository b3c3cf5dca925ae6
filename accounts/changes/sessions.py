"""Ending sessions, and clearing away those that have ended."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import User
from foundation.refusals import ChangeRefused


@transaction.atomic
def end_sessions(*, by: Actor, at: datetime, person: User, current: str | None, pk: int | None = None) -> int:
    """End one of a person's sessions or, without ``pk``, all but the ``current`` one. Returns how many were ended.

    Raises ChangeRefused where there is none to end.
    """
    ended = UserSession.objects.filter(user=person).exclude(session_key=current)
    if pk is not None:
        ended = ended.filter(pk=pk)
    keys = list(ended.values_list("session_key", flat=True))
    if not keys:
        raise ChangeRefused("That session has ended already.")
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    audit.record(by=by, at=at, action="ended sessions of", thing=person)
    return len(keys)


def clear_ended(*, at: datetime) -> int:
    """Delete sessions that are over, and what was noted of them. Returns how many were deleted."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    going_on = Session.objects.filter(expire_date__gte=at).values("session_key")
    UserSession.objects.exclude(session_key__in=going_on).delete()
    return deleted
