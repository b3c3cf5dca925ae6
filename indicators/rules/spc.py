"""Signal and noise: XmR process limits, special causes and assurance (rules.md 5).

The method and its edge cases are those of the NHS "Making Data Count" reference implementation (NHSRplotthedots
0.2.2 with its defaults), so that a council's chart and an NHS partner's never disagree. Floats are used here, and
only here among the rules, because the reference uses them: a figure exactly on a limit must fall the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from indicators.rules.vocabulary import Assurance, Signal

Improvement = Literal["increase", "decrease", "neutral"]

FEWEST_FOR_VERDICT = 8
COMMON_CAUSE = "Common Cause"
_RUN = 7  # figures on one side of the mean, or all rising or all falling
_LIMIT = 2.66  # mean moving ranges from the mean to a process limit
_NEAR_LIMIT = 2 * (_LIMIT / 3)
_SCREEN = 3.267  # mean moving ranges from which one moving range is left out


@dataclass(frozen=True, slots=True)
class XmrPoint:
    """One figure: what was found of it, in the reference's words ("7 Points Above CL"), and what that means."""

    value: float
    special_cause: str
    signal: Signal


@dataclass(frozen=True, slots=True)
class Xmr:
    """A series with its process limits.

    ``lower`` and ``upper`` are None where there are none: fewer than two figures, or figures that never move.
    ``assurance`` is None without a target or a direction of improvement.
    """

    mean: float
    lower: float | None
    upper: float | None
    points: tuple[XmrPoint, ...]
    assurance: Assurance | None


def xmr(values: Sequence[Decimal] | Sequence[float], improvement: Improvement, target: float | None = None) -> Xmr:
    """Process limits and signals of a series in time, oldest first, without gaps (rules.md 5).

    Limits are worked out for any length; of fewer than ``FEWEST_FOR_VERDICT`` figures nothing should be shown.
    ValueError for an empty series.
    """
    if not values:
        raise ValueError("Process limits need at least one figure.")
    figures = [float(value) for value in values]
    mean = _mean(figures)
    spread = _screened_moving_range(figures)
    limits = _limits(mean, spread)
    lower, upper = limits or (None, None)
    causes = _special_causes(figures, mean, spread)
    points = (XmrPoint(figure, *found) for figure, found in zip(figures, _judged(causes, improvement), strict=True))
    return Xmr(mean, lower, upper, tuple(points), _assurance(limits, improvement, target))


def usual_limits(values: Sequence[Decimal]) -> tuple[float, float] | None:
    """The process limits of earlier figures, to check a new one against: a mistyped figure among them would widen its
    own limits. None for fewer than eight figures, or for figures that never move.
    """
    if len(values) < FEWEST_FOR_VERDICT:
        return None
    figures = [float(value) for value in values]
    return _limits(_mean(figures), _screened_moving_range(figures))


def _limits(mean: float, spread: float | None) -> tuple[float, float] | None:
    return None if spread is None else (mean - _LIMIT * spread, mean + _LIMIT * spread)


