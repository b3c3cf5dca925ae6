"""Plans, their objectives, and the units that all of it belongs to."""

from functools import partial
from typing import cast

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router

from accounts.roles import Permission
from api.queries.reading import objectives_for, units_for
from api.rules.scopes import Scope
from api.v1 import schemas
from api.v1.door import actor_of, caller_of
from api.v1.links import page_link
from api.v1.pages import Filters, OfService, PageOf, one_of, only_known, page_of
from foundation.narrowing import narrowed
from foundation.request import Request
from plans.models import Objective, Plan, PlanState
from plans.queries.plans import find_plans

router = Router(tags=["Plans"])
_STATES = ("current", *(state.value for state in PlanState))


class PlanFilters(OfService):
    words: str = Field("", max_length=100, description="In reference or title")
    state: str | None = Field(None, max_length=12, description="One of " + ", ".join(_STATES))


class ObjectiveFilters(OfService):
    plan: str | None = Field(None, max_length=20, description="The reference of its plan")


@router.get("/units", response=PageOf[schemas.Named], operation_id="list_units")
def list_units(request: HttpRequest, filters: Query[Filters]) -> dict[str, object]:
    """The units that the post may read, whose numbers the filter “service” takes."""
    only_known(request, Filters)
    return page_of(units_for(caller_of(request).actor), filters, partial(map, _unit))


@router.get("/plans", response=PageOf[schemas.Plan], operation_id="list_plans")
def list_plans(request: HttpRequest, filters: Query[PlanFilters]) -> dict[str, object]:
    """Plans that the post may read, by reference; none that is private to a person."""
    actor = actor_of(request, Scope.PLANS_READ)
    only_known(request, PlanFilters)
    state = one_of("state", filters.state, _STATES) if filters.state else ""
    given = {"words": filters.words, "unit_id": filters.service, "state": state}
    found = find_plans(actor=actor, today=cast(Request, request).today, **given)
    return page_of(found.not_private().order_by("ref"), filters, partial(map, _plan))


@router.get("/plans/{str:ref}", response=schemas.Plan, operation_id="read_plan")
def read_plan(request: HttpRequest, ref: str) -> schemas.Plan:
    """One plan."""
    actor = actor_of(request, Scope.PLANS_READ)
    found = find_plans(actor=actor, today=cast(Request, request).today).not_private().filter(ref=ref).first()
    if found is None:
        raise Http404
    return _plan(found)


@router.get("/objectives", response=PageOf[schemas.Objective], operation_id="list_objectives")
def list_objectives(request: HttpRequest, filters: Query[ObjectiveFilters]) -> dict[str, object]:
    """Objectives of the plans that the post may read, by reference, with what they contribute to."""
    actor = actor_of(request, Scope.PLANS_READ)
    only_known(request, ObjectiveFilters)
    found = narrowed(objectives_for(actor), plan__unit_id=filters.service, plan__ref=filters.plan)
    reads_all = actor.reaches(Permission.COUNCIL_READ) is None
    return page_of(found, filters, lambda rows: [_objective(each, reads_all) for each in rows])


def _unit(each: object) -> schemas.Named:
    return schemas.Named(id=each.pk, name=each.name)  # type: ignore[attr-defined]


def _plan(each: Plan) -> schemas.Plan:
    same = ("ref", "title", "state", "starts_on", "ends_on", "approved_on")
    return schemas.Plan(
        **{name: getattr(each, name) for name in same},
        level=each.level.name,
        unit=schemas.Named(id=each.unit_id, name=each.unit.name),
        owner=each.owner.title,
        objectives=each.objective_count,  # type: ignore[attr-defined]
        url=page_link(each.get_absolute_url()),
    )


def _objective(each: Objective, reads_all: bool) -> schemas.Objective:
    # Of what it became part of, a partner's page tells only that there is something.
    merged = each.merged_into.ref if each.merged_into and reads_all else ""
    return schemas.Objective(
        ref=each.ref,
        title=each.title,
        kind=each.kind,
        plan=each.plan.ref,
        owner=each.owner.title,
        contributes_to=[link.parent.ref for link in each.up],  # type: ignore[attr-defined]
        measures=[measure.ref for measure in each.serving],  # type: ignore[attr-defined]
        merged_into=merged,
        url=page_link(each.get_absolute_url()),
    )
