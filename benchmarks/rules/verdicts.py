"""What is said of a comparison: the trend of a gap, and where rating and rank contradict (rules.md, Benchmarks)."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from foundation.marks import Mark
from indicators.rules.vocabulary import Status

STEPS = 2
"""A gap moves once it has moved the same way so many times running: one step may be chance (ours)."""


class Trend(StrEnum):
    """How the gap to the median moves. Values stand in addresses of lists."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"
    SHORT = "short"


TREND_WORDS = {
    Trend.BETTER: "moving our way",
    Trend.WORSE: "moving against us",
    Trend.UNCLEAR: "no clear trend",
    Trend.SHORT: "too few periods",
}


class Callout(StrEnum):
    """A rating and a rank that contradict each other. Values stand in addresses of lists."""

    GREEN_BOTTOM = "green-bottom"
    RED_TOP = "red-top"


CALLOUT_WORDS = {
    Callout.GREEN_BOTTOM: "Met here, but in the bottom quartile of councils",
    Callout.RED_TOP: "Missed here, but in the top quartile of councils",
}
QUARTILE_WORDS = {1: "Top quartile", 2: "Second quartile", 3: "Third quartile", 4: "Bottom quartile"}
QUARTILE_MARKS = {
    1: Mark("top", QUARTILE_WORDS[1], "star", "blue"),
    2: Mark("second", QUARTILE_WORDS[2], "tick", "green"),
    3: Mark("third", QUARTILE_WORDS[3], "circle", "amber"),
    4: Mark("bottom", QUARTILE_WORDS[4], "triangle", "red"),
}


def trend_of(gaps: Sequence[Decimal | None]) -> Trend:
    """How the gap moves, from those of the last periods, the newest last (None: it is not known). Gaps are as
    ``ranking.gap`` has them: more is better.
    """
    last = gaps[-STEPS - 1 :]
    known = [each for each in last if each is not None]
    if len(known) <= STEPS:
        return Trend.SHORT
    steps = [after - before for before, after in pairwise(known)]
    if all(step > 0 for step in steps):
        return Trend.BETTER
    return Trend.WORSE if all(step < 0 for step in steps) else Trend.UNCLEAR


def callout_of(status: Status | None, quartile: int | None) -> Callout | None:
    """Met and yet in the bottom quartile, or red and yet in the top one; None where the two agree or one is missing."""
    if status is None:
        return None
    if status.is_met and quartile == max(QUARTILE_WORDS):
        return Callout.GREEN_BOTTOM
    return Callout.RED_TOP if status is Status.RED and quartile == min(QUARTILE_WORDS) else None
