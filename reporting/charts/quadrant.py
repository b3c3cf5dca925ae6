"""Cost against performance: where each service lies, in four quarters that meet in the middle of the scale.

Quarters are told apart by their words; services by their numbers, which the table beside has. The one that a page is
about is filled, the others are rings.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reporting.charts import paint

WIDE, NARROW = 560, 358
TOP = 10
"""Both scales go from 0 to 10, at its best."""


class Spot(NamedTuple):
    """A service: its number, the scores of its cost and its performance, and whether the page is about it."""

    number: int
    cost: float
    performance: float
    is_picked: bool = True


class Corners(NamedTuple):
    """The words of the quarters."""

    costly: str
    good: str
    poor: str
    falls_short: str


class _Room(NamedTuple):
    left: float
    width: float
    height: float
    radius: float


def quadrant_svg(spots: Sequence[Spot], corners: Corners, *, words: str, narrow: bool = False) -> str:
    """The picture: cost gets better to the right, performance upwards. ``words`` name it. Those that would lie on one
    another are put side by side.
    """
    room = _Room(34, (NARROW if narrow else WIDE) - 36, 300 if narrow else 360, 9 if narrow else 11)
    placed = _apart([(spot, *_place(spot, room)) for spot in spots], room)
    body = [*_quarters(corners, room), *_scales(room, narrow=narrow), *(_mark(*each, room) for each in placed)]
    return paint.svg(NARROW if narrow else WIDE, room.height + (56 if narrow else 40), words, body)


def _place(spot: Spot, room: _Room) -> tuple[float, float]:
    edge = room.radius + 2
    across, down = room.width - 2 * edge, room.height - 2 * edge
    return room.left + edge + across * spot.cost / TOP, edge + down * (1 - spot.performance / TOP)


def _apart(spots: Sequence[tuple[Spot, float, float]], room: _Room) -> list[tuple[Spot, float, float]]:
    """The spots where none covers another: one that would moves right, or left at the edge, by as much as it needs."""
    step, last = 2 * room.radius + 2, room.left + room.width - room.radius
    placed: list[tuple[Spot, float, float]] = []
    for spot, x, y in spots:
        way = step
        while any(abs(x - other) < step and abs(y - at) < step for _, other, at in placed):
            if x + way > last:
                way = -step
            if x + way < room.left + room.radius:
                break  # there is no room left in this row: better covered than outside
            x += way
        placed.append((spot, x, y))
    # The one that the page is about is drawn last, above all others.
    return sorted(placed, key=lambda each: each[0].is_picked)


def _quarters(corners: Corners, room: _Room) -> Iterator[str]:
    half, high = room.width / 2, room.height / 2
    for at, (words, fill) in enumerate(zip(corners, ("#F6F1E2", "#E4F1E9", "#F7E3E2", "#F6F1E2"), strict=True)):
        x, y = room.left + half * (at % 2), high * (at // 2)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{half:.1f}" height="{high:.1f}" fill="{fill}"/>'
        lines = _lines(words, int(half / 6))
        first = y + 16 if at < 2 else y + high - 8 - 13 * (len(lines) - 1)
        for number, part in enumerate(lines):
            yield paint.text(x + 8, first + 13 * number, part, fill=paint.SOFT_INK)
    middle = room.left + half
    yield paint.rule(middle, 0, middle, room.height, stroke=paint.SOFT_INK)
    yield paint.rule(room.left, high, room.left + room.width, high, stroke=paint.SOFT_INK)


def _lines(words: str, room: int) -> list[str]:
    """The words on one line, or on two."""
    if len(words) <= room:
        return [words]
    cut = words.rfind(" ", 0, room)
    return [words[:cut], paint.cut(words[cut + 1 :], room)]


def _scales(room: _Room, *, narrow: bool) -> Iterator[str]:
    foot = room.height
    for score in (0, 5, TOP):
        x = room.left + room.width * score / TOP
        anchor = {0: "start", TOP: "end"}.get(score, "middle")
        yield paint.text(x, foot + 15, str(score), anchor=anchor, fill=paint.SOFT_INK)
        y = foot * (1 - score / TOP)
        yield paint.text(room.left - 6, min(max(y + 4, 10), foot), str(score), anchor="end", fill=paint.SOFT_INK)
    yield paint.text(room.left, foot + 34, "Performance, better upwards", bold=True)
    # Both do not fit on one line of a phone.
    across = foot + (50 if narrow else 34)
    yield paint.text(room.left + room.width, across, "Cost, better to the right", anchor="end", bold=True)


def _mark(spot: Spot, x: float, y: float, room: _Room) -> str:
    fill, ink = (paint.NAVY, "#FFFFFF") if spot.is_picked else ("#FFFFFF", paint.INK)
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{room.radius:g}" fill="{fill}" stroke="{paint.NAVY}" '
        'stroke-width="1.5"/>'
    )
    return ring + paint.text(x, y + 4, str(spot.number), anchor="middle", fill=ink, bold=True)
