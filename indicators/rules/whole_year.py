"""What a whole year came to, and what was wanted of it, from its periods (rules.md 8)."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.rules.reading import EXACT
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Counting


def outturn(figures: Sequence[Decimal | None], counting: Counting) -> Decimal | None:
    """What the figures of a year's periods, in order, come to: of what is counted in each the total, of anything else
    the last. None where a figure that it needs is missing, and of none.
    """
    if counting is Counting.FLOW:
        return sum_of(figures)
    return figures[-1] if figures else None


def sum_of(figures: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None where one is missing, and of none."""
    total = Decimal(0)
    for figure in figures:
        if figure is None:
            return None
        total = EXACT.add(total, figure)
    return total if figures else None


def with_limits(aim: Target, parts: Sequence[Target | None], counting: Counting) -> Target:
    """The year's target with its explicit limits, from the targets of its periods, of which there is at least one: of
    what is counted in each the limits of all together, of anything else the last period's.
    """
    last = parts[-1]
    if last is None or (last.green_limit is None and last.red_limit is None):
        return aim
    greens, reds = [each and each.green_limit for each in parts], [each and each.red_limit for each in parts]
    return aim._replace(green_limit=outturn(greens, counting), red_limit=outturn(reds, counting))
