"""The pages of a priority, or any other objective of the thread, and of a service."""

from functools import partial

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.permissions import check_visible, needs
from accounts.queries.reorganisation import told_to
from accounts.roles import Permission
from foundation.request import Request
from indicators.judging.collection import collected
from indicators.judging.scorecard import definitions_in, definitions_of
from plans.models import Milestone, Objective
from plans.queries.milestones import in_time, milestones_of_unit
from reporting.dashboards.home_block import Action
from reporting.queries.measures_of_objectives import all_beneath
from reporting.views.group_page import GroupPage, narrowed_response
from risks.queries.risks import risks_about, risks_of_unit


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def priority(request: Request, ref: str) -> HttpResponse:
    """A priority in a quarter: the measures and milestones that serve it or anything beneath it."""
    objective = get_object_or_404(Objective.objects.not_private().select_related("plan"), ref=ref)
    check_visible(request.actor, objective.plan.unit_id)
    return narrowed_response(request, _priority(request, objective))


def _priority(request: Request, objective: Objective) -> GroupPage:
    beneath = all_beneath([objective.pk])[objective.pk]
    objectives, measures = beneath.objectives, beneath.measures
    reach, kind = request.actor.reaches(Permission.COUNCIL_READ), objective.get_kind_display()
    which = Q(pk__in=measures) if reach is None else Q(pk__in=measures, service__in=reach)
    steps = Milestone.objects.not_private().within(reach).filter(objective__in=objectives)
    return GroupPage(
        key=("objective", objective.pk),
        name=objective.title,
        caption=kind,
        description=objective.description,
        measures=lambda period: definitions_of(collected(period).filter(which), period),
        nothing=f"No measure serves this {kind.lower()} yet.",
        reported=("subject_id", objective.pk),
        milestones=lambda: in_time(steps),
        risks=lambda: risks_about(actor=request.actor, objectives=objectives),
        actions=_actions(request, objective),
    )


def _actions(request: Request, objective: Objective) -> list[Action]:
    found = [Action("See its thread", reverse("reporting:thread-node", args=[objective.ref]), secondary=True)]
    if request.actor.may(Permission.INDICATOR_EDIT) and objective.is_worked_on:
        place = reverse("indicators:objective-measures", args=[objective.ref])
        found.append(Action("Choose its measures", place, secondary=True))
    return found


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def service(request: Request, pk: int) -> HttpResponse:
    """A service in a quarter: how its measures and milestones are doing."""
    unit = get_object_or_404(Unit, pk=pk)
    check_visible(request.actor, unit.pk)
    return narrowed_response(request, _service(request, unit))


def _service(request: Request, unit: Unit) -> GroupPage:
    return GroupPage(
        key=("service", unit.pk),
        name=unit.name,
        caption="Service",
        measures=partial(definitions_in, unit.pk),
        nothing="No measure belongs to this service yet.",
        reported=("unit_id", unit.pk),
        milestones=partial(milestones_of_unit, unit.pk),
        risks=partial(risks_of_unit, unit.pk, actor=request.actor),
        without=("service",),
        actions=_of_service(request, unit),
        told=told_to(request.actor.reaches(Permission.COUNCIL_READ), unit),
    )


def _of_service(request: Request, unit: Unit) -> list[Action]:
    """The way to what people say of it, to its value for money, and to the returns for who enters its figures."""
    said = f"{reverse('feedback:record-list')}?unit={unit.pk}"
    found = [
        Action("What people say", said, secondary=True),
        Action("Value for money", reverse("reporting:value", args=[unit.pk]), secondary=True),
    ]
    if request.actor.may(Permission.FIGURE_ENTER, unit.pk):
        found.append(Action("Returns", reverse("indicators:return-list"), secondary=True))
    return found
