"""Money on its way up the golden thread: from lines by shares to objectives, and by primary links to priorities.

No pound is counted twice: the shares of a line come to 100% at most, and an objective has one primary link upward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from money.rules.amounts import in_words
from money.rules.cost import Cost
from money.rules.staff import Staff
from money.rules.variance import Figures, percent_of

WHOLE = Decimal(100)
Money = TypeVar("Money", Figures, Cost, Staff)


@dataclass(frozen=True, slots=True)
class Share:
    """So many per cent of a line serve an objective (keys)."""

    line: int
    objective: int
    percent: Decimal


def faults_of(percents: Sequence[Decimal]) -> list[str]:
    """What keeps these from being the shares of one line, a sentence each."""
    faults = []
    if any(not 0 < each <= WHOLE for each in percents):
        faults.append("Each share must be more than 0 and at most 100 per cent.")
    if (whole := sum(percents, Decimal(0))) > WHOLE:
        faults.append(f"The shares come to {whole.normalize():f}%. Lower some: a line has 100% to share.")
    return faults


def by_objective(lines: Mapping[int, Money], shares: Iterable[Share]) -> dict[int, Money]:
    """What each objective costs by itself. Shares of lines that are not among ``lines`` are left out."""
    found: dict[int, Money] = {}
    for share in shares:
        if share.line in lines:
            part = lines[share.line].part(share.percent)
            found[share.objective] = found[share.objective] + part if share.objective in found else part
    return found


def rolled_up(own: Mapping[int, Money], parents: Mapping[int, int]) -> dict[int, Money]:
    """What each objective costs with all that contributes to it along primary links. ``parents`` gives the objective
    that one mainly contributes to. A chain that runs in a circle counts each of its money once.
    """
    found: dict[int, Money] = {}
    for objective, money in own.items():
        for above in _upward(objective, parents):
            found[above] = found[above] + money if above in found else money
    return found


def _upward(objective: int, parents: Mapping[int, int]) -> list[int]:
    """The objective itself and what stands above it."""
    path, seen = [objective], {objective}
    above = parents.get(objective)
    while above is not None and above not in seen:
        path.append(above)
        seen.add(above)
        above = parents.get(above)
    return path


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the planned money is linked to an objective. Counted without signs, so that income does not hide
    spending.
    """

    linked: Decimal
    whole: Decimal

    @property
    def said(self) -> str:
        """ "£3.2m of £4.0m planned (80.0%) is linked to an objective.", "" where nothing is planned."""
        percent = percent_of(self.linked, self.whole)
        if percent is None:
            return ""
        whole = f"{in_words(self.linked)} of {in_words(self.whole)}"
        return f"{whole} of spending and income planned ({percent}%) is linked to an objective."


def coverage(lines: Mapping[int, Figures], shares: Iterable[Share]) -> Coverage:
    """The planned money of these lines, and what of it the shares link."""
    linked = sum(
        (abs(lines[each.line].part(each.percent).planned) for each in shares if each.line in lines), Decimal(0)
    )
    return Coverage(linked, sum((abs(each.planned) for each in lines.values()), Decimal(0)))
