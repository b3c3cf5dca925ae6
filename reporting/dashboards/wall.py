"""Every measure as one mark: a row for each priority, off target first, so that a whole council is seen at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from foundation.measure_words import Bands
from indicators.judging.council_statuses import Glance
from indicators.judging.measure_row import status_words
from indicators.judging.scorecard import KEPT
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.charts import flow_svg, flow_words
from reporting.charts.flow import Stand
from reporting.dashboards.rows import glance_line
from reporting.dashboards.status_counts import MET_STATUSES, RATED_STATUSES, STANDING, status_counts, tally_of
from reporting.document import Count

MOST_TILES = 120
"""With more measures than these a wall shows key measures and those off target, and counts the rest."""

# Off target first; what is not rated after what is, in the statuses' own order.
_FIRST = (Status.RED, Status.AMBER, Status.GREEN, Status.EXCEEDING)
_PLACE = {status: place for place, status in enumerate((*_FIRST, *(each for each in Status if each not in _FIRST)))}


class Tile(NamedTuple):
    """A measure as its status's mark. ``moved`` is "better" or "worse" than the quarter before, or ""."""

    url: str
    words: str
    shape: str
    colour: str
    moved: str


class WallRow(NamedTuple):
    """One row. ``met`` says how many of the rated are on target, ``off`` how many are off it; ``rest`` counts what has
    no tile of its own.
    """

    name: str
    url: str
    rated: list[Tile]
    unrated: list[Tile]
    met: str
    off: int
    rest: list[Count]
    rest_count: int


def wall_row(name: str, url: str, found: Sequence[Glance], draw: Callable[[Glance], Tile], *, every: bool) -> WallRow:
    """A row of some measures; ``draw`` makes one's mark. Not ``every``: only key measures and those off target."""
    shown, left = list(found), []
    if not every:
        shown = [each for each in found if each.is_key or each.status is Status.RED]
        left = [each for each in found if not (each.is_key or each.status is Status.RED)]
    ranked = sorted(shown, key=lambda each: (_PLACE[each.status], each.ref))
    tally = tally_of(map(STANDING, found))
    rolled = tally.roll_up()
    return WallRow(
        name=name,
        url=url,
        rated=[draw(each) for each in ranked if each.status in RATED_STATUSES],
        unrated=[draw(each) for each in ranked if each.status not in RATED_STATUSES],
        met=f"{rolled.met} of {rolled.rated}" if rolled.rated else "none rated",
        off=tally.counts.get(Status.RED, 0),
        rest=status_counts(tally_of(map(STANDING, left)), left[0].bands) if left else [],
        rest_count=len(left),
    )


@lru_cache(maxsize=KEPT)
def tile(glance: Glance, *, query: str, mark: str) -> Tile:
    """The mark of a measure; ``query`` and ``mark`` as for ``glance_line``."""
    line, moved = glance_line(glance, query=query, mark=mark), moved_between(glance.was, glance.status)
    before = f"; it was {line.was['word'].lower()} the quarter before" if moved and line.was else ""
    return Tile(
        url=line.url,
        words=f"{line.name} ({line.ref}): {line.status['word'].lower()}, {line.stands}{before}",
        shape=line.status["shape"],
        colour=line.status["colour"],
        moved=moved,
    )


def moved_between(was: Status | None, status: Status) -> str:
    """ "better" or "worse" where both are rated and differ; "" otherwise."""
    if was not in RATED_STATUSES or status not in RATED_STATUSES or was == status:
        return ""
    return "worse" if _PLACE[status] < _PLACE[was] else "better"


class Picture(NamedTuple):
    """A picture as the text of an SVG, and what it shows in words."""

    svg: str
    words: str


def moved_picture(standings: Iterable[tuple[Status, Status | None]], bands: Bands, period: Period) -> Picture:
    """How many measures went from which status to which since the quarter before. ``standings``: now and before."""
    marks = [status_words(status, bands) for status in (Status.GREEN, Status.AMBER, Status.RED)]
    moves: Counter[tuple[int, int]] = Counter()
    for (now, was), measures in Counter(standings).items():
        moves[_stand_of(was), _stand_of(now)] += measures
    told = (
        moves,
        [*(Stand(mark["word"].lower(), mark["colour"]) for mark in marks), Stand("not rated", "missing")],
        period.previous().label,
        period.label,
    )
    return Picture(flow_svg(*told), flow_words(*told))


def _stand_of(status: Status | None) -> int:
    """Its place in the picture: on target or better, near, off, not rated."""
    if status in MET_STATUSES:
        return 0
    return 1 if status is Status.AMBER else 2 if status is Status.RED else 3
