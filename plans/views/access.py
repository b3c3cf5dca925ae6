"""Finding a plan and its parts: what a person may not know of is not found."""

from django.db.models import QuerySet

from foundation.request import Request
from foundation.statements import only, written_once
from plans.models import Milestone, Objective, Plan
from plans.permissions import check_known


def visible_plan(request: Request, ref: str) -> Plan:
    """The plan with its level, unit and owner. Raises Http404 for who may not know of it."""
    plan = only(_plans(ref))
    check_known(request.actor, plan)
    return plan


def visible_objective(request: Request, ref: str) -> Objective:
    """The objective with its plan, level, unit and owner. Raises Http404 for who may not know of it."""
    objective = only(_objectives(ref))
    check_known(request.actor, objective.plan)
    return objective


def visible_milestone(request: Request, ref: str) -> Milestone:
    """The milestone with its objective, plan, level, unit and owner. Raises Http404 for who may not know of it."""
    milestone = only(_milestones(ref))
    check_known(request.actor, milestone.objective.plan)
    return milestone


@written_once
def _plans(ref: str) -> QuerySet[Plan]:
    return Plan.objects.select_related(
        "level", "unit", "owner", "follows", "modelled_on", "reviewer", "sampled__by"
    ).filter(ref=ref)


@written_once
def _objectives(ref: str) -> QuerySet[Objective]:
    return Objective.objects.select_related("plan__level", "plan__unit", "owner", "merged_into").filter(ref=ref)


@written_once
def _milestones(ref: str) -> QuerySet[Milestone]:
    return Milestone.objects.select_related(
        "objective__plan__unit", "objective__plan__level", "objective__plan__owner", "owner__reports_to"
    ).filter(ref=ref)
