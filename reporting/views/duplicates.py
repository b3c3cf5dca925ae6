"""Two objectives or measures that may be the same, side by side, and what becomes of them."""

from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import check, needs
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.models import Objective
from reporting.changes import merging
from reporting.forms import MeasurePairForm, MergeBackForm, ObjectivePairForm
from reporting.models import PairKind
from reporting.queries.duplicates import (
    compare_measures,
    compare_objectives,
    merge_between,
    two_measures,
    two_objectives,
)
from reporting.views.thread import health_address

T = TypeVar("T")
INTRO = "What one says stands beside what the other says; where the two differ is marked."


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ)
def duplicate(request: Request, kind: str, one: str, other: str) -> HttpResponse:
    """The two side by side; who may change plans and measures decides."""
    if kind not in PairKind.values or one == other:
        raise Http404
    answer = _objectives if kind == PairKind.OBJECTIVE else _measures
    return answer(request, one, other)


def _objectives(request: Request, one: str, other: str) -> HttpResponse:
    pair = _both(two_objectives(one, other))
    merge = merge_between(*pair)
    by = _deciding(request, Permission.PLAN_EDIT)
    if merge:
        form = MergeBackForm(request.POST or None, cancel_url=health_address())
    else:
        form = ObjectivePairForm(request.POST or None, one=one, other=other, cancel_url=health_address())

    def decide() -> Done:
        if merge:
            why = form.cleaned_data["why"]
            merging.take_back_merge(by=by, at=request.now, merge=merge, why=why, on=request.today)
            return f"{merge.merged.ref} stands for itself again.", merge.merged
        return _decided(request, by, form, pair)

    context = {"rows": compare_objectives(*pair), "pair": pair, "merge": merge, "may_decide": by is not None}
    return form_page(request, _page("objectives", pair), form, decide, context)


def _measures(request: Request, one: str, other: str) -> HttpResponse:
    pair = _both(two_measures(one, other))
    by = _deciding(request, Permission.INDICATOR_EDIT)
    form = MeasurePairForm(request.POST or None, cancel_url=health_address())

    def decide() -> Done:
        merging.keep_apart(by=by, at=request.now, one=pair[0], other=pair[1], why=form.cleaned_data["why"])
        return f"{one} and {other} are told apart from now on.", health_address()

    retire = [(each.ref, reverse("indicators:indicator-retire", args=[each.ref])) for each in pair]
    context = {"rows": compare_measures(*pair), "pair": pair, "retire": retire, "may_decide": by is not None}
    return form_page(request, _page("measures", pair), form, decide, context)


def _decided(request: Request, by: Any, form: ObjectivePairForm, pair: list[Objective]) -> Done:
    one, other = pair
    why, given = form.cleaned_data["why"], {"by": by, "at": request.now}
    match form.cleaned_data["do"]:
        case "share":
            merging.share_objective(**given, one=one, other=other, on=request.today)
            return f"{one.ref} and {other.ref} are linked.", health_address()
        case "apart":
            merging.keep_apart(**given, one=one, other=other, why=why)
            return f"{one.ref} and {other.ref} are told apart from now on.", health_address()
        case choice:
            kept, merged = (one, other) if choice == "keep_one" else (other, one)
            merging.merge_objectives(**given, kept=kept, merged=merged, why=why, on=request.today)
            return f"{merged.ref} is part of {kept.ref} now.", kept


def _deciding(request: Request, permission: Permission) -> Any:
    """Who decides, None for a reader. Raises PermissionDenied where a reader sends a decision."""
    if request.method == "POST" or request.actor.may(permission):
        return check(request.actor, permission)
    return None


def _both(pair: list[T]) -> list[T]:
    if len(pair) < 2:
        raise Http404
    return pair


def _page(kinds: str, pair: list[Any]) -> FormPage:
    crumbs = [
        {"label": "Home", "url": reverse("home")},
        {"label": "Golden thread", "url": reverse("reporting:thread")},
        {"label": "Health", "url": health_address()},
    ]
    title = f"{pair[0].ref} and {pair[1].ref}: two {kinds} that may be the same"
    return FormPage(title, crumbs, heading=f"Two {kinds} that may be the same", intro=INTRO, template=TEMPLATE)


TEMPLATE = "reporting/duplicate.html"
