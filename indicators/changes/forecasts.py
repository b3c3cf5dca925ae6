"""What those who answer for a measure expect its year to end on."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values
from indicators.models import Indicator, OwnForecast
from indicators.rules.vocabulary import AMOUNTS
from plans.periods import Period


@transaction.atomic
def say_forecast(
    *, by: Actor, at: datetime, indicator: Indicator, year: Period, value: Decimal, basis: str, confidence: str
) -> OwnForecast:
    """What the year is expected to end on, in the measure's unit, beside what was said before. Raises ChangeRefused
    once the year is over, without a basis, and for a measure whose figures are no amounts.
    """
    if indicator.kind not in AMOUNTS:
        raise ChangeRefused("A forecast is a number, and figures of this measure are not.")
    if year.is_over(london_day(at)):
        raise ChangeRefused(f"The year {year.label} is over: enter its figure instead of a forecast.")
    if not basis.strip():
        raise ChangeRefused("Say what the forecast rests on, so that others can judge it.")
    values = {"value": value, "basis": basis.strip(), "confidence": confidence}
    said = OwnForecast.objects.create(indicator=indicator, year=year, said_by=by.user, said_at=at, **values)
    audit.record(
        by=by,
        at=at,
        action="forecast",
        thing=said,
        page=indicator,
        changes=first_values(said, {"year": year, **values}),
    )
    return said
