"""From the statuses of its parts to the status of a whole, by one of four named rules (rules.md 9.2 to 9.6).

The whole is an objective or a priority; its parts are the measures that serve it and the objectives that contribute to
it. What is not rated never counts for or against. Exact fractions throughout.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from foundation.words import counted, together
from indicators.rules.score import status_of
from indicators.rules.vocabulary import Status

ENOUGH = Fraction(1, 2)
"""So much of the weight has to be scored, or a basket is not rated (ours)."""

_BADNESS = (Status.RED, Status.AMBER, Status.GREEN)


class SummingRule(StrEnum):
    """How the whole is summed up. Values are stored and never renamed."""

    COUNTS = "counts"  # no status: how many of the measures are on target
    WORST = "worst"
    MAJORITY = "majority"
    BASKET = "basket"


RULE_WORDS = {
    SummingRule.COUNTS: "counts",
    SummingRule.WORST: "worst part",
    SummingRule.MAJORITY: "majority of parts",
    SummingRule.BASKET: "weighted basket",
}
"""What a rule is called: "near target by weighted basket"."""

RULE_MEANINGS = {
    SummingRule.COUNTS: "How many of the rated measures are on target; what is not rated is counted beside.",
    SummingRule.WORST: "As its worst rated part.",
    SummingRule.MAJORITY: "As most of its rated parts; near target where two are equally many.",
    SummingRule.BASKET: "The mean of its parts’ scores from 0 to 10 by weight: on target from 6.67, near it from 3.33.",
}


class Part(NamedTuple):
    """What a whole is made of: status, score from 0 to 10 (None: not scored), weight among its siblings (0 or more)."""

    status: Status
    score: Fraction | None = None
    weight: Fraction = Fraction(1)


class Summed(NamedTuple):
    """What comes of it. ``status`` is on, near or off target, or not rated. Of a basket: its ``score`` (None: nothing
    is scored), ``scored`` the share of the weight that has a score, ``shares`` of each part in the score (None: it has
    none).
    """

    rule: SummingRule
    status: Status
    counts: Counter[Status]
    parts: int
    score: Fraction | None = None
    scored: Fraction | None = None
    shares: tuple[Fraction | None, ...] = ()

    @property
    def rated(self) -> int:
        return sum(self.counts.values())


def summed(rule: SummingRule, parts: Sequence[Part]) -> Summed:
    """Sum up the parts. ValueError for counts, which give no status, and for a weight below 0."""
    counts = Counter(_plain(part.status) for part in parts if part.status.is_rated)
    match rule:
        case SummingRule.WORST:
            return Summed(rule, _worst(counts), counts, len(parts))
        case SummingRule.MAJORITY:
            return Summed(rule, _majority(counts), counts, len(parts))
        case SummingRule.BASKET:
            return _basket(parts, counts)
    raise ValueError("Counts give a share, not a status.")


def _plain(status: Status) -> Status:
    """What is better than its target is on it."""
    return Status.GREEN if status.is_met else status


def _worst(counts: Counter[Status]) -> Status:
    return next((status for status in _BADNESS if counts[status]), Status.NOT_RATED)


def _majority(counts: Counter[Status]) -> Status:
    most = max(counts.values(), default=0)
    if not most:
        return Status.NOT_RATED
    leading = [status for status in _BADNESS if counts[status] == most]
    return leading[0] if len(leading) == 1 else Status.AMBER


def _basket(parts: Sequence[Part], counts: Counter[Status]) -> Summed:
    if any(part.weight < 0 for part in parts):
        raise ValueError("A weight cannot be below 0.")
    whole = sum((part.weight for part in parts), Fraction(0))
    heard = sum((part.weight for part in parts if part.score is not None), Fraction(0))
    scored = heard / whole if whole else Fraction(0)
    if not heard:
        return Summed(SummingRule.BASKET, Status.NOT_RATED, counts, len(parts), None, scored, (None,) * len(parts))
    shares = tuple(part.weight / heard if part.score is not None else None for part in parts)
    score = sum((part.score * part.weight for part in parts if part.score is not None), Fraction(0)) / heard
    status = status_of(score) if scored >= ENOUGH else Status.NOT_RATED
    return Summed(SummingRule.BASKET, status, counts, len(parts), score, scored, shares)


def why_so(found: Summed) -> str:
    """How the status came about: "It scores 5.4 of 10; 82% of the weight was scored." """
    if found.rule is SummingRule.BASKET:
        return _of_basket(found)
    if not found.rated:
        return "None of its parts is rated." if found.parts else "It has no parts yet."
    split = together([f"{found.counts[status]:,} {word}" for status, word in _SPLIT if found.counts[status]])
    return f"{split}, of {counted(found.rated, 'rated part')}."


_SPLIT = ((Status.GREEN, "on target"), (Status.AMBER, "near target"), (Status.RED, "off target"))


def _of_basket(found: Summed) -> str:
    if not found.parts:
        return "It has no parts yet."
    if found.score is None:
        return "None of the weight was scored."
    told = f"It scores {score_words(found.score)} of 10; {scored_words(found)} of the weight was scored"
    return f"{told}." if found.status.is_rated else f"{told}, and less than half is too little to rate it."


def scored_words(found: Summed) -> str:
    """How much of the weight was scored, in whole per cent, never more than there is."""
    return f"{int((found.scored or Fraction(0)) * 100)}%"


def score_words(score: Fraction) -> str:
    """A score as printed: one decimal place, or two, cut off, where one would print it beyond a cut."""
    rounded = _tenths(score)
    return rounded if status_of(Fraction(rounded)) is status_of(score) else f"{int(score * 100) / 100:.2f}"


def percent_words(share: Fraction) -> str:
    """A part's share of a score in per cent, to one decimal place, halves up."""
    return f"{_tenths(share * 100)}%"


def _tenths(number: Fraction) -> str:
    """Rounded to one decimal place, halves up; numbers here are never below 0."""
    tenths = int(number * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"
