"""The form of a year's own figure, where it differs from what its periods come to."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, form_page
from foundation.request import Request
from indicators.changes.outturns import restate_year
from indicators.forms.outturns import OutturnForm
from indicators.permissions import check_enter
from indicators.queries.outturns import WholeYear, years_over
from indicators.views.definitions import about_measure, visible_indicator

_TITLE = "What a year came to"
_INTRO = (
    "Where what the year came to is not what its periods say, because it was restated or audited. Once it is approved "
    "it stands for the year: in results of years, targets that look too easy, comparisons with other councils and what "
    "forecasts were worth. The periods stay as they are."
)


@require_http_methods(["GET", "POST"])
@signed_in
def outturn_create(request: Request, ref: str) -> HttpResponse:
    """Say what a year that is over came to."""
    indicator = visible_indicator(request, ref)
    by = check_enter(request.actor, indicator.service_id)
    years = [each for each in years_over(indicator, today=request.today) if each.is_open]
    if not years:
        raise Http404
    back = f"{indicator.get_absolute_url()}#years"
    initial = {"year": request.GET.get("year", years[0].year.key)}
    form = OutturnForm(request.POST or None, indicator=indicator, years=years, initial=initial, cancel_url=back)

    def restate() -> Done:
        restate_year(by=by, at=request.now, indicator=indicator, **form.said)
        history = reverse("indicators:figure-history", args=[ref, form.year.key])
        return f"What {form.year.label} came to waits for approval.", history

    return form_page(request, about_measure(indicator, _TITLE, _TITLE, _intro(years)), form, restate)


def _intro(years: Iterable[WholeYear]) -> str:
    """What it is for, with why one was sent back."""
    notes = [each.own.note_back for each in years if each.own is not None and each.own.note_back]
    return f"{_INTRO} Sent back: {notes[0]}" if notes else _INTRO
