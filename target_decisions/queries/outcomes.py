"""What came of agreed targets."""

from indicators.judging.measure_row import status_words
from indicators.models import Indicator
from indicators.queries.targets import figure_text
from indicators.queries.year_results import YearResult, results_before
from plans.periods import Period


def result_of(indicator: Indicator, year: Period) -> YearResult:
    """The year's result, with or without a figure."""
    (found,) = results_before([indicator], year.start.year + 1, years=1)[indicator.pk]
    return found


def came_words(indicator: Indicator, year: Period) -> str:
    """ "91.2%, on target", or that there is no figure for the whole year."""
    found = result_of(indicator, year)
    if found.value is None:
        return f"No figure for the whole of {year.label}"
    return f"{figure_text(indicator, found.value)}, {status_words(found.status, found.bands)['word'].lower()}"
