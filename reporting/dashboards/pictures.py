"""Pictures of how measures stood: what moved since the quarter before, and quarter by quarter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from foundation.measure_words import Bands
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.charts import flow_svg, flow_words, stack_svg, stack_words
from reporting.charts.flow import Stand
from reporting.charts.stack import Column
from reporting.dashboards.status_counts import rated_marks
from reporting.document import Count
from reporting.standing.tally import MET_STATUSES, Tally, told_tally

QUARTERS = 12


class Picture(NamedTuple):
    """A picture as the text of an SVG, and what it shows in words."""

    svg: str
    words: str


def moved_picture(standings: Iterable[tuple[Status, Status | None]], bands: Bands, period: Period) -> Picture | None:
    """How many measures went from which status to which since the quarter before. ``standings``: now and before. None
    where there is no measure.
    """
    moves: Counter[tuple[int, int]] = Counter()
    for (now, was), measures in Counter(standings).items():
        moves[_stand_of(was), _stand_of(now)] += measures
    if not moves:
        return None
    told = (moves, _stands(bands), period.previous().label, period.label)
    return Picture(flow_svg(*told), flow_words(*told))


def quarters_picture(
    reported: Mapping[Period, Sequence[Count]], now: Tally, bands: Bands, period: Period
) -> Picture | None:
    """The quarter as it stands ``now`` after the quarters before it, as their reports said. None where no earlier
    quarter was reported.
    """
    before = sorted(each for each in reported if each < period)[1 - QUARTERS :]
    if not before:
        return None
    columns = [*(_column(each, told_tally(reported[each])) for each in before), _column(period, now)]
    return Picture(stack_svg(columns, _stands(bands)), stack_words(columns, _stands(bands)))


def _column(period: Period, tally: Tally) -> Column:
    found = Counter[int]()
    for status, measures in tally.counts.items():
        found[_stand_of(status)] += measures
    year, _, label = period.label.rpartition(" ")
    return Column(year, label, [found[place] for place in range(4)], tally.roll_up().share)


def _stands(bands: Bands) -> list[Stand]:
    return [
        *(Stand(mark["word"].lower(), mark["colour"]) for mark in rated_marks(bands)),
        Stand("not rated", "missing"),
    ]


def _stand_of(status: Status | None) -> int:
    """Its place in a picture: on target or better, near, off, not rated."""
    if status in MET_STATUSES:
        return 0
    return 1 if status is Status.AMBER else 2 if status is Status.RED else 3
