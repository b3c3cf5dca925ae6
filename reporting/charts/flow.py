"""What moved between two quarters: ribbons from each status to each, as thick as the number of measures."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reporting.charts import paint

WIDTH, HEIGHT, TOP = 404, 232, 22
BAR, GAP, LEFT, RIGHT = 30, 8, 86, 118
LABEL_ROOM = 14  # characters of a status word beside a bar


class Stand(NamedTuple):
    """A group of statuses that the picture tells apart, best first: its word, and its colour in ``paint.PALETTE``."""

    word: str
    colour: str


def flow_svg(moves: Mapping[tuple[int, int], int], stands: Sequence[Stand], before: str, now: str) -> str:
    """``moves`` counts measures by (place in ``stands`` before, place now). What got worse is dark, what got better is
    green with an edge, what stayed is pale; to and from the last of ``stands``, not rated, is an outline.
    """
    body = [
        paint.text(0, 11, before, fill=paint.SOFT_INK),
        paint.text(WIDTH, 11, now, anchor="end", fill=paint.SOFT_INK),
        *_ribbons(moves, stands),
        *_bars(moves, stands),
    ]
    return paint.svg(WIDTH, HEIGHT, flow_words(moves, stands, before, now), body)


def flow_words(moves: Mapping[tuple[int, int], int], stands: Sequence[Stand], before: str, now: str) -> str:
    """What ``flow_svg`` shows, in words."""
    said = "; ".join(
        f"{count} stayed {stands[a].word}" if a == b else f"{count} from {stands[a].word} to {stands[b].word}"
        for (a, b), count in sorted(moves.items())
    )
    return f"Measures by status, {before} and {now}: {said or 'none to count'}."


def _places(moves: Mapping[tuple[int, int], int], side: int, groups: int) -> tuple[list[float], list[int], float]:
    """Where each group's bar begins on one side, how many it counts, and the height of one measure."""
    counts = [sum(count for pair, count in moves.items() if pair[side] == group) for group in range(groups)]
    unit = (HEIGHT - TOP - GAP * (groups - 1)) / max(sum(counts), 1)
    tops, y = [], float(TOP)
    for count in counts:
        tops.append(y)
        y += count * unit + GAP
    return tops, counts, unit


def _ribbons(moves: Mapping[tuple[int, int], int], stands: Sequence[Stand]) -> list[str]:
    left, _, unit = _places(moves, 0, len(stands))
    right, _, _ = _places(moves, 1, len(stands))
    x1, x2 = LEFT + BAR, WIDTH - RIGHT
    middle = (x1 + x2) / 2
    below: list[str] = []
    above: list[str] = []
    for (a, b), count in sorted(moves.items()):
        thick, p, q = count * unit, left[a], right[b]
        left[a], right[b] = p + thick, q + thick
        outline = (
            f"M{x1} {p:.1f}C{middle:g} {p:.1f} {middle:g} {q:.1f} {x2} {q:.1f}V{q + thick:.1f}"
            f"C{middle:g} {q + thick:.1f} {middle:g} {p + thick:.1f} {x1} {p + thick:.1f}Z"
        )
        look, on_top = _look(a, b, len(stands) - 1)
        (above if on_top else below).append(f'<path d="{outline}" {look}/>')
    return [*below, *above]


def _look(before: int, now: int, unrated: int) -> tuple[str, bool]:
    """How a ribbon is painted, and whether over those that only stayed."""
    if before == now:
        return f'fill="{paint.BAND}"', False
    if unrated in (before, now):
        return f'fill="none" stroke="{paint.PALETTE["missing"][0]}" stroke-dasharray="3 3"', False
    if now > before:
        return f'fill="{paint.PALETTE["red"][1]}" fill-opacity="0.82"', True
    return f'fill="#8EC7A8" stroke="{paint.PALETTE["green"][0]}"', True


def _bars(moves: Mapping[tuple[int, int], int], stands: Sequence[Stand]) -> list[str]:
    body = []
    for side, x in ((0, LEFT), (1, WIDTH - RIGHT)):
        tops, counts, unit = _places(moves, side, len(stands))
        for stand, top, count in zip(stands, tops, counts, strict=True):
            if not count:
                continue
            rim, fill, mark = paint.PALETTE[stand.colour]
            height = max(count * unit, 2.0)
            body.append(
                f'<rect x="{x + 0.5:g}" y="{top + 0.5:.1f}" width="{BAR - 1}" height="{height - 1:.1f}" '
                f'fill="{fill}" stroke="{rim}"/>'
            )
            middle = top + height / 2
            if height >= 11:
                body.append(paint.text(x + BAR / 2, middle + 4, str(count), anchor="middle", fill=mark, bold=True))
            word = paint.cut(stand.word, LABEL_ROOM) if height >= 11 else f"{count} {paint.cut(stand.word, LABEL_ROOM)}"
            at, anchor = (x - 7, "end") if side == 0 else (x + BAR + 7, "start")
            body.append(paint.text(at, middle + 4, word, anchor=anchor))
    return body
