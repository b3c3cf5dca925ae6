"""The description of what other systems may ask, for whoever links one."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import signed_in
from accounts.roles import Permission
from api.v1.reference import Operation, operations
from api.v1.routes import description
from api.views.navigation import crumbs, tabs
from foundation.memo import memo
from foundation.request import Request


@require_safe
@signed_in
def reference(request: Request) -> HttpResponse:
    """Every address with what it takes and answers; ``?download=json`` is the same as OpenAPI."""
    if request.GET.get("download") == "json":
        answer = JsonResponse(description())
        answer["Content-Disposition"] = 'attachment; filename="openapi.json"'
        return answer
    administers = request.actor.may(Permission.ORGANISATION_EDIT)
    context = {"groups": _groups(), "about": description()["info"]["description"]}
    context |= {"tabs": tabs(request) if administers else [], "crumbs": crumbs() if administers else []}
    return render(request, "api/reference.html", context)


@memo(1, why="it is made of the code alone")
def _groups() -> list[tuple[str, list[Operation]]]:
    return list(operations(description()).items())
