"""Which measures a page or a paper shows, and in which order: on a wall, and of those off target."""

from indicators.rules.moves import has_turned
from indicators.rules.vocabulary import RATED, Status

MOST_TILES = 120
"""With more measures than these a wall shows key measures and those off target, and counts the rest."""

# The worst first; what is not rated after what is, in the statuses' own order.
_PLACE = {
    status: place for place, status in enumerate((*reversed(RATED), *(each for each in Status if not each.is_rated)))
}


def wall_place(status: Status, ref: str) -> tuple[int, str]:
    """What the marks of a wall's row are sorted by."""
    return _PLACE[status], ref


def has_own_mark(status: Status, *, is_key: bool) -> bool:
    """Whether a measure has a mark of its own on a wall that cannot show them all."""
    return is_key or status is Status.RED


def off_target_place(was: Status | None, now: Status, ref: str, *, is_key: bool) -> tuple[bool, bool, str]:
    """What measures off target are sorted by: those that turned first, then key measures before others."""
    return not has_turned(was, now), not is_key, ref


def tile_words(name: str, ref: str, status: str, stands: str, was: str) -> str:
    """A mark's sentence. ``status`` and ``was`` are words, ``was`` "" where it did not move."""
    before = f"; it was {was.lower()} the quarter before" if was else ""
    return f"{name} ({ref}): {status.lower()}, {stands}{before}"
