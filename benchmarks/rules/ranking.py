"""Where a council stands among others: rank, quartile, median and gaps (rules.md, Benchmarks).

Everything starts from how far a figure falls short of the best: less is better, whichever way is good. A council
without a figure is counted among the councils, and has no rank.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from indicators.rules.vocabulary import Polarity

K = TypeVar("K")
QUARTERS = 4
"""Quartiles are told from so many councils on: of fewer, none is a quarter (ours)."""
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Aim:
    """Which figures are good. ``low`` and ``high`` bound what is best where that is a range; one point is both."""

    polarity: Polarity
    low: Decimal = _NOUGHT
    high: Decimal = _NOUGHT

    @property
    def is_ranked(self) -> bool:
        """Whether there is a better and a worse at all."""
        return self.polarity is not Polarity.NONE

    def shortfall(self, value: Decimal) -> Decimal:
        """How far it falls short: less is better. Inside the range, or on the planned point, it is nought. Where no way
        is good it is the figure turned round, so that gaps are told as higher and lower.
        """
        if self.polarity is Polarity.LOW:
            return value
        if self.polarity in (Polarity.RANGE, Polarity.PLAN):
            return max(self.low - value, value - self.high, _NOUGHT)
        return -value


class Place(NamedTuple):
    """The place of a council: councils with equal figures share the better rank. ``quartile`` 1 is the best, None of
    fewer than four councils.
    """

    rank: int
    reporting: int

    @property
    def quartile(self) -> int | None:
        return quartile_of(self.rank, self.reporting)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a group of councils. ``cuts`` are the last figures of the first, second and third quarter, the
    best quarter first; () where quartiles are not told.
    """

    councils: int
    reporting: int
    median: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    cuts: tuple[Decimal, ...] = ()

    @property
    def best_quartile(self) -> Decimal | None:
        """What a council has to reach to be in the best quarter."""
        return self.cuts[0] if self.cuts else None

    @property
    def words(self) -> str:
        """How many of the councils have a figure: "28 of 32 councils reporting"."""
        return f"{self.reporting} of {self.councils} council{'' if self.councils == 1 else 's'} reporting"


def quartile_of(rank: int, reporting: int) -> int | None:
    """The quarter of the ranks that a rank lies in: the first holds ranks up to a quarter of those reporting, and so
    on. So a council is in the best quarter when no more than a quarter of the councils reporting do as well.
    """
    return None if reporting < QUARTERS else -(-QUARTERS * rank // reporting)


def places(figures: Mapping[K, Decimal | None], aim: Aim) -> dict[K, Place]:
    """The place of each council that has a figure; of none where no way is good."""
    if not aim.is_ranked:
        return {}
    short = {key: aim.shortfall(value) for key, value in figures.items() if value is not None}
    ranks: dict[Decimal, int] = {}
    for number, each in enumerate(sorted(short.values()), start=1):
        ranks.setdefault(each, number)
    return {key: Place(ranks[each], len(short)) for key, each in short.items()}


def place_among(own: Decimal, others: Iterable[Decimal], aim: Aim) -> Place | None:
    """The place that a figure would have beside those of others; None where no way is good."""
    if not aim.is_ranked:
        return None
    mark, short = aim.shortfall(own), [aim.shortfall(value) for value in others]
    return Place(1 + sum(each < mark for each in short), 1 + len(short))


def summary_of(figures: Iterable[Decimal | None], aim: Aim) -> Summary:
    """All figures of a group, None for a council without one."""
    every = list(figures)
    found = sorted(value for value in every if value is not None)
    if not found:
        return Summary(len(every), 0)
    cuts: tuple[Decimal, ...] = ()
    if aim.is_ranked and len(found) >= QUARTERS:
        ordered = sorted(found, key=lambda value: (aim.shortfall(value), value))
        cuts = tuple(ordered[quarter * len(ordered) // QUARTERS - 1] for quarter in (1, 2, 3))
    return Summary(len(every), len(found), median_of(found), found[0], found[-1], cuts)


def median_of(ordered: list[Decimal]) -> Decimal:
    """The middle of figures in order; of an even number of them what lies halfway between the two in the middle."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def gap(own: Decimal, other: Decimal, aim: Aim) -> Decimal:
    """How much better the own figure is than another; negative for worse. In a range it is how much nearer. Where no
    way is good it is how much higher.
    """
    return aim.shortfall(other) - aim.shortfall(own)
