"""Taking words out of the trail where a law asks for it: the one change that the trail knows."""

from datetime import datetime

from django.db import connection, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.audit_chain import ERASED, ERASURE, EVENT, content_of, sealed_digest
from accounts.models import Event
from foundation.refusals import ChangeRefused


@transaction.atomic
def erase_words(*, by: Actor, at: datetime, event: Event, why: str) -> Event:
    """Put a mark in the place of an event's words: the name of its thing, what changed, why, and the file it came from.

    Who did what to which thing, and when, stays. The new event that this returns tells of it and vouches for what is
    left, so ``verify_audit`` accepts it. Raises ChangeRefused without a reason, and where the words are erased already.
    On PostgreSQL only the owner of the table can.
    """
    if not why.strip():
        raise ChangeRefused("Say why the words are erased: it stands in the audit trail.")
    if event.thing_name == ERASED:
        raise ChangeRefused(f"The words of event {event.pk} are erased already.")
    fields = ", ".join(sorted(event.changes))
    event.thing_name, event.changes = ERASED, {}
    event.why, event.source = event.why and ERASED, event.source and ERASED
    with connection.cursor() as cursor:
        # The model refuses every update; the database lets this one through.
        cursor.execute(
            "UPDATE accounts_event SET thing_name = %s, changes = '{}', why = %s, source = %s WHERE id = %s",
            [event.thing_name, event.why, event.source, event.pk],
        )
    return audit.record(
        by=by,
        at=at,
        action=ERASURE,
        thing=audit.Named(EVENT, f"number {event.pk}", str(event.pk)),
        page=audit.Named(event.page_type, key=event.page_id),
        changes={"fields": (None, fields), "digest": (None, sealed_digest(content_of(event)))},
        why=why.strip(),
    )
