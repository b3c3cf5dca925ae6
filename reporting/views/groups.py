"""The pages of a priority, or any other objective of the thread, and of a service."""

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
from plans.models import Milestone, Objective
from reporting.dashboards.home_block import Action
from reporting.queries.measures_of_objectives import beneath
from reporting.views.group_page import GroupPage, narrowed_response
from risks.queries.risks import risks_about


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def priority(request: Request, ref: str) -> HttpResponse:
    """A priority in a quarter: the measures and milestones that serve it or anything beneath it."""
    objective = get_object_or_404(Objective.objects.not_private().select_related("plan"), ref=ref)
    check_visible(request.actor, objective.plan.unit_id)
    objectives, measures = beneath(objective.pk)
    reach, kind = request.actor.reaches(Permission.COUNCIL_READ), objective.get_kind_display()
    subject = GroupPage(
        key=("objective", objective.pk),
        name=objective.title,
        caption=kind,
        description=objective.description,
        which=Q(pk__in=measures) if reach is None else Q(pk__in=measures, service__in=reach),
        nothing=f"No measure serves this {kind.lower()} yet.",
        reported=("subject_id", objective.pk),
        milestones=Milestone.objects.not_private().within(reach).filter(objective__in=objectives),
        risks=risks_about(actor=request.actor, objectives=objectives),
        actions=[Action("See its thread", reverse("reporting:thread-node", args=[ref]), secondary=True)],
    )
    return narrowed_response(request, subject)


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
        which=Q(stood_in=unit.pk),
        nothing="No measure belongs to this service yet.",
        reported=("unit_id", unit.pk),
        milestones=Milestone.objects.not_private().filter(objective__plan__unit=unit),
        risks=risks_about(actor=request.actor, units=[unit.pk]),
        without=("service",),
        actions=_returns(request, unit),
        told=told_to(request.actor.reaches(Permission.COUNCIL_READ), unit),
    )


def _returns(request: Request, unit: Unit) -> list[Action]:
    """The way to the returns, for who enters the service's figures."""
    may = request.actor.may(Permission.FIGURE_ENTER, unit.pk)
    return [Action("Returns", reverse("indicators:return-list"), secondary=True)] if may else []
