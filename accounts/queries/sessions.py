"""Where a person is signed in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session

from accounts import session_clock
from accounts.models import User


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser in which the person is signed in. ``browser`` is in a few words: "Firefox on Windows"."""

    pk: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_current: bool


def sessions_of(person: User, *, current: str | None, at: datetime) -> list[OwnSession]:
    """The sessions that go on, the one used last first. ``current`` is the asking browser's key. Two statements."""
    known = {each.session_key: each for each in UserSession.objects.filter(user=person)}
    found = []
    for stored in Session.objects.filter(session_key__in=known, expire_date__gt=at):
        data, session = stored.get_decoded(), known[stored.session_key]
        is_over = session_clock.why_ended(data, at=at) or data.get(HASH_SESSION_KEY) != person.get_session_auth_hash()
        if not is_over:
            found.append(
                OwnSession(
                    pk=session.pk,
                    browser=browser_words(session.user_agent),
                    address=session.ip,
                    began_at=session.created_at,
                    seen_at=datetime.fromtimestamp(data[session_clock.SEEN], UTC),
                    is_current=stored.session_key == current,
                )
            )
    return sorted(found, key=lambda each: (each.is_current, each.seen_at), reverse=True)


# The first that is named wins: browsers name their relatives too.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_words(user_agent: str) -> str:
    """What a browser says of itself, as a person knows it: "Firefox on Windows"."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "A browser")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
