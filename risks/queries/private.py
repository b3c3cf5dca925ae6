"""Which events of exempt risks a person may not read in the audit trail."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from accounts.actors import Actor
from risks.models import Risk


def exempt_events(actor: Actor) -> Q:
    """The events of exempt risks, and of what belongs to them, that the person may not know of."""
    known = Risk.objects.visible_to(actor).values("pk")
    hidden = Risk.objects.filter(is_exempt=True).exclude(pk__in=known)
    return Q(page_type=Risk._meta.label_lower, page_id__in=hidden.annotate(key=Cast("pk", CharField())).values("key"))
