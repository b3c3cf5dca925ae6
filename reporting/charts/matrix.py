"""The risk matrix as a picture: where each risk stood before controls, stands now, and is meant to go.

Each risk keeps its own place of several in every cell, so that marks do not meet and paths run side by side.
"""

from collections.abc import Iterator, Sequence
from math import hypot
from typing import NamedTuple

from reporting.charts import paint

LETTER = 6.0  # mean width of a character at 11 px
GAP, CORNER = 2, 3
# Of a band by its colour and shape: pale, for marks and lines lie on it. The worse, the darker.
TINTS = {
    ("green", "tick"): "#D3EADD",
    ("green", "dash"): "#E9F0DC",
    ("amber", "circle"): "#FBE6C4",
    ("red", "triangle"): "#EFA9A4",
    ("red", "square"): "#E58A86",
}

Cell = tuple[int, int]


class Painted(NamedTuple):
    """A cell: its score, and colour and shape of its band; ``is_above`` appetite."""

    value: int
    colour: str
    shape: str
    is_above: bool


class Board(NamedTuple):
    """The matrix: the words of both scales from the least on, and its cells by (likelihood, impact), from 1."""

    likelihoods: Sequence[str]
    impacts: Sequence[str]
    cells: dict[Cell, Painted]


class Piece(NamedTuple):
    """A risk on the board: its number, and its cells; None where it has no such score on this matrix."""

    number: int
    inherent: Cell | None
    current: Cell
    target: Cell | None


class _Room(NamedTuple):
    left: float
    width: float
    height: float
    radius: float
    rows: int
    columns: int
    slots: int  # across and down in a cell


WIDE, NARROW = 620, 358
WIDE_MOST, NARROW_MOST = 16, 9
"""So many risks are drawn at most: more would meet. The table has all."""


def matrix_svg(board: Board, pieces: Sequence[Piece], *, words: str, narrow: bool = False) -> str:
    """The board with its pieces: a small ring before controls, a numbered ball now, a ring with an arrow where it is
    meant to go, and the line of appetite between the cells within and above it. ``words`` name the picture.
    """
    shown = pieces[: NARROW_MOST if narrow else WIDE_MOST]
    room = _room(board, len(shown), narrow=narrow)
    height = room.height * room.rows + 42
    body = [
        *_cells(board, room),
        *_scales(board, room),
        *_line(board, room),
        *(part for at, piece in enumerate(shown) for part in _paths(piece, at, room)),
        *(part for at, piece in enumerate(shown) for part in _marks(piece, at, room)),
    ]
    return paint.svg(NARROW if narrow else WIDE, height, words, body)


def _room(board: Board, pieces: int, *, narrow: bool) -> _Room:
    left = 58.0 if narrow else 92.0
    rows, columns = len(board.likelihoods), len(board.impacts)
    width = ((NARROW if narrow else WIDE) - left - 1) / columns
    height = 58.0 if narrow else 84.0
    slots = 3 if pieces <= NARROW_MOST else 4
    return _Room(left, width, height, 8.5 if narrow or slots == 4 else 11.0, rows, columns, slots)


def _corner(room: _Room, cell: Cell) -> tuple[float, float]:
    """The left upper corner of a cell; the least likely row is at the foot."""
    return room.left + (cell[1] - 1) * room.width, (room.rows - cell[0]) * room.height


