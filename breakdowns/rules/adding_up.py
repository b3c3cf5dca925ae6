"""Whether the groups of a breakdown add up to the measure's own figure.

Source: rules.md 13, C6. Counts add up as they are; percentages and averages by their numerators and denominators. How
much rounding may explain is *ours* (docs/rules.md, 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.reading import EXACT

_HALF = Decimal("0.5")
FIELDS = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A figure with its parts, each None where there is none. ``is_absent``: somebody said why there is none."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_absent: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.is_absent and self.value is None


@dataclass(frozen=True, slots=True)
class Sum:
    """One of the numbers that have to add up (a name of ``FIELDS``): what the groups come to, and the measure's own,
    None where it is not entered. ``may_differ`` is what rounding explains; ``is_whole`` False: groups are missing, so
    that the groups may come to less.
    """

    name: str
    groups: Decimal
    total: Decimal | None
    may_differ: Decimal = Decimal(0)
    is_whole: bool = True

    @property
    def difference(self) -> Decimal:
        """By how much the groups come to more than the measure; 0 where there is nothing to compare."""
        return Decimal(0) if self.total is None else EXACT.subtract(self.groups, self.total)

    @property
    def is_wrong(self) -> bool:
        over = self.difference
        return over > self.may_differ or (self.is_whole and -over > self.may_differ)


def sums_of(total: Numbers, groups: Sequence[Numbers], *, has_parts: bool, decimals: int) -> list[Sum]:
    """What has to add up, numerators and denominators or values, with the running totals of what is entered so far.

    Numbers entered as parts are counts, and add up exactly. Values with decimals were rounded, each by up to half of
    the last: so may their sum be, and the total.
    """
    names = ("numerator", "denominator") if has_parts else ("value",)
    rounded = 0 if has_parts or decimals == 0 else len(groups) + 1
    slack = EXACT.multiply(Decimal(rounded), _HALF.scaleb(-decimals))
    is_whole = all(not each.is_blank and not each.is_absent for each in groups)
    found = []
    for name in names:
        typed = [getattr(each, name) for each in groups if getattr(each, name) is not None]
        found.append(Sum(name, sum(typed, Decimal(0)), getattr(total, name), slack, is_whole))
    return found
