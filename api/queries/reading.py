"""What tokens read that no page lists in this way: figures of many measures, targets of many years."""

from django.db.models import Prefetch, QuerySet

from accounts.actors import Actor
from accounts.models import Unit
from accounts.roles import Permission
from foundation.narrowing import within
from indicators.models import AnnualTarget, Indicator, Observation, PeriodTarget
from indicators.permissions import readable_figures
from plans.models import Link, Objective
from plans.models.plan import known_to


def figures_for(actor: Actor) -> QuerySet[Observation]:
    """The standing figures that a reader may open, with measure and service; by measure and period. What is only
    expected is there for who may read drafts.
    """
    found = Observation.objects.standing().select_related("indicator__service", "in_return__service")
    found = within(found, actor.reaches(Permission.COUNCIL_READ), "indicator__service")
    return found.filter(readable_figures(actor)).order_by("indicator__ref", "period")


def targets_of(actor: Actor) -> QuerySet[AnnualTarget]:
    """Targets of the measures that a reader may open, with those of their periods; by measure and year."""
    found = AnnualTarget.objects.select_related("indicator").prefetch_related(
        Prefetch("periods", queryset=PeriodTarget.objects.order_by("period"))
    )
    found = within(found, actor.reaches(Permission.COUNCIL_READ), "indicator__service")
    return found.order_by("indicator__ref", "year")


def objectives_for(actor: Actor) -> QuerySet[Objective]:
    """The objectives of the plans that a reader may open, none of private ones; each with ``up``, its links to those
    that it contributes to, the main one first, and its measures within reach.
    """
    up = Link.objects.filter(known_to(actor, "parent__plan__"), parent__plan__level__is_private=False)
    up = up.select_related("parent").order_by("-is_primary", "parent__ref")
    found = Objective.objects.visible_to(actor).not_private().select_related("plan", "owner", "merged_into")
    measures = within(Indicator.objects.order_by("ref"), actor.reaches(Permission.COUNCIL_READ), "service")
    return found.prefetch_related(
        Prefetch("upward", queryset=up, to_attr="up"), Prefetch("indicators", queryset=measures, to_attr="serving")
    ).order_by("ref")


def units_for(actor: Actor) -> QuerySet[Unit]:
    """The units that a reader may open, by name."""
    return within(Unit.objects.all(), actor.reaches(Permission.COUNCIL_READ), "pk").order_by("name", "pk")
