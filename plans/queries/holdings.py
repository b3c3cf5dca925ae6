"""What of plans hangs from units and posts. Private plans are their owner's alone: they are never handed over."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.holdings import Holding
from accounts.roles import Permission
from plans.models import ENDED, Milestone, Objective, Plan, PlanState, SectionTemplate, SupportRequest
from plans.workflow import BEFORE_APPROVAL

_CLOSED = "Closed plans, and what was theirs, stay as they were; private plans stay with their post."


def _plans(day: date) -> QuerySet[Any]:  # noqa: ARG001 - as every holding
    return Plan.objects.not_private().exclude(state=PlanState.CLOSED)


def _to_review(day: date) -> QuerySet[Any]:
    return _plans(day).filter(state__in=BEFORE_APPROVAL)


def _objectives(day: date) -> QuerySet[Any]:
    return Objective.objects.filter(plan__in=_plans(day))


def _milestones(day: date) -> QuerySet[Any]:
    return Milestone.objects.filter(objective__plan__in=_plans(day)).exclude(state__in=ENDED)


def _asked(day: date) -> QuerySet[Any]:
    found = SupportRequest.objects.filter(milestone__in=_milestones(day), answer="", closed_at=None)
    return found.select_related("milestone")


HOLDINGS = (
    Holding(
        model="plans.plan",
        field="unit",
        noun="plan",
        standing=_plans,
        stays=_CLOSED,
        goes_with="owner",
        told_as="plan",
    ),
    Holding(
        model="plans.sectiontemplate",
        field="unit",
        noun="question",
        how="asked of its plans",
        standing=lambda day: SectionTemplate.objects.filter(in_use=True, unit__isnull=False),  # noqa: ARG005
        stays="Questions that are asked no more stay with what they were asked of.",
    ),
    Holding(model="plans.plan", field="owner", noun="plan", how="as owner", standing=_plans, stays=_CLOSED),
    Holding(
        model="plans.plan",
        field="reviewer",
        noun="plan",
        how="to review",
        standing=_to_review,
        stays="Plans that were approved stay with who reviewed them.",
        needs=Permission.PLAN_EDIT,
        unit_path="unit",
    ),
    Holding(
        model="plans.objective", field="owner", noun="objective", how="as owner", standing=_objectives, stays=_CLOSED
    ),
    Holding(
        model="plans.milestone",
        field="owner",
        noun="milestone",
        how="as owner",
        standing=_milestones,
        stays="Finished milestones stay with who finished them.",
        needs=Permission.MILESTONE_UPDATE,
        unit_path="objective__plan__unit",
    ),
    Holding(
        model="plans.supportrequest",
        field="asked_of",
        noun="request",
        how="for help, to be answered",
        standing=_asked,
        stays="Requests for help that were answered or closed stay with whom they were put to.",
    ),
)
