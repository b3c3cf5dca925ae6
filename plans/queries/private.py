"""Which events of private plans a person may not read in the audit trail."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from accounts.actors import Actor
from plans.models import Milestone, Objective, Plan


def private_events(actor: Actor) -> Q:
    """The events of private plans, objectives and milestones that the person may not know of."""
    found = Q()
    for model in (Plan, Objective, Milestone):
        hidden = model.objects.hidden_from(actor).annotate(key=Cast("pk", CharField())).values("key")
        found |= Q(page_type=model._meta.label_lower, page_id__in=hidden)
    return found