def _mean(figures: Sequence[float]) -> float:
    """The mean, rounded once: summed exactly, so that a figure equal to the mean is seen to be equal."""
    ratios = [figure.as_integer_ratio() for figure in figures]
    scale = max(denominator for _, denominator in ratios)  # all are powers of two
    return sum(numerator * (scale // denominator) for numerator, denominator in ratios) / (scale * len(figures))


def _screened_moving_range(figures: Sequence[float]) -> float | None:
    """The mean moving range without its outliers; None when there is none, or when nothing ever moved."""
    ranges = [abs(later - earlier) for earlier, later in pairwise(figures)]
    if not ranges:
        return None
    cut = _SCREEN * _mean(ranges)
    kept = [each for each in ranges if each < cut]
    return _mean(kept) if kept else None


def _special_causes(figures: Sequence[float], mean: float, spread: float | None) -> list[str]:
    """What is found of each figure. One figure can break several rules; the first in this order names it."""
    sides = [_sign(figure - mean) for figure in figures]
    limit, near_limit = (None, None) if spread is None else (_LIMIT * spread, _NEAR_LIMIT * spread)
    outside = [_is_beyond(figure, mean, limit) for figure in figures]
    near = [not out and _is_beyond(figure, mean, near_limit) for figure, out in zip(figures, outside, strict=True)]
    trends = _trends(figures)
    two_in_three = _two_in_three(near, sides)
    one_side = _runs(sides)
    causes = []
    for i, side in enumerate(sides):
        half = "Above" if side > 0 else "Below"
        if outside[i]:
            causes.append("Above UCL" if side > 0 else "Below LCL")
        elif trends[i]:
            causes.append(f"7 Point Trend ({trends[i]})")
        elif two_in_three[i]:
            causes.append(f"2 in 3 {half} CL")
        elif one_side[i]:
            causes.append(f"7 Points {half} CL")
        else:
            causes.append(COMMON_CAUSE)
    return causes


def _is_beyond(figure: float, mean: float, distance: float | None) -> bool:
    return distance is not None and (figure > mean + distance or figure < mean - distance)


def _runs(signs: Sequence[int]) -> list[bool]:
    """Which places belong to seven or more equal signs in a row; a sign of nought belongs to no run."""
    member = [False] * len(signs)
    for end in range(_RUN, len(signs) + 1):
        if set(signs[end - _RUN : end]) in ({1}, {-1}):
            member[end - _RUN : end] = [True] * _RUN
    return member


def _trends(figures: Sequence[float]) -> list[str]:
    """ "Increasing" or "Decreasing" for figures among seven that all rise or all fall, else "".

    A figure where two trends meet takes the direction of the later one.
    """
    moves = [_sign(later - earlier) for earlier, later in pairwise(figures)]
    member = [False] * len(figures)
    for start in range(len(moves) - _RUN + 2):
        if set(moves[start : start + _RUN - 1]) in ({1}, {-1}):
            member[start : start + _RUN] = [True] * _RUN
    directions = [""] * len(figures)
    for i, (is_member, continues) in enumerate(pairwise([*member, False])):
        if is_member:
            directions[i] = "Increasing" if moves[i if continues else i - 1] > 0 else "Decreasing"
    return directions


def _two_in_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Which figures near a limit stand among three in a row on one side of the mean, two of them near it."""
    member = [False] * len(near)
    for start in range(len(near) - 2):
        window = range(start, start + 3)
        if abs(sum(sides[i] for i in window)) == 3 and sum(near[i] for i in window) >= 2:
            for i in window:
                member[i] = near[i]
    return member


def _judged(causes: Sequence[str], improvement: Improvement) -> list[tuple[str, Signal]]:
    high, low = {
        "increase": (Signal.IMPROVEMENT, Signal.CONCERN),
        "decrease": (Signal.CONCERN, Signal.IMPROVEMENT),
        "neutral": (Signal.NEUTRAL_HIGH, Signal.NEUTRAL_LOW),
    }[improvement]
    judged = []
    for cause in causes:
        is_high = "Above" in cause or "Increasing" in cause
        judged.append((cause, Signal.COMMON_CAUSE if cause == COMMON_CAUSE else high if is_high else low))
    return judged


def _assurance(limits: tuple[float, float] | None, improvement: Improvement, target: float | None) -> Assurance | None:
    """Whether the limits lie wholly on one side of the target. A target on a limit, or no limits: inconsistent."""
    if target is None or improvement == "neutral":
        return None
    if limits is None or limits[0] <= target <= limits[1]:
        return Assurance.INCONSISTENT
    is_met = (target < limits[0]) == (improvement == "increase")
    return Assurance.CONSISTENT_PASS if is_met else Assurance.CONSISTENT_FAIL


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