def _spot(room: _Room, cell: Cell, at: int) -> tuple[float, float]:
    """Where in a cell the risk with this place in the order stands: its column and row are its own."""
    x, y = _corner(room, cell)
    # Neighbours in the order stand in different columns and rows, so that short paths do not lie on one another.
    across, down = at % room.slots, (at // room.slots + at) % room.slots
    inner, foot = room.width - 8, room.height - 18
    return x + 4 + (across + 0.5) * inner / room.slots, y + 4 + (down + 0.5) * foot / room.slots


def _cells(board: Board, room: _Room) -> Iterator[str]:
    for cell, painted in board.cells.items():
        x, y = _corner(room, cell)
        tint = TINTS[painted.colour, painted.shape]
        yield (
            f'<rect x="{x + GAP / 2:.1f}" y="{y + GAP / 2:.1f}" width="{room.width - GAP:.1f}" '
            f'height="{room.height - GAP:.1f}" rx="{CORNER}" fill="{tint}"/>'
        )
        yield paint.text(x + 6, y + room.height - 6, str(painted.value), fill="#303741")


def _scales(board: Board, room: _Room) -> Iterator[str]:
    bottom = room.height * room.rows
    for at, word in enumerate(board.likelihoods, 1):
        y = _corner(room, (at, 1))[1] + room.height / 2
        for line, part in enumerate(lines := _wrapped(word, room.left - 6)):
            yield paint.text(room.left - 6, y + 4 + 12 * (line - (len(lines) - 1) / 2), part, anchor="end")
    for at, word in enumerate(board.impacts, 1):
        x = _corner(room, (1, at))[0] + room.width / 2
        yield paint.text(x, bottom + 15, paint.cut(word, int(room.width / LETTER)), anchor="middle")
    yield paint.text(room.left, bottom + 36, "Likelihood, upwards", bold=True)
    yield paint.text(
        room.left + room.width * room.columns, bottom + 36, "Impact, to the right", anchor="end", bold=True
    )


def _wrapped(word: str, width: float) -> list[str]:
    """A word of a scale in lines of that width."""
    room, lines = int(width / LETTER), [""]
    for part in word.split():
        joined = f"{lines[-1]} {part}".strip()
        if len(joined) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(part)
    return [paint.cut(line, room) for line in lines[:3]]


def _line(board: Board, room: _Room) -> Iterator[str]:
    """The edges between a cell within appetite and a neighbour above it."""
    for (likelihood, impact), painted in board.cells.items():
        if not painted.is_above:
            continue
        x, y = _corner(room, (likelihood, impact))
        left, below = board.cells.get((likelihood, impact - 1)), board.cells.get((likelihood - 1, impact))
        if left and not left.is_above:
            yield paint.rule(x, y, x, y + room.height, stroke=paint.INK, width=2.5)
        if below and not below.is_above:
            foot = y + room.height
            yield paint.rule(x - 1.2, foot, x + room.width, foot, stroke=paint.INK, width=2.5)


def _paths(piece: Piece, at: int, room: _Room) -> Iterator[str]:
    now = _spot(room, piece.current, at)
    if piece.inherent and piece.inherent != piece.current:
        yield paint.rule(*_spot(room, piece.inherent, at), *now, stroke=paint.INK, width=1.3, dash="2 3")
    if piece.target and piece.target != piece.current:
        to = _spot(room, piece.target, at)
        long = hypot(to[0] - now[0], to[1] - now[1]) or 1
        unit = ((to[0] - now[0]) / long, (to[1] - now[1]) / long)
        tip = (to[0] - unit[0] * 7, to[1] - unit[1] * 7)
        back = (tip[0] - unit[0] * 7, tip[1] - unit[1] * 7)
        yield paint.rule(*now, *back, stroke=paint.INK, width=1.3)
        corners = [tip, *((back[0] + side * unit[1] * 3.5, back[1] - side * unit[0] * 3.5) for side in (1, -1))]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        yield f'<polygon points="{joined}" fill="{paint.INK}"/>'


def _marks(piece: Piece, at: int, room: _Room) -> Iterator[str]:
    if piece.inherent and piece.inherent != piece.current:
        yield _ring(*_spot(room, piece.inherent, at), 3.5, 1.3)
    if piece.target and piece.target != piece.current:
        yield _ring(*_spot(room, piece.target, at), 6, 1.6, paint.NAVY)
    x, y = _spot(room, piece.current, at)
    yield (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{room.radius:g}" fill="{paint.NAVY}" stroke="#FFFFFF" '
        'stroke-width="1.5"/>'
    )
    yield paint.text(x, y + 4, str(piece.number), anchor="middle", fill="#FFFFFF", bold=True)


def _ring(x: float, y: float, radius: float, width: float, stroke: str = paint.INK) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="#FFFFFF" stroke="{stroke}" stroke-width="{width:g}"/>'
    )
