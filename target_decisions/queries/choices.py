"""What a proposal may name: plans and measures near its own measure, as the choices of a list."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import Contribution, Indicator
from plans.models import Plan, PlanState

NOTHING = 0  # no key is


def plan_choices(indicator: Indicator, *, actor: Actor, held: int | None) -> list[tuple[int, str]]:
    """Plans of the measure's service and of those that its objectives are in, still open and not private; and the one
    that is ``held`` already.
    """
    near = (indicator.pk, indicator.service_id, held or NOTHING)
    return asked_of(_plans, *near, within=actor.reaches(Permission.COUNCIL_READ))


def measure_choices(indicator: Indicator, *, actor: Actor, held: int | None) -> list[tuple[int, str]]:
    """Measures of the same service, and of the same objectives; and the one that is ``held`` already."""
    near = (indicator.pk, indicator.service_id, held or NOTHING)
    found = asked_of(_measures, *near, within=actor.reaches(Permission.COUNCIL_READ))
    return [(pk, f"{ref} {name}") for pk, ref, name in found]


@written_once
def _plans(measure: int, service: int, held: int, *units: int) -> QuerySet[Any]:
    near = Q(unit=service) | Q(objectives__contributions__indicator=measure)
    known = Plan.objects.shared_within(units)
    found = known.filter((near & ~Q(state=PlanState.CLOSED)) | Q(pk=held)).distinct().order_by("title")
    return found.values_list("pk", "title")


@written_once
def _measures(measure: int, service: int, held: int, *units: int) -> QuerySet[Any]:
    served = Contribution.objects.filter(indicator=measure).values("objective")
    near = Q(service=service) | Q(contributions__objective__in=served)
    known = one_of_these(Indicator.objects.all(), "service", units)
    found = known.filter(near | Q(pk=held)).exclude(pk=measure).distinct().order_by("ref")
    return found.values_list("pk", "ref", "name")
