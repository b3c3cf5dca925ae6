"""What moved since the quarter before, as a picture."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from foundation.measure_words import Bands
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.charts import flow_svg, flow_words
from reporting.charts.flow import Stand
from reporting.dashboards.status_counts import MET_STATUSES, rated_marks


class Picture(NamedTuple):
    """A picture as the text of an SVG, and what it shows in words."""

    svg: str
    words: str


def moved_picture(standings: Iterable[tuple[Status, Status | None]], bands: Bands, period: Period) -> Picture:
    """How many measures went from which status to which since the quarter before. ``standings``: now and before."""
    moves: Counter[tuple[int, int]] = Counter()
    for (now, was), measures in Counter(standings).items():
        moves[_stand_of(was), _stand_of(now)] += measures
    told = (
        moves,
        [*(Stand(mark["word"].lower(), mark["colour"]) for mark in rated_marks(bands)), Stand("not rated", "missing")],
        period.previous().label,
        period.label,
    )
    return Picture(flow_svg(*told), flow_words(*told))


def _stand_of(status: Status | None) -> int:
    """Its place in the picture: on target or better, near, off, not rated."""
    if status in MET_STATUSES:
        return 0
    return 1 if status is Status.AMBER else 2 if status is Status.RED else 3
