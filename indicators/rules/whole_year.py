"""What a whole year came to, and what was wanted of it: its own figure, else what its periods come to (rules.md 7)."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.rules.reading import EXACT
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Counting
from plans.periods import Frequency, Period


def outturn(figures: Sequence[Decimal | None], counting: Counting) -> Decimal | None:
    """What the figures of a year's periods, in order, come to: of what is counted in each the total, of anything else
    the last. None where a figure that it needs is missing, and of none.
    """
    if counting is Counting.FLOW:
        return sum_of(figures)
    return figures[-1] if figures else None


def came_to(own: Decimal | None, figures: Sequence[Decimal | None], counting: Counting) -> Decimal | None:
    """What a year came to: its own figure, as it was restated for the whole of it; without one, ``outturn``."""
    return outturn(figures, counting) if own is None else own


def is_whole_year(period: Period, frequency: str) -> bool:
    """Whether a figure of the period is the year's own, of a measure that is reported oftener than once a year."""
    return period.frequency is Frequency.YEAR and frequency != Frequency.YEAR


def sum_of(figures: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None where one is missing, and of none."""
    total = Decimal(0)
    for figure in figures:
        if figure is None:
            return None
        total = EXACT.add(total, figure)
    return total if figures else None


def aim_of_year(annual: Target, parts: Sequence[Target | None], counting: Counting) -> Target:
    """What is wanted of a whole year: its annual target (empty where there is none), with the explicit limits of its
    periods; without one, what the targets of its periods come to.

    Without a figure where its periods are not all set yet: until then the annual figure is that of the last that is. A
    level that is the same in all that are set is known all the same; so is a year of which no period is set.
    """
    known = [each for each in parts if each is not None]
    if not known:
        return annual
    is_counted = counting in (Counting.FLOW, Counting.CUMULATIVE)
    is_set = len(known) == len(parts) if is_counted else parts[-1] is not None
    level = annual if annual.has_figure else known[0]
    is_level = not is_counted and all(each[:3] == level[:3] for each in known)
    if not (is_set or is_level):
        return annual._replace(value=None, low=None, high=None)
    aim = annual if annual.has_figure else _sum_of_parts(annual, known, counting)
    return _with_limits(aim, parts, counting)


def _sum_of_parts(annual: Target, known: Sequence[Target], counting: Counting) -> Target:
    return annual._replace(
        value=outturn([each.value for each in known], counting),
        low=outturn([each.low for each in known], counting),
        high=outturn([each.high for each in known], counting),
    )


def _with_limits(aim: Target, parts: Sequence[Target | None], counting: Counting) -> Target:
    """The target with the explicit limits of its periods: of what is counted in each those of all together, of anything
    else the last period's.
    """
    greens, reds = [each and each.green_limit for each in parts], [each and each.red_limit for each in parts]
    return aim._replace(green_limit=outturn(greens, counting), red_limit=outturn(reds, counting))
