"""What of records the audit trail keeps from whom, and what a reorganisation leaves where it is."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from accounts.actors import Actor
from feedback.models import PRIVATE, Record

STAYS = {"feedback.record.unit": "What people said of a unit stays with the unit of which they said it."}


def private_events(actor: Actor) -> Q:
    """The events of casework and of concerns of staff that the person may not open."""
    known = Record.objects.visible_to(actor).values("pk")
    hidden = Record.objects.filter(kind__in=PRIVATE).exclude(pk__in=known)
    keys = hidden.annotate(key=Cast("pk", CharField())).values("key")
    return Q(page_type=Record._meta.label_lower, page_id__in=keys)
