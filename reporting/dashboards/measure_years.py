"""What a measure's page shows of whole years that are over (rules.md 7)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from indicators.judging.judged import approved_value
from indicators.judging.measure_row import STEPS, value_words
from indicators.judging.outlook import own_of
from indicators.queries.outturns import made_words
from indicators.rules.vocabulary import Counting
from indicators.rules.whole_year import came_to, outturn
from indicators.workflow import FigureState
from plans.periods import Frequency, Period
from reporting.dashboards.measure import MeasureRead

SHOWN = 5


class YearOnPage(NamedTuple):
    """A year that is over: what it came to, "" where that is not known, and of what; ``url`` is the history of its own
    figure, "" where it has none.
    """

    year: str
    value: str
    said: str
    url: str


class YearsOnPage(NamedTuple):
    """The last years that are over, newest first. ``restate_url`` is "" for who may restate none."""

    rows: Sequence[YearOnPage]
    restate_url: str

    @property
    def is_shown(self) -> bool:
        return any(each.value or each.url for each in self.rows)


def years_on_page(read: MeasureRead, *, by: Actor) -> YearsOnPage:
    """What whole years came to, of a measure that is reported oftener. Asks the database nothing."""
    found = read.measured
    if found.definition.frequency == Frequency.YEAR:
        return YearsOnPage((), "")
    periods = [period for period, _, _ in found.series]
    last = found.period.year if found.period.end == found.period.year.end else found.period.year.previous()
    years = [year for back in range(SHOWN) if (year := last.previous(back)).end >= periods[0].end]
    may_restate = by.may(Permission.FIGURE_ENTER, read.indicator.service_id)
    url = reverse("indicators:outturn-create", args=[found.definition.ref]) if may_restate and years else ""
    return YearsOnPage([_row(read, year) for year in years], url)


def _row(read: MeasureRead, year: Period) -> YearOnPage:
    found, indicator = read.measured, read.indicator
    values = {period: approved_value(figure) for period, figure, _ in found.series}
    figures = [values.get(part) for part in year.parts(Frequency(indicator.frequency))]
    counting, own, stored = Counting(indicator.counting), own_of(found, year), found.stored.figures.get(year)
    made = outturn(figures, counting)
    value = came_to(own, figures, counting)
    said = f"Restated: {made_words(indicator, made)}" if own is not None else _made_of(read, made is not None)
    if stored is not None and stored.state == FigureState.SUBMITTED:
        said += "; a figure of the whole year awaits sign-off"
    is_read = stored is not None and read.may_read(stored.state)
    url = reverse("indicators:figure-history", args=[indicator.ref, year.key]) if is_read else ""
    return YearOnPage(year.label, "" if value is None else value_words(value, found), said, url)


def _made_of(read: MeasureRead, is_known: bool) -> str:
    step = STEPS[read.indicator.frequency]
    if not is_known:
        return f"Its {step}s are not all there"
    return f"Its {step}s added up" if read.indicator.counting == Counting.FLOW else f"Its last {step}"
