"""Risks on the matrix: where each stood before controls, stands now and is meant to go, as a picture and a table."""

from collections.abc import Iterator, Sequence
from functools import partial

from foundation.words import counted
from reporting.charts.matrix import Board, Painted, Piece, matrix_svg
from reporting.document import MatrixPiece, RiskMatrix
from reporting.sections.blocks import Cell, Grid, Holds, Picture, Words
from reporting.sections.kind import SectionKind

COLUMNS = ("No.", "Risk", "Before controls", "Now", "Target")
_READ = (
    "A numbered ball is a risk now. A dotted line leads to it from where it stood before controls, an arrow from it to "
    "where it is meant to go. The thick line is the appetite."
)


def _drawn(section: Holds) -> Iterator[Picture | Words | Grid]:
    held: RiskMatrix = section["risk_matrix"]
    pieces = [_piece(each) for each in held["pieces"]]
    words = f"{counted(len(pieces), 'risk')} by likelihood and impact; the table beneath it says the same"
    yield Picture(words, partial(matrix_svg, _board(held), pieces, words=words))
    yield Words(list(filter(None, [_READ, held["left_out"]])))
    rows = [
        [
            Cell(str(each["number"])),
            Cell(each["title"], each["ref"]),
            *(Cell(_words(held, each[name])) for name in ("inherent", "now", "target")),
        ]
        for each in held["pieces"]
    ]
    yield Grid(COLUMNS, rows, f"Risks on the matrix: {held['name']}")


def _board(held: RiskMatrix) -> Board:
    cells = {
        (likelihood, impact): Painted(cell["value"], cell["colour"], cell["shape"], cell["above"])
        for likelihood, row in enumerate(held["cells"], 1)
        for impact, cell in enumerate(row, 1)
    }
    return Board(held["likelihoods"], held["impacts"], cells)


def _piece(each: MatrixPiece) -> Piece:
    inherent, now, target = (_cell(each[name]) for name in ("inherent", "now", "target"))
    return Piece(each["number"], inherent, now or (1, 1), target)


def _cell(place: Sequence[int]) -> tuple[int, int] | None:
    return (place[0], place[1]) if place else None


def _words(held: RiskMatrix, place: Sequence[int]) -> str:
    """ "Likely, Major: 16"; a dash for a score that this matrix does not have."""
    if not place:
        return "–"
    likelihood, impact = place
    value = held["cells"][likelihood - 1][impact - 1]["value"]
    return f"{held['likelihoods'][likelihood - 1]}, {held['impacts'][impact - 1]}: {value}"


def _faults(section: Holds) -> Iterator[str]:
    held: RiskMatrix = section["risk_matrix"]
    down, across = len(held["likelihoods"]), len(held["impacts"])
    if len(held["cells"]) != down or any(len(row) != across for row in held["cells"]):
        yield f"risk_matrix.cells are not {down} rows of {across}"
    for i, piece in enumerate(held["pieces"]):
        for name in ("inherent", "now", "target"):
            place = piece[name]
            if (place or name == "now") and not (len(place) == 2 and 1 <= place[0] <= down and 1 <= place[1] <= across):
                yield f"risk_matrix.pieces[{i}].{name} is no cell of the matrix"


RISK_MATRIX = SectionKind("risk_matrix", RiskMatrix, _drawn, faults=_faults)
