"""Many measures given to another owner, or put into a set, at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.request import Request
from foundation.words import counted
from indicators.changes.definitions import change_measures
from indicators.forms.definitions import IndicatorFilterForm
from indicators.forms.many_measures import ManyMeasuresForm
from indicators.queries.definitions import fitting, ticked_rows
from indicators.views.definitions import filter_choices
from indicators.views.navigation import crumbs


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def measures_change(request: Request) -> HttpResponse:
    """The measures that fit the filters; what is chosen beneath is changed of those that are ticked."""
    filters = IndicatorFilterForm(request.GET, choices=filter_choices(None))
    found = fitting(reach=None, today=request.today, **filters.query).order_by("ref")
    shown = found.values_list("pk", "ref", "name", "service__name", "owner__title")
    listed = lists.listing(request, filters, shown, whole=None, noun="measure")
    measures = list(listed["page"])
    form = ManyMeasuresForm(request.POST or None, measures=[pk for pk, *_ in measures], actor=request.actor)
    if request.method == "POST" and form.is_valid():
        _change(request, form)
        return redirect(request.get_full_path())
    rows = ticked_rows(measures, form["chosen"].value() or ())
    context = {**listed, "rows": rows, "form": form, "crumbs": crumbs()}
    return render(request, "indicators/measures_change.html", context)


def _change(request: Request, form: ManyMeasuresForm) -> None:
    data, chosen = form.cleaned_data, list(form.cleaned_data["chosen"])
    number = change_measures(
        by=request.by, at=request.now, measures=chosen, values=form.posts, joins=data["joins"], leaves=data["leaves"],
        why=data["why"],
    )  # fmt: skip
    left = len(chosen) - number
    said = f"{counted(number, 'measure')} changed."
    messages.success(request, f"{said} {counted(left, 'measure')} stood like that already." if left else said)
