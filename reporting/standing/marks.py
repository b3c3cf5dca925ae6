"""Which measures a page or a paper shows, and in which order: on a wall, and of those off target."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from indicators.rules.moves import has_turned
from indicators.rules.vocabulary import RATED, Status

MOST_TILES = 120
"""With more measures than these a wall shows key measures and those off target, and counts the rest."""

# The worst first; what is not rated after what is, in the statuses' own order.
_PLACE = {
    status: place for place, status in enumerate((*reversed(RATED), *(each for each in Status if not each.is_rated)))
}


class Marked(Protocol):
    """What a wall has to know of a measure."""

    @property
    def status(self) -> Status: ...
    @property
    def ref(self) -> str: ...
    @property
    def is_key(self) -> bool: ...


M = TypeVar("M", bound=Marked)


def wall_marks(found: Iterable[M], *, every: bool, most: int | None = None) -> tuple[list[M], list[M]]:
    """The measures of a wall's row that have a mark of their own, the worst first, and those that are only counted.
    Not ``every``: key measures and those off target have one, no more than ``most`` of them (None: all).
    """
    ranked = sorted(found, key=lambda each: (_PLACE[each.status], each.ref))
    if every:
        return ranked, []
    own = [each for each in ranked if each.is_key or each.status is Status.RED]
    shown = {each.ref for each in own[:most]}
    return own[:most], [each for each in ranked if each.ref not in shown]


def off_target_place(was: Status | None, now: Status, ref: str, *, is_key: bool) -> tuple[bool, bool, str]:
    """What measures off target are sorted by: those that turned first, then key measures before others."""
    return not has_turned(was, now), not is_key, ref


def tile_words(name: str, ref: str, status: str, stands: str, was: str) -> str:
    """A mark's sentence. ``status`` and ``was`` are words, ``was`` "" where it did not move."""
    before = f"; it was {was.lower()} the quarter before" if was else ""
    return f"{name} ({ref}): {status.lower()}, {stands}{before}"
