"""Where risks stand on the matrix, for the register and for papers: which are drawn, and what each says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.words import counted
from reporting.charts.matrix import NARROW_MOST, WIDE_MOST, Board, Painted, Piece
from risks.models import Matrix
from risks.queries.risks import RiskRow
from risks.rules.matrix import Grid, Place
from risks.rules.scoring import Score, Scores, score


@dataclass(frozen=True, slots=True)
class Numbered:
    """A risk with its number in the picture; 0 where it is not drawn."""

    number: int
    row: RiskRow

    @property
    def drawn_on_phones(self) -> bool:
        return 0 < self.number <= NARROW_MOST


def numbered(rows: Sequence[RiskRow], matrix: Matrix | None) -> list[Numbered]:
    """The risks, the highest first, those that can be drawn on the matrix with their numbers."""
    found, number = [], 0
    for row in rows:
        fits = matrix is not None and row.matrix == matrix.number and number < WIDE_MOST
        number += fits
        found.append(Numbered(number if fits else 0, row))
    return found


def board_of(grid: Grid) -> Board:
    """The matrix as it is painted."""
    marks = {band.key: grid.mark(band.key) for band in grid.bands}
    cells = {}
    for place in grid.places():
        found = score(grid, place)
        mark = marks[found.band]
        cells[place.likelihood, place.impact] = Painted(found.value, mark.colour, mark.shape, found.is_above_appetite)
    return Board([step.word for step in grid.likelihoods], [step.word for step in grid.impacts], cells)


def pieces_of(drawn: Sequence[Numbered], grid: Grid) -> list[Piece]:
    """The risks that have a number, each where it stood before controls, stands now, and is meant to go."""
    return [_piece(each.number, now, each.row.scores, grid) for each in drawn if (now := each.row.scores.current)]


def left_out(rows: Sequence[RiskRow], drawn: Sequence[Numbered], matrix: Matrix | None) -> str:
    """Why some risks are not drawn; "" where all are."""
    if matrix is None or len(drawn) == len(rows):
        return ""
    fitting = sum(row.matrix == matrix.number for row in rows)
    said = []
    if fitting > len(drawn):
        said.append(f"The picture shows the {len(drawn)} highest of {fitting}.")
    if other := len(rows) - fitting:
        has = "has" if other == 1 else "have"
        said.append(
            f"{other} {has} no score on this matrix yet and {'is' if other == 1 else 'are'} in the table alone."
        )
    return " ".join(said)


def picture_words(number: int) -> str:
    """What is read out for the picture."""
    return f"{counted(number, 'risk')} by likelihood and impact; the table beside it has every score"


def _piece(number: int, now: Score, scores: Scores, grid: Grid) -> Piece:
    def cell(found: Score | None) -> tuple[int, int] | None:
        # One that was made on an earlier matrix may lie elsewhere on this one.
        return (found.place.likelihood, found.place.impact) if found and found == _again(grid, found.place) else None

    return Piece(number, cell(scores.inherent), (now.place.likelihood, now.place.impact), cell(scores.target))


def _again(grid: Grid, place: Place) -> Score | None:
    return score(grid, place) if grid.holds(place) else None
