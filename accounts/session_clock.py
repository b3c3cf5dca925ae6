"""When a session ends by itself: after a while without activity, and after a working day whatever happens."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from foundation.words import counted

STARTED, SEEN = "started_at", "seen_at"
# How old the mark of the last activity may grow: written at each request, every page would wait for the database.
MARKED_EVERY = timedelta(minutes=1)


def start(session: Any, *, at: datetime) -> None:
    """Somebody signs in."""
    session[STARTED] = session[SEEN] = at.timestamp()


def why_ended(session: Any, *, at: datetime) -> str:
    """A sentence for the person whose session is over; "" while it goes on. One without a beginning is over."""
    now = at.timestamp()
    if now - session.get(SEEN, 0) > settings.PMMI_IDLE_MINUTES * 60:
        return f"You were signed out after {counted(settings.PMMI_IDLE_MINUTES, 'minute')} without activity."
    if now - session.get(STARTED, 0) > settings.PMMI_SESSION_HOURS * 60 * 60:
        return f"You were signed out {counted(settings.PMMI_SESSION_HOURS, 'hour')} after signing in. Sign in again."
    return ""


def mark(session: Any, *, at: datetime) -> None:
    """The person is active."""
    if at.timestamp() - session[SEEN] > MARKED_EVERY.total_seconds():
        session[SEEN] = at.timestamp()
