"""The matrix as a table of words, and what waits for it."""

from dataclasses import dataclass

from accounts.actors import Actor
from foundation.marks import Mark
from risks.models import Matrix, Risk
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


def waiting_for(matrix: Matrix, *, actor: Actor) -> int:
    """How many risks that stand, and that the person may know of, were last scored on an earlier version."""
    known = Risk.objects.visible_to(actor).standing()
    assessed = known.filter(assessments__matrix=matrix, assessments__kind="current").values("pk")
    return known.filter(assessments__kind="current").exclude(pk__in=assessed).distinct().count()


def _step(step: Step) -> str:
    return f"{step.word} ({step.value})"
