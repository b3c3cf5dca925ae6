"""Who looks at somebody else's review, and breaking the glass. The trail tells of each look, not of whose or what."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.actors import SYSTEM, Actor
from accounts.changes.news import tell
from accounts.models import Event, User
from edr.changes.told import glass_broken
from edr.models import BreakGlass, Review
from edr.queries.trail import BROKE, LOOKED, looks_at, thing_of
from foundation.refusals import ChangeRefused
from foundation.statements import written_once
from plans.periods import Period

OPEN_FOR = timedelta(hours=24)
TOLD_ONCE_IN = timedelta(minutes=10)
NO_REVIEW = "Nobody with that e-mail address has a review for that year. Check both."


def note_look(*, by: Actor, at: datetime, review: Review) -> None:
    """Somebody read a review that is not their own. Told once in ten minutes: a form leads back to its page."""
    page = looks_at(review.pk)
    reader = by.user.pk if by.user else 0  # which is nobody's key
    if not _told(page.kind, page.key, reader, at - TOLD_ONCE_IN):
        audit.record(by=by, at=at, action=LOOKED, thing=thing_of(review), page=page)


@written_once
def _told(kind: str, key: str, reader: int, since: datetime) -> QuerySet[Any]:
    told = Event.objects.filter(page_type=kind, page_id=key, by=reader, action=LOOKED, at__gt=since)
    return told.values_list("pk")[:1]


@transaction.atomic
def break_glass(*, by: Actor, at: datetime, email: str, year: Period, reason: str) -> BreakGlass:
    """Open a person's review of a year for a day, to be read alone; its person is told at once. Raises ChangeRefused
    without a reason, where there is no such review, and for the own one.
    """
    if not reason.strip():
        raise ChangeRefused("Enter why you need to read it: the person whose review it is reads your reason.")
    person = User.objects.filter(email=email.strip().lower()).first()
    review = Review.objects.select_related("post").filter(person=person, year=year).first() if person else None
    if review is None or by.user is None:
        raise ChangeRefused(NO_REVIEW)
    if review.person_id == by.user.pk:
        raise ChangeRefused("This is your own review. Open it under My review.")
    opened = BreakGlass.objects.create(
        review=review, by=by.user, reason=reason.strip(), from_at=at, until_at=at + OPEN_FOR
    )
    audit.record(by=by, at=at, action=BROKE, thing=thing_of(review), page=looks_at(review.pk))
    tell(by=SYSTEM, at=at, news=glass_broken(review))
    return opened
