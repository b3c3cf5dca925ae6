"""Which measures serve an objective or a priority: many linked at once, from its own page."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.request import Request
from foundation.words import counted
from indicators.changes.definitions import link_measures
from indicators.forms.definition_parts import ServingFilterForm, ServingForm
from indicators.models import Contribution, Indicator
from indicators.queries.definitions import fitting, ticked_rows
from indicators.views.definitions import filter_choices
from plans.models import Objective, PlanState

_SERVES = {True: "Yes", False: "No"}


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def objective_measures(request: Request, ref: str) -> HttpResponse:
    """The measures in use, with those that serve the objective; what is ticked is linked to it, or no longer."""
    open_ones = Objective.objects.not_private().filter(merged_into=None).exclude(plan__state=PlanState.CLOSED)
    objective = get_object_or_404(open_ones.select_related("plan"), ref=ref)
    filters = ServingFilterForm(request.GET, choices=filter_choices(None))
    listed = lists.listing(request, filters, _found(request, filters, objective), whole=None, noun="measure")
    measures = [(*told, _SERVES[serves]) for *told, serves in listed["page"]]
    form = ServingForm(request.POST or None, measures=[pk for pk, *_ in measures])
    if request.method == "POST" and form.is_valid():
        _link(request, objective, list(form.cleaned_data["chosen"]))
        return redirect(request.get_full_path())
    rows = ticked_rows(measures, form["chosen"].value() or ())
    context = {**listed, "rows": rows, "form": form, "objective": objective, "crumbs": _crumbs(objective)}
    return render(request, "indicators/objective_measures.html", context)


def _found(request: Request, filters: ServingFilterForm, objective: Objective) -> QuerySet[Any]:
    """What a ``TickRow`` shows of each, and whether it serves the objective; those that do first."""
    query = filters.query
    serving = query.pop("serving", "")
    found = fitting(reach=None, today=request.today, **query)
    linked = Exists(Contribution.objects.filter(indicator=OuterRef("pk"), objective=objective))
    found = found.annotate(serves=linked)
    if serving:
        found = found.filter(serves=serving == "yes")
    return found.order_by("-serves", "ref").values_list("pk", "ref", "name", "service__name", "serves")


def _link(request: Request, objective: Objective, chosen: list[Indicator]) -> None:
    serve = request.POST.get("do") != "off"
    number = link_measures(
        by=request.by, at=request.now, objective=objective, measures=chosen, serve=serve, on=request.today
    )
    left = len(chosen) - number
    said = f"{counted(number, 'measure')} {'linked to' if serve else 'taken off'} {objective.ref}."
    if left:
        said += f" {counted(left, 'measure')} {'served it already' if serve else 'did not serve it'}."
    messages.success(request, said)


def _crumbs(objective: Objective) -> list[dict[str, str]]:
    plans = {"label": "Plans", "url": reverse("plans:plan-list")}
    return [{"label": "Home", "url": reverse("home")}, plans,
            {"label": objective.ref, "url": objective.get_absolute_url()}]  # fmt: skip
