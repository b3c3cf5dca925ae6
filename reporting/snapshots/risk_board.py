"""Risks on the matrix, as documents hold them."""

from collections.abc import Sequence
from typing import cast

from reporting.charts.matrix import Painted, Piece
from reporting.document import MatrixCell, MatrixPiece, RiskMatrix
from reporting.snapshots.live import Live
from reporting.standing.board import board_of, left_out, numbered, pieces_of
from risks.queries.risks import RiskRow


def on_the_matrix(rows: Sequence[RiskRow], live: Live) -> dict[str, RiskMatrix]:
    """The risks on the matrix, as a section holds them; nothing where none can be drawn on it."""
    drawn = [each for each in numbered(rows, live.matrix) if each.number]
    if live.matrix is None or not drawn:
        return {}
    grid, titles = live.matrix.painted, {each.number: each.row for each in drawn}
    board = board_of(grid)
    held: RiskMatrix = {
        "name": str(live.matrix),
        "likelihoods": list(board.likelihoods),
        "impacts": list(board.impacts),
        "cells": [
            [_painted(board.cells[down, across]) for across in range(1, len(board.impacts) + 1)]
            for down in range(1, len(board.likelihoods) + 1)
        ],
        "pieces": [_on_board(piece, titles[piece.number]) for piece in pieces_of(drawn, grid)],
        "left_out": left_out(rows, drawn, live.matrix),
    }
    return {"risk_matrix": held}


def _painted(cell: Painted) -> MatrixCell:
    return cast(MatrixCell, {"value": cell.value, "colour": cell.colour, "shape": cell.shape, "above": cell.is_above})


def _on_board(piece: Piece, row: RiskRow) -> MatrixPiece:
    places = {"inherent": piece.inherent, "now": piece.current, "target": piece.target}
    held = {name: list(place or ()) for name, place in places.items()}
    return cast(MatrixPiece, {"number": piece.number, "ref": row.ref, "title": row.title, **held})
