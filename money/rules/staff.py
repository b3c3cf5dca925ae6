"""Who works on something: posts as full-time equivalents, never people (rules.md, Money)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from money.rules.variance import percent_of

_TYPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MOST = Decimal(10) ** 6
_NOUGHT, _TENTH = Decimal(0), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Staff:
    """Posts of a team or of many, in full-time equivalents: established, and filled. ``sickness`` is the days lost
    since April, None where no extract told of any.
    """

    established: Decimal = _NOUGHT
    in_post: Decimal = _NOUGHT
    sickness: Decimal | None = None

    def __add__(self, other: "Staff") -> "Staff":
        lost = [each.sickness for each in (self, other) if each.sickness is not None]
        return Staff(
            self.established + other.established, self.in_post + other.in_post, sum(lost, _NOUGHT) if lost else None
        )

    def part(self, percent: Decimal) -> "Staff":
        """So many per cent of it, not rounded: parts of a whole add up to it exactly."""
        share = percent / 100
        sickness = None if self.sickness is None else self.sickness * share
        return Staff(self.established * share, self.in_post * share, sickness)

    @property
    def vacant(self) -> Decimal:
        """How many posts are not filled; negative where more work than there are posts."""
        return self.established - self.in_post

    @property
    def said(self) -> str:
        """ "42.5 of 48.0 posts filled, 5.5 vacant, 11.5%", "all 12.0 posts filled"; "" of nothing."""
        if not self.established and not self.in_post:
            return ""
        if not posts(self.vacant).strip("0."):
            return f"all {posts(self.established)} posts filled"
        percent = percent_of(self.vacant, self.established)
        away = f"{posts(abs(self.vacant))} {'vacant' if self.vacant > 0 else 'more than established'}"
        filled = f"{posts(self.in_post)} of {posts(self.established)} posts filled, {away}"
        return filled if percent is None else f"{filled}, {percent}%"


def read_posts(text: str) -> Decimal:
    """Full-time equivalents, or days, as they stand in a file: "42.5", "1,204". ValueError, with what is accepted."""
    found = _TYPED.fullmatch("".join(text.split()))
    if found is None:
        raise ValueError("is no number of posts or days. Write a figure such as 42.5.")
    value = Decimal(found[0].replace(",", ""))
    if value.as_tuple().exponent < -2:  # type: ignore[operator]
        raise ValueError("has more than two decimal places. Round it to two.")
    if value >= _MOST:
        raise ValueError("is more than any council has. Check the decimal point.")
    return value


def posts(number: Decimal) -> str:
    """Full-time equivalents as they are printed: "42.5"."""
    return f"{number.quantize(_TENTH, rounding=ROUND_HALF_UP):,f}"


FEWEST = 5
"""Of a team with fewer posts filled, days lost to sickness would tell of a person."""


def told(established: Decimal, in_post: Decimal, sickness: Decimal | None) -> Staff:
    """A team as it may be told of: without the days lost to sickness where fewer than five posts are filled."""
    return Staff(established, in_post, sickness if in_post >= FEWEST else None)


def together(teams: Iterable[Staff]) -> Staff:
    """All of them; their order does not matter."""
    return sum(teams, Staff())
