"""The matrix as a table of words, and what waits for it."""

from dataclasses import dataclass
from datetime import date

from accounts.actors import Actor
from foundation.marks import Mark
from risks.queries.risks import counts_of, find_risks, risk_rows
from risks.rules.matrix import Grid, Place, Step
from risks.rules.scoring import score


@dataclass(frozen=True, slots=True)
class DrawnCell:
    value: int
    mark: Mark
    is_above: bool


@dataclass(frozen=True, slots=True)
class DrawnMatrix:
    """A matrix as a table: the words of impact as columns, and a row for each likelihood, the most likely first."""

    impacts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[DrawnCell, ...]], ...]
    above: str


def drawn_matrix(grid: Grid) -> DrawnMatrix:
    """The grid as it is drawn."""
    rows = []
    for likelihood in range(len(grid.likelihoods), 0, -1):
        cells = []
        for impact in range(1, len(grid.impacts) + 1):
            found = score(grid, Place(likelihood, impact))
            cells.append(DrawnCell(found.value, found.mark, found.is_above_appetite))
        rows.append((_step(grid.likelihoods[likelihood - 1]), tuple(cells)))
    above = [band.word for band in grid.bands if grid.is_above_appetite(band.key)]
    return DrawnMatrix(tuple(_step(step) for step in grid.impacts), tuple(rows), " and ".join(above))


def waiting(*, actor: Actor, today: date) -> int:
    """How many risks that stand, and that the person may know of, wait for a new assessment; as the register counts."""
    return counts_of(risk_rows(find_risks(actor=actor), today=today)).waiting


def _step(step: Step) -> str:
    return f"{step.word} ({step.value})"
