"""Quarter by quarter: how priorities and measures stood in each quarter, as its reports said."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indicators.judging.judged import Measured
from indicators.judging.measure_row import measure_address
from plans.periods import Period
from reporting.dashboards.status_counts import group_address
from reporting.document import Count, Mark
from reporting.queries.filter_choices import Narrowing
from reporting.queries.released import Told
from reporting.standing.tally import share_words, told_tally

QUARTERS = 8


class Split(NamedTuple):
    """The cell of a group: how many of its measures had each status (rules.md 18), and the share on target."""

    counts: Sequence[Count]
    share: str


class HeatRow(NamedTuple):
    """A line. A quarter without a released report of it has no cell."""

    label: str
    url: str
    cells: Sequence[Split | Mark | None]


class HeatMap(NamedTuple):
    """``components/heat_map.html``."""

    caption: str
    columns: list[str]
    rows: list[HeatRow]


def heat_of_priorities(
    priorities: Sequence[Narrowing], released: Mapping[int, Mapping[Period, Sequence[Count]]], base: str
) -> HeatMap | None:
    """A line for each priority, over the last quarters with released reports; None before the first release.
    ``released``: see ``queries.released.released_counts``.
    """
    told = [released.get(each.pk, {}) for each in priorities]
    quarters = sorted({period for said in told for period in said})[-QUARTERS:]
    if not quarters:
        return None
    rows = []
    for each, said in zip(priorities, told, strict=True):
        cells = [_split(said[period]) if said.get(period) else None for period in quarters]
        address = f"{group_address('reporting:priority', each.ref)}{base}&tab=quarters"
        rows.append(HeatRow(each.name, address, cells))
    return HeatMap("Priorities by quarter, as reported at the time", [period.label for period in quarters], rows)


def heat_of_measures(measures: Sequence[Measured], told: Mapping[Period, Told], query: str) -> HeatMap | None:
    """The same with a line for each measure, each cell its status as it was reported."""
    quarters = sorted(told)[-QUARTERS:]
    if not quarters:
        return None
    rows = [
        HeatRow(
            each.definition.name,
            measure_address(each.definition.ref) + query,
            [told[period].get(each.definition.ref) for period in quarters],
        )
        for each in measures
    ]
    return HeatMap("Measures by quarter, as reported at the time", [period.label for period in quarters], rows)


def _split(said: Sequence[Count]) -> Split:
    rolled = told_tally(said).roll_up()
    return Split(said, f"{share_words(rolled)}: {rolled.met} of {rolled.rated} rated" if rolled.rated else "None rated")
