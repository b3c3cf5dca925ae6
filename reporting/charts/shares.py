"""Shares over time as lines from 0 to 100 per cent, each labelled where it ends."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reporting.charts import paint

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 760, 240, 40, 250, 14, 26
COLOURS = (paint.NAVY, paint.TEAL, paint.PLUM, paint.ORANGE)
DASHES = ("", "7 3", "2 3", "9 3 2 3")  # told apart without colour
LINE = 15  # height of a line of text


class Line(NamedTuple):
    """A line's name and its value at each place, None for none."""

    name: str
    values: Sequence[float | None]


def shares_svg(labels: Sequence[str], lines: Sequence[Line]) -> str:
    """``labels`` name the places in time; at most four ``lines``."""
    xs = [LEFT + (WIDTH - RIGHT - LEFT) * (place + 0.5) / max(len(labels), 1) for place in range(len(labels))]
    body = [*_grid(), *_labels(labels, xs)]
    ends = _apart([(_last(line), place) for place, line in enumerate(lines)])
    for place, line in enumerate(lines):
        body += _line(line, xs, COLOURS[place], DASHES[place])
        if place in ends:
            body.append(paint.text(xs[-1] + 14, ends[place] + 4, _said(line), fill=COLOURS[place], bold=True))
    return paint.svg(WIDTH, HEIGHT, shares_words(labels, lines), body)


def shares_words(labels: Sequence[str], lines: Sequence[Line]) -> str:
    """What ``shares_svg`` shows, in words."""
    said = (
        f"{line.name}: " + ", ".join(f"{label} {value:.0f}%" for label, value in zip(labels, line.values, strict=True)
                                     if value is not None)
        for line in lines
    )  # fmt: skip
    return f"Shares over time. {'; '.join(said)}."


def _y(value: float) -> float:
    return TOP + (HEIGHT - TOP - FOOT) * (1 - value / 100)


def _grid() -> Iterator[str]:
    for value in (0, 50, 100):
        yield paint.rule(LEFT, _y(value), WIDTH - RIGHT, _y(value), stroke=paint.GRID)
        yield paint.text(LEFT - 6, _y(value) + 4, f"{value}%", anchor="end", fill=paint.SOFT_INK)


def _labels(labels: Sequence[str], xs: Sequence[float]) -> Iterator[str]:
    step = max(1, -(-len(labels) // 6))
    for place, (label, x) in enumerate(zip(labels, xs, strict=True)):
        if (len(labels) - 1 - place) % step == 0:
            yield paint.text(x, HEIGHT - 8, label, anchor="middle", fill=paint.SOFT_INK)


def _line(line: Line, xs: Sequence[float], colour: str, dash: str) -> Iterator[str]:
    known = [(x, _y(value)) for x, value in zip(xs, line.values, strict=True) if value is not None]
    if len(known) > 1:
        yield paint.path(known, stroke=colour, width=2.5, dash=dash)
    for x, y in known:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _last(line: Line) -> float | None:
    return next((_y(value) for value in reversed(line.values) if value is not None), None)


def _said(line: Line) -> str:
    value = next(value for value in reversed(line.values) if value is not None)
    return f"{line.name} {value:.0f}%"


def _apart(ends: Sequence[tuple[float | None, int]]) -> dict[int, float]:
    """Where each label stands, so that none lies on another."""
    found: dict[int, float] = {}
    free = float(TOP - LINE)
    for y, place in sorted((y, place) for y, place in ends if y is not None):
        free = max(y, free + LINE)
        found[place] = free
    return found
