"""How objectives and priorities are summed up: the choices of the performance team, and the weights of parts."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from indicators.changes import summing as changes
from indicators.forms.summing import SummingRuleForm, WeightsForm, WeightsRemoveForm
from indicators.judging.summing import parts_of
from indicators.models import WeightSet
from indicators.queries.summing import choice_rows, held_by, year_after
from indicators.views.navigation import crumbs, indicator_tabs
from plans.models import Level, Objective
from plans.permissions import check_edit
from plans.queries.thread import load_thread
from plans.views.access import visible_objective
from plans.views.navigation import crumbs as plan_crumbs

CHOOSING = (
    "Counts stay beside every status, whatever you choose. Quarters that ended before the day keep the rule that they "
    "had."
)
REMOVING = "Weights by which a quarter that is over was summed up cannot be removed, only be given an earlier last day."
WEIGHING = (
    "Weights are relative: 3 and 1 count as 75 and 25 per cent. A part with 0 does not count. What has no figure drops "
    "out, and the others share its weight."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def summing_list(request: Request) -> HttpResponse:
    """By which rule the objectives of each level are summed up, and which objectives have a rule of their own."""
    levels, objectives = choice_rows(actor=request.actor, today=request.today)
    context = {
        "levels": levels,
        "objectives": objectives,
        "tabs": indicator_tabs(request, "summing-list"),
        "may_edit": request.actor.may(Permission.RULE_EDIT),
    }
    return render(request, "indicators/summing_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def summing_level(request: Request, pk: int) -> HttpResponse:
    """Choose how the objectives of a level of plans are summed up."""
    level = get_object_or_404(Level, pk=pk, is_private=False)
    return _choose(request, level, "How a level is summed up", level.name)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def summing_objective(request: Request, ref: str) -> HttpResponse:
    """Choose how one objective or priority is summed up."""
    objective = _openly_known(request, ref)
    return _choose(request, objective, "How an objective is summed up", str(objective))


@require_http_methods(["GET", "POST"])
@signed_in
def weights_create(request: Request, ref: str) -> HttpResponse:
    """Say how much each part of an objective weighs. With ``?after=`` the form begins with weights that end, for the
    year that follows them.
    """
    objective = _openly_known(request, ref)
    by, address = check_edit(request.actor, objective.plan), objective.get_absolute_url()
    parts, taken = parts_of(objective, thread=load_thread()), _taken_over(request, objective)
    form = WeightsForm(request.POST or None, parts=parts, cancel_url=address, **taken)

    def create() -> Done:
        changes.create_weights(by=by, at=request.now, objective=objective, details=_details(form))
        return "The weights are saved.", address

    return form_page(request, _weights_page("Set weights", objective), form, create)


@require_http_methods(["GET", "POST"])
@signed_in
def weights_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Change the weights of an objective's parts, or the days from which and to which they count."""
    objective = _openly_known(request, ref)
    by, address = check_edit(request.actor, objective.plan), objective.get_absolute_url()
    weights = get_object_or_404(WeightSet, pk=pk, objective=objective)
    form = _edit_form(request, objective, weights, address)

    def edit() -> Done:
        version = form.cleaned_data["version"]
        changes.edit_weights(by=by, at=request.now, weights=weights, version=version, details=_details(form))
        return "The weights are saved.", address

    return form_page(request, _weights_page("Change weights", objective), form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def weights_remove(request: Request, ref: str, pk: int) -> HttpResponse:
    """Remove weights on which nothing rests yet."""
    objective = _openly_known(request, ref)
    by, address = check_edit(request.actor, objective.plan), objective.get_absolute_url()
    weights = get_object_or_404(WeightSet, pk=pk, objective=objective)
    form = WeightsRemoveForm(request.POST or None, cancel_url=address)

    def remove() -> Done:
        changes.remove_weights(by=by, at=request.now, weights=weights, why=form.cleaned_data["why"])
        return f"The weights {weights.span} are removed.", address

    here, intro = plan_crumbs(objective.plan, objective), f"Those that count {weights.span}. {REMOVING}"
    return form_page(request, FormPage("Remove weights", here, caption=str(objective), intro=intro), form, remove)


def _taken_over(request: Request, objective: Objective) -> dict[str, Any]:
    """What the form of new weights begins with: those that are named and end, for the year after; else nothing."""
    asked = request.GET.get("after")
    weights = next((each for each in objective.weight_sets.all() if str(each.pk) == asked), None) if asked else None
    days = year_after(weights) if weights else None
    # What is no part any more is not taken over: it would count on unseen.
    return {"held": held_by(weights), "days": days, "keeps": False} if weights and days else {}


def _edit_form(request: Request, objective: Objective, weights: WeightSet, address: str) -> WeightsForm:
    return WeightsForm(
        request.POST or None,
        parts=parts_of(objective, thread=load_thread()),
        held=held_by(weights),
        days=(weights.starts_on, weights.ends_on),
        version=weights.version,
        cancel_url=address,
    )


def _details(form: WeightsForm) -> changes.WeightDetails:
    data = form.cleaned_data
    return changes.WeightDetails(starts_on=data["starts_on"], ends_on=data["ends_on"], weights=form.weights())


def _choose(request: Request, of: Level | Objective, title: str, name: str) -> HttpResponse:
    address = reverse("indicators:summing-list") if isinstance(of, Level) else of.get_absolute_url()
    form = SummingRuleForm(request.POST or None, follows_level=isinstance(of, Objective), cancel_url=address)

    def choose() -> Done:
        changes.choose_rule(by=request.by, at=request.now, of=of, **form.chosen())
        return f"How {name} is summed up is saved.", address

    here = crumbs(("Summing up", reverse("indicators:summing-list")))
    page = FormPage(title, here, caption=name, intro=CHOOSING)
    return form_page(request, page, form, choose)


def _weights_page(title: str, objective: Objective) -> FormPage:
    return FormPage(title, plan_crumbs(objective.plan, objective), caption=str(objective), intro=WEIGHING)


def _openly_known(request: Request, ref: str) -> Objective:
    """The objective, as for its own page. Raises Http404 also for one of a private plan, which is not in the thread."""
    objective = visible_objective(request, ref)
    if objective.plan.level.is_private:
        raise Http404
    return objective
