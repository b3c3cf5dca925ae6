"""Measures as marks side by side: rated ones, then after a gap those that are not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reporting.charts import paint

TILE, STEP, GAP = 18, 21, 10
ACROSS = 17  # marks in a line


def tiles_svg(rated: Sequence[Mapping[str, Any]], unrated: Sequence[Mapping[str, Any]]) -> str:
    """The marks of ``document.Tile``s. A corner up: better than the quarter before; a corner down: worse."""
    places = list(_places(len(rated), len(unrated)))
    body = [part for tile, (x, y) in zip([*rated, *unrated], places, strict=True) for part in _tile(tile, x, y)]
    low = max((y for _, y in places), default=0)
    return paint.svg(tiles_width(len(rated), len(unrated)), low + TILE, tiles_words(rated, unrated), body)


def tiles_width(rated: int, unrated: int) -> int:
    """Pixels across the picture of so many marks."""
    return TILE + max((x for x, _ in _places(rated, unrated)), default=0)


def tiles_words(rated: Sequence[Mapping[str, Any]], unrated: Sequence[Mapping[str, Any]]) -> str:
    """What the marks show, in words: the references of each status."""
    found: dict[str, list[str]] = {}
    for tile in [*rated, *unrated]:
        found.setdefault(tile["status"]["word"], []).append(tile["ref"])
    return " ".join(f"{word}: {', '.join(refs)}." for word, refs in found.items())


def _places(rated: int, unrated: int) -> Iterator[tuple[int, int]]:
    """Where each mark stands. Those that are not rated follow in the same line where they fit."""
    for i in range(rated):
        yield i % ACROSS * STEP, i // ACROSS * STEP
    column, line = rated % ACROSS, rated // ACROSS
    gap = GAP if column else 0
    if column + unrated + bool(gap) > ACROSS and column:
        column, line, gap = 0, line + 1, 0
    for i in range(column, column + unrated):
        yield i % ACROSS * STEP + gap, (line + i // ACROSS) * STEP


def _tile(tile: Mapping[str, Any], x: int, y: int) -> Iterator[str]:
    mark = tile["status"]
    rim, fill, ink = paint.PALETTE[mark["colour"]]
    edge = fill if mark["colour"] == "green" else rim
    width = 2 if mark["colour"] == "blue" else 1
    dash = ' stroke-dasharray="3 2"' if mark["colour"] == "missing" else ""
    inner, size = width / 2, TILE - width
    yield (
        f'<rect x="{x + inner:g}" y="{y + inner:g}" width="{size}" height="{size}" rx="2.5" fill="{fill}" '
        f'stroke="{edge}" stroke-width="{width}"{dash}/>'
    )
    if mark["colour"] == "hatched":
        for at in (6, 12, 18, 24):
            low, high = max(at - 16, 2), min(at, 16)
            yield paint.rule(x + low, y + at - low, x + high, y + at - high, stroke=paint.GRID, width=1.5)
    yield paint.symbol(mark["shape"], x + TILE / 2, y + TILE / 2, 4.6, ink)
    if tile["moved"]:
        far, near = x + TILE, x + TILE - 7
        corner, along = (y, y + 7) if tile["moved"] == "better" else (y + TILE, y + TILE - 7)
        cue = "#FFFFFF" if mark["colour"] == "red" else paint.INK
        yield f'<polygon points="{near},{corner} {far},{corner} {far},{along}" fill="{cue}"/>'
