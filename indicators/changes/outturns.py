"""The figure of a whole year of a measure that is reported oftener, where it differs from what its periods come to:
restated, or audited (rules.md 7). It waits for approval like any other.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from indicators.changes.figures import locked
from indicators.judging.figure_entry import FIGURE_FIELDS, FigureEntry, completed
from indicators.models import Indicator, Observation, Return
from indicators.queries.outturns import made_words, years_over
from indicators.queries.quarters import report_quarter
from indicators.rules.vocabulary import Standing, ValueKind
from indicators.workflow import FigureState
from plans.periods import Period

NO_RETURN = (
    "Nobody can be asked to approve it: no quarter of the service was opened here yet. Open one, or import the figure "
    "as it stood."
)


@transaction.atomic
def restate_year(
    *, by: Actor, at: datetime, indicator: Indicator, year: Period, entry: FigureEntry, reason: str
) -> Observation:
    """Say what a year came to, in place of what its periods come to; it waits for the approver in the return of the
    quarter in which the year was reported, or in the service's latest. One that was sent back is changed and proposed
    again. Raises ChangeRefused without a figure or a reason, for a year that is not over or has its own figure already,
    and where it says what the periods say.
    """
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    found = next((each for each in years_over(indicator, today=london_day(at)) if each.year == year), None)
    if found is None:
        raise ChangeRefused(f"{year.label} is no year of this measure that is over.")
    if not found.is_open:
        raise ChangeRefused(f"{year.label} has a figure of its own already. Revise that on its page.")
    if not reason.strip():
        raise ChangeRefused("Say why it is another figure: the reason is kept with it.")
    entry = replace(_completed(indicator, entry), standing=Standing.REVISED.value)
    if entry.value is None:
        raise ChangeRefused("Enter what the year came to.")
    if entry.value == found.made:
        raise ChangeRefused(f"That is what is known already: {made_words(indicator, found.made)}.")
    figure = locked([found.own.pk])[found.own.pk] if found.own else Observation(indicator=indicator, period=year)
    for name in FIGURE_FIELDS:
        setattr(figure, name, getattr(entry, name))
    figure.in_return = figure.in_return or _return_for(indicator, year, at)
    figure.state, figure.revision_reason, figure.note_back = FigureState.SUBMITTED.value, reason.strip()[:250], ""
    figure.entered_by, figure.entered_at = by.user, at
    figure.version += 1 if figure.pk else 0
    figure.save()
    audit.record(
        by=by, at=at, action="submitted", thing=figure, page=indicator,
        changes={year.label: (found.made, entry.value)}, why=reason.strip(),
    )  # fmt: skip
    return figure


def _completed(indicator: Indicator, entry: FigureEntry) -> FigureEntry:
    try:
        return completed(entry, has_parts=indicator.has_parts, kind=ValueKind(indicator.kind))
    except ValueError as error:
        raise ChangeRefused(str(error)) from error


def _return_for(indicator: Indicator, year: Period, at: datetime) -> Return:
    """Where its approver finds it."""
    returns = Return.objects.filter(service=indicator.service_id, opens_at__lte=at)
    quarter = report_quarter(year, lag=indicator.lag, frequency=indicator.frequency)
    found = returns.filter(period=quarter).first() or returns.order_by("-period").first()
    if found is None:
        raise ChangeRefused(NO_RETURN)
    return found
