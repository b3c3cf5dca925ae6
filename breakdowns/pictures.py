"""Pictures of a breakdown as numbers for inline SVG: values in, no database. What is hidden has no number here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, GAP = 132, 44, 2
HATCHES = ("red", "amber", "blue", "grey", "hatched", "missing", "awaiting", "plain")
"""Colours that a map shows by a pattern too; green has none."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in pixels, in the colour of its status; a period without a number shown is a stump (``is_stump``)."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    is_stump: bool = False


@dataclass(frozen=True, slots=True)
class SmallMultiple:
    """One group over time. ``words`` say the same."""

    name: str
    bars: Sequence[Bar]
    words: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


Point = tuple[float | None, str, str]
"""A number or None, the colour of its status, and its words."""


def small_multiples(groups: Sequence[tuple[str, Sequence[Point]]]) -> list[SmallMultiple]:
    """The groups on one scale from nought, so that their bars can be held against each other; the same periods each.
    Empty where no number is shown.
    """
    numbers = [value for _, points in groups for value, *_ in points if value is not None]
    if not numbers:
        return []
    high, low = max([0.0, *numbers]), min([0.0, *numbers])
    spread = (high - low) or 1.0
    return [_small(name, points, high, spread) for name, points in groups]


def _small(name: str, points: Sequence[Point], high: float, spread: float) -> SmallMultiple:
    step = WIDTH / max(len(points), 1)
    nought = high / spread * HEIGHT
    bars = []
    for place, (value, colour, _) in enumerate(points):
        x, width = round(place * step, 1), round(step - GAP, 1)
        if value is None:
            bars.append(Bar(x, round(min(nought, HEIGHT) - 3, 1), width, 3, "missing", is_stump=True))
            continue
        length = max(abs(value) / spread * HEIGHT, 1)
        top = nought - length if value >= 0 else nought
        bars.append(Bar(x, round(max(top, 0), 1), width, round(length, 1), colour))
    words = "; ".join(each for _, _, each in points)
    return SmallMultiple(name, bars, words, points[-1][2] if points else "")


@dataclass(frozen=True, slots=True)
class Area:
    """A group on the map: its outline, the colour of its status, the pattern over it ("" for none), its words, and its
    name where it stands.
    """

    path: str
    colour: str
    hatch: str
    words: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A map in the units of its grid, with the statuses that stand on it as key."""

    width: int
    height: int
    areas: Sequence[Area]
    hatches: Sequence[str]
    key: Sequence[Mapping[str, Any]]
    words: str


Drawn = tuple[Sequence[Sequence[Sequence[int]]], Mapping[str, Any], str, str]
"""An area's rings, its status (word, shape, colour), its words and its name."""
MOST_NAMED = 40
"""With more areas than these their names would stand on each other."""


def map_picture(width: int, height: int, areas: Sequence[Drawn], words: str) -> MapPicture:
    """The areas with a little room around them."""
    drawn = [_area(*each, is_named=len(areas) <= MOST_NAMED) for each in areas]
    key = {status["word"]: status for _, status, *_ in areas}
    return MapPicture(width, height, drawn, sorted({each.hatch for each in drawn} - {""}), list(key.values()), words)


def _area(
    rings: Sequence[Sequence[Sequence[int]]], status: Mapping[str, Any], said: str, name: str, *, is_named: bool
) -> Area:
    colour = status["colour"]
    largest = max(rings, key=len)
    x, y = ((min(each) + max(each)) // 2 for each in zip(*largest, strict=True))
    return Area(outline(rings), colour, colour if colour in HATCHES else "", said, name if is_named else "", x, y)


def outline(rings: Sequence[Sequence[Sequence[int]]]) -> str:
    """The rings as the data of one SVG path: islands beside each other, holes within."""
    return " ".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
