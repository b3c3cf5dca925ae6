"""The golden thread as a picture: from the strategy down to one objective, and what lies beside and beneath it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reporting.charts import paint
from reporting.document import Mark

WIDTH, TOP, ROW, GAP = 1200, 34, 62, 46
MOST = 6  # knots of a column; the rest are counted
INDENT, LETTER = 8, 6.6  # where a label begins; mean width of a letter at 12 pixels
GREY = "#87919F"
BEAD = 19  # the room of a status before words


class Knot(NamedTuple):
    """An objective: its title, how it is doing in a few words, and the mark of its status where it has one."""

    title: str
    told: str
    status: Mark | None = None


class Column(NamedTuple):
    """One step of the way: what the level is called, the objective on the way (None beneath the one that the picture is
    about), and the others. All hang on the objective on the way in the column before.
    """

    level: str
    on_the_way: Knot | None
    others: Sequence[Knot]


class _Place(NamedTuple):
    x: float
    y: float
    width: float
    knot: Knot
    is_lit: bool


def thread_svg(columns: Sequence[Column]) -> str:
    """The way in gold, one unbroken line; what lies beside and beneath it in grey. Pixels, 1,200 wide."""
    knots = [_arranged(column) for column in columns]
    height = TOP + ROW * max(map(len, knots), default=1) + 8
    width = WIDTH / max(len(columns), 1)
    placed = [
        _places(each, column.on_the_way, width * index, width, height)
        for index, (column, each) in enumerate(zip(columns, knots, strict=True))
    ]
    way = [place for places in placed for place in places if place.is_lit]
    steps = ", then ".join(place.knot.title for place in way)
    body = [*heads([column.level for column in columns], width), *_grey(placed), *_gold(way), *_labels(placed)]
    return paint.svg(WIDTH, height, f"The way down the golden thread: {steps}.", body)


def _arranged(column: Column) -> list[Knot]:
    """The objectives of a column from its top, the one on the way among the others; those left out are counted."""
    room = MOST - (column.on_the_way is not None)
    others = list(column.others)
    if len(others) > room:
        others = [*others[: room - 1], Knot(f"{len(others) - room + 1} more", "")]
    half = len(others) // 2
    return [*others[:half], *([column.on_the_way] if column.on_the_way else []), *others[half:]]


def _places(knots: Sequence[Knot], lit: Knot | None, left: float, width: float, height: float) -> list[_Place]:
    """The knots of a column, about the middle of the picture."""
    first = (height + TOP - ROW * len(knots)) / 2 + ROW * 0.55
    return [_Place(left + 6, first + ROW * index, width - GAP, knot, knot is lit) for index, knot in enumerate(knots)]


def heads(levels: Sequence[str], width: float) -> Iterator[str]:
    """The name of each column over a rule; columns are ``width`` pixels apart."""
    for index, level in enumerate(levels):
        x = width * index + 6
        yield paint.text(x, 14, paint.cut(level, int(width / LETTER)), bold=True)
        yield paint.rule(x, 22, x + width - GAP, 22, stroke=GREY)


def bend(x1: float, y1: float, x2: float, y2: float) -> str:
    """The way from the end of one line to the beginning of another."""
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def _curve(before: _Place, after: _Place) -> str:
    return bend(before.x + before.width, before.y, after.x, after.y)


def _grey(placed: Sequence[Sequence[_Place]]) -> Iterator[str]:
    parent: _Place | None = None
    for places in placed:
        for place in places:
            lines = f"M{place.x:.1f} {place.y:.1f}h{place.width:.1f}"
            if parent is not None:
                lines = f"{_curve(parent, place)} {lines}"
            if not place.is_lit:
                yield f'<path d="{lines}" fill="none" stroke="{GREY}" stroke-width="2"/>'
        parent = next((place for place in places if place.is_lit), parent)


def _gold(way: Sequence[_Place]) -> Iterator[str]:
    if not way:
        return
    parts = [f"M{way[0].x:.1f} {way[0].y:.1f}h{way[0].width:.1f}"]
    for before, after in pairwise(way):
        parts.append(f"{_curve(before, after)}h{after.width:.1f}")
    line = " ".join(parts)
    for colour, width, dash in (
        (paint.GOLD_DEEP, 8, ""),
        (paint.GOLD, 5, ""),
        (paint.GOLD_LIGHT, 2, ' stroke-dasharray="3 6"'),
    ):
        yield f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"{dash}/>'
    for x, y in ((way[0].x, way[0].y), (way[-1].x + way[-1].width, way[-1].y)):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#FFFFFF" stroke="{paint.GOLD_DEEP}" stroke-width="3.5"/>'


def _labels(placed: Sequence[Sequence[_Place]]) -> Iterator[str]:
    for place in (each for places in placed for each in places):
        x = place.x + INDENT
        room = int((place.width - INDENT) / LETTER)
        yield paint.text(x, place.y - 9, paint.cut(place.knot.title, room), bold=place.is_lit)
        if place.knot.told:
            yield from told(x, place.y + 18, place.knot.told, place.knot.status, room + 4)


def told(x: float, y: float, words: str, status: Mark | None, room: int) -> Iterator[str]:
    """How an objective is doing, beneath its line: a bead with its status's shape where it has one, then the words."""
    if status is not None:
        rim, fill, ink = paint.PALETTE[status["colour"]]
        yield f'<circle cx="{x + 7:.1f}" cy="{y - 4:.1f}" r="7" fill="{fill}" stroke="{rim}" stroke-width="1.5"/>'
        yield paint.symbol(status["shape"], x + 7, y - 4, 4, ink)
        x, room = x + BEAD, room - 3
    yield paint.text(x, y, paint.cut(words, room), fill=paint.SOFT_INK)
