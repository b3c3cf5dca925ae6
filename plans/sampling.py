"""Which plans of a level are looked at this year, where not all can be: a rolling sample (A7, rules.md 20).

Pure: no Django and no clock. A year is named by the calendar year in which it starts. The same plans give the same
draw, whoever draws: what decides between plans that are alike is a lot that anybody can work out again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from foundation.words import counted
from plans.periods import split_year

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan of the year. ``last``: the year of the last plan of its line that was looked at, None for none; ``first``:
    the year of the first plan of its line. A line is a plan with those that it was started from.
    """

    key: int
    ref: str
    last: int | None
    first: int

    def comes_round(self, over: int) -> int:
        """The year in which it is looked at at the latest, where each is within ``over`` years."""
        return self.first + over - 1 if self.last is None else self.last + over


@dataclass(frozen=True, slots=True)
class Chosen:
    """A plan that was drawn, and why it and not another."""

    key: int
    why: str


def draw(
    candidates: Sequence[Candidate], *, year: int, over: int, plans: int, before: Collection[int] = ()
) -> list[Chosen]:
    """Those of the candidates that are looked at in a year, in the order in which they were drawn.

    One in ``over`` of the year's ``plans``, rounded up, less those chosen ``before``; and all that would otherwise not
    come round within ``over`` years, however many. Those never looked at come first, then the one looked at longest
    ago, and the lot decides between the rest.
    """
    waiting = _in_order((each for each in candidates if each.key not in set(before)), year)
    due = [each for each in waiting if each.comes_round(over) <= year]
    rest = [each for each in waiting if each.comes_round(over) > year]
    places = max(0, -(-plans // over) - len(before) - len(due))
    alike, left = Counter(map(_rank, rest)), {_rank(each) for each in rest[places:]}
    must = "every year" if over == 1 else f"within {over} years"
    return [
        *(Chosen(each.key, f"{_looked_at(each)}, and each comes round {must}") for each in due),
        *(Chosen(each.key, _why(each, alike[_rank(each)] if _rank(each) in left else 0)) for each in rest[:places]),
    ]


def lot(ref: str, year: int) -> str:
    """What decides between plans that are alike: the SHA-256 digest of year and reference, the lowest first."""
    return sha256(f"{year} {ref}".encode()).hexdigest()


def _in_order(candidates: Iterable[Candidate], year: int) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (_rank(each), lot(each.ref, year)))


def _rank(candidate: Candidate) -> int:
    return _NEVER if candidate.last is None else candidate.last


def _why(candidate: Candidate, alike: int) -> str:
    """``alike``: between how many the lot decided, 0 where it did not have to."""
    said = _looked_at(candidate)
    return f"{said}; drawn by lot from {counted(alike, 'plan')} alike" if alike else said


def _looked_at(candidate: Candidate) -> str:
    return "Never looked at" if candidate.last is None else f"Last looked at in {split_year(candidate.last)}"
