"""Counts of what people said, by theme and quarter (docs/rules.md, 26).

Source: requirements C15 and C20. That small numbers of staff's concerns are hidden, each unit for itself and before
anything is summed, is *ours*: whoever reads a sum then knows nothing of a number that was left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from breakdowns.rules.suppression import THRESHOLD

CONCERN = "concern"
"""The kind of which small numbers could point to somebody: few work in a team, and their manager knows them."""


class Cell(NamedTuple):
    """How many of one kind about one theme (key; None for no theme) a unit had in a quarter (``Period.key``)."""

    kind: str
    theme: int | None
    unit: int
    quarter: str
    number: int


Counts = Mapping[tuple[str, int | None], Sequence[int]]
"""For each kind and theme the counts of the quarters that were asked for, in their order."""


def told(cells: Iterable[Cell], *, sees: Callable[[int], bool]) -> list[Cell]:
    """The cells that a reader is told of. ``sees``: whether they may read the concerns of staff of a unit; of the
    others a number below the threshold is left out, and so counts in no sum.
    """
    return [cell for cell in cells if cell.kind != CONCERN or cell.number >= THRESHOLD or sees(cell.unit)]


def counts_over_time(cells: Iterable[Cell], quarters: Sequence[str]) -> Counts:
    """The cells summed over units. Themes of which nothing is told are not in it; cells of other quarters count for
    nothing.
    """
    places = {quarter: place for place, quarter in enumerate(quarters)}
    found: dict[tuple[str, int | None], list[int]] = {}
    for cell in cells:
        if cell.quarter in places:
            row = found.setdefault((cell.kind, cell.theme), [0] * len(quarters))
            row[places[cell.quarter]] += cell.number
    return found
