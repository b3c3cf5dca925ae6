"""The form of what those who answer for a measure expect its year to end on."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, form_page
from foundation.request import Request
from indicators.changes.forecasts import say_forecast
from indicators.forms.forecasts import ForecastForm
from indicators.permissions import check_recover
from indicators.rules.vocabulary import AMOUNTS
from indicators.views.definitions import about_measure, visible_indicator
from plans.periods import Frequency, YearBasis, containing

_INTRO = (
    "It stands beside what is worked out from the figures; neither replaces the other. Each forecast is kept, and held "
    "against what the year ended on."
)


@require_http_methods(["GET", "POST"])
@signed_in
def forecast_create(request: Request, ref: str) -> HttpResponse:
    """What this year of the measure is expected to end on."""
    indicator = visible_indicator(request, ref)
    by = check_recover(request.actor, indicator)
    if indicator.kind not in AMOUNTS:
        raise Http404
    year = containing(request.today, Frequency.YEAR, YearBasis(indicator.year_basis))
    back = f"{indicator.get_absolute_url()}#outlook"
    form = ForecastForm(request.POST or None, indicator=indicator, year=year, cancel_url=back)

    def say() -> Done:
        say_forecast(by=by, at=request.now, indicator=indicator, year=year, **form.cleaned_data)
        return "Your forecast is saved.", back

    title = f"Forecast for {year.label}"
    return form_page(request, about_measure(indicator, title, title, _INTRO), form, say)
