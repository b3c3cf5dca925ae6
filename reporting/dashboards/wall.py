"""Every measure as one mark: a row for each priority, off target first, so that a whole council is seen at once."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from indicators.judging.council_statuses import Glance
from indicators.judging.scorecard import KEPT
from indicators.rules.moves import step
from reporting.dashboards.rows import glance_line
from reporting.dashboards.status_counts import GroupRow
from reporting.document import Count
from reporting.standing.marks import tile_words, wall_marks
from reporting.standing.tally import RATED_STATUSES, STANDING, status_counts, tally_of

LINE_TILES = 13
"""So many marks in a row, where there are too many for a wall of all: what a line holds where the page is widest."""


class Tile(NamedTuple):
    """A measure as its status's mark. ``moved`` is "better" or "worse" than the quarter before, or ""."""

    url: str
    words: str
    shape: str
    colour: str
    moved: str


class WallRow(NamedTuple):
    """One row: a group with its measures' marks. ``rest`` counts what has no mark of its own."""

    group: GroupRow
    rated: list[Tile]
    unrated: list[Tile]
    rest: list[Count]
    rest_count: int


def wall_row(group: GroupRow, found: Sequence[Glance], draw: Callable[[Glance], Tile], *, every: bool) -> WallRow:
    """The row of a group; ``draw`` makes a measure's mark. Not ``every``: key measures and those off target, as many as
    a line holds, the worst first.
    """
    ranked, left = wall_marks(found, every=every, most=LINE_TILES)
    return WallRow(
        group=group,
        rated=[draw(each) for each in ranked if each.status in RATED_STATUSES],
        unrated=[draw(each) for each in ranked if each.status not in RATED_STATUSES],
        rest=status_counts(tally_of(map(STANDING, left)), left[0].bands) if left else [],
        rest_count=len(left),
    )


@lru_cache(maxsize=KEPT)
def tile(glance: Glance, *, query: str, mark: str) -> Tile:
    """The mark of a measure; ``query`` and ``mark`` as for ``glance_line``."""
    line, moved = glance_line(glance, query=query, mark=mark), step(glance.was, glance.status)
    was = line.was["word"] if moved and line.was else ""
    return Tile(
        url=line.url,
        words=tile_words(line.name, line.ref, line.status["word"], line.stands, was),
        shape=line.status["shape"],
        colour=line.status["colour"],
        moved=moved,
    )
