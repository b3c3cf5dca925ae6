"""What the trail tells of who came, was refused, took a file or read what is exempt. One event each.

It stands on nobody's history tab; the page of the whole trail shows it.
"""

from datetime import datetime, timedelta

from django.db.models import Model

from accounts import audit
from accounts.actors import STRANGER, Actor
from accounts.models import Event, User
from accounts.models.event import ACCESS

_PAGE = audit.Named(ACCESS)
_LONGEST = 200
READ_EXEMPT = "read exempt items of"
TOLD_ONCE_IN = timedelta(minutes=10)


def failed_sign_in(*, at: datetime, email: str, address: str) -> None:
    """Somebody gave a wrong password. ``address`` is the visitor's.

    What was typed is told only where it is the address of somebody here: others have no business in the trail.
    """
    person = User.objects.filter(email=email.strip().lower()).first()
    thing = person or audit.Named(User._meta.label_lower, "nobody’s e-mail address")
    source = f"from {address}" if address else ""
    entry = audit.Entry(action="failed to sign in as", thing=thing, page=_PAGE, source=source)
    audit.record_many(by=STRANGER, at=at, entries=[entry])


def was_refused(*, by: Actor, at: datetime, address: str) -> None:
    """A person was answered "you may not" at this address of ours."""
    audit.record(by=by, at=at, action="was refused", thing=audit.Named("address", address[:_LONGEST]), page=_PAGE)


def downloaded(*, by: Actor, at: datetime, file: str, address: str) -> None:
    """A file left; its address tells what it was narrowed to."""
    told = {"address": (None, address[:_LONGEST])}
    audit.record(by=by, at=at, action="downloaded", thing=audit.Named("file", file), page=_PAGE, changes=told)


def read_exempt(*, by: Actor, at: datetime, thing: Model) -> None:
    """A person was shown what is exempt from publication in this thing. Told once in ten minutes: whoever builds a pack
    sees its page anew after every button.
    """
    told = Event.objects.filter(page_type=ACCESS, page_id="", at__gt=at - TOLD_ONCE_IN, action=READ_EXEMPT)
    told = told.filter(by=by.person, by_name=by.name)
    if not told.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).exists():
        audit.record(by=by, at=at, action=READ_EXEMPT, thing=thing, page=_PAGE)
