"""Which objectives of plans a person may choose from: those of their service or team, and of what stands above it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor, actors_of, units_with_parents
from accounts.models import Appointment
from edr.models import Review
from foundation.statements import written_once
from plans.models import Objective, PlanState
from plans.models.plan import RENEWED_DRAFT


def offered(review: Review, *, actor: Actor, today: date, chosen: int | None = None) -> QuerySet[Objective]:
    """The objectives that may be chosen for a review, for whoever writes it: of plans of the units of the person's
    posts and of those above them, that run in the review's year and that both may see; and the one ``chosen`` already.
    Two statements beside its own.
    """
    person = actor if actor.user and actor.user.pk == review.person_id else None
    if person is None:
        person = actors_of([review.person_id], today=today).get(review.person_id)
    units = _and_above({review.post.unit_id, *(unit for (unit,) in _units_of(review.person_id, today))})
    found = Objective.objects.shared_with(actor).within(units)
    if person is not None and person is not actor:
        found = found.shared_with(person)
    running = found.filter(plan__starts_on__lte=review.year.end, plan__ends_on__gte=review.year.start)
    running = running.exclude(plan__state=PlanState.CLOSED).exclude(RENEWED_DRAFT)
    if chosen:
        running = running | Objective.objects.filter(pk=chosen)
    return running.select_related("plan__level").order_by("-plan__level__position", "plan__title", "position", "ref")


@written_once
def _units_of(person: int, today: date) -> QuerySet[Any]:
    """Of the posts that the person holds, not as a deputy."""
    held = Appointment.objects.on(today).filter(user=person, is_deputy=False)
    return held.values_list("post__unit")


def _and_above(units: set[int]) -> frozenset[int]:
    parents = dict(units_with_parents())
    found: set[int] = set()
    for unit in units:
        above: int | None = unit
        while above is not None and above not in found:
            found.add(above)
            above = parents.get(above)
    return frozenset(found)
