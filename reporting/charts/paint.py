"""Colours, shapes and the few SVG elements all charts are drawn with.

Presentation attributes only: a strict content security policy refuses style attributes and style elements.
"""

import re
from html import escape

from reporting.document import Shape

# Analysis Function palette, in its order.
NAVY, TEAL, PLUM, ORANGE, CHARCOAL = "#12305C", "#28A197", "#801650", "#F46A25", "#3D3D3D"
INK, SOFT_INK, GRID, BAND, CONE = "#0B1320", "#47505C", "#D9DEE5", "#E6EDF7", "#C9D6EA"

# The golden thread's alone, as in static/scss/_tokens.scss.
GOLD, GOLD_DEEP, GOLD_LIGHT = "#D9A520", "#8A6100", "#F7E2A0"

# Colour name of a status: (rim, for edges and for shapes on paper; fill; mark, for words and shapes on the fill, at
# 7 : 1 or better). The same as in static/scss/_tokens.scss, which says why.
PALETTE: dict[str, tuple[str, str, str]] = {
    "green": ("#0B6B46", "#D3EADD", "#06492F"),
    "amber": ("#925100", "#F2AD4E", "#3F1F00"),
    "red": ("#A51A26", "#A51A26", "#FFFFFF"),
    "blue": ("#1D70B8", "#D2E2F1", "#0F385C"),
    "grey": ("#6F7477", "#EBECEC", "#383A3B"),
    "missing": ("#6B7480", "#FFFFFF", "#3D4652"),
    "awaiting": ("#6B7480", "#E6EDF7", "#3D4652"),
    "hatched": ("#6B7480", "#FFFFFF", "#3D4652"),
    "plain": ("#6B7480", "#F4F6F9", "#3D4652"),
}

# Corners of the status shapes about a centre, at radius 1, y downwards. Circle and question mark have none.
CORNERS: dict[str, list[tuple[float, float]]] = {
    "triangle": [(0, -1), (1, 0.85), (-1, 0.85)],
    "star": [
        *[(0, -1.1), (0.32, -0.35), (1.1, -0.3), (0.5, 0.2), (0.7, 1)],
        *[(0, 0.55), (-0.7, 1), (-0.5, 0.2), (-1.1, -0.3), (-0.32, -0.35)],
    ],
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "dash": [(-1, -0.25), (1, -0.25), (1, 0.25), (-1, 0.25)],
    "dots": [
        *[(-1.2, 0), (-0.85, -0.35), (-0.5, 0), (-0.35, 0), (0, -0.35), (0.35, 0), (0.5, 0), (0.85, -0.35)],
        *[(1.2, 0), (0.85, 0.35), (0.5, 0), (0.35, 0), (0, 0.35), (-0.35, 0), (-0.5, 0), (-0.85, 0.35)],
    ],
    "bars": [
        *[(-1, 1), (-1, 0.15), (-0.5, 0.15), (-0.5, 1), (-0.25, 1), (-0.25, -0.4)],
        *[(0.25, -0.4), (0.25, 1), (0.5, 1), (0.5, -1), (1, -1), (1, 1)],
    ],
    "tick": [(-1, 0.05), (-0.65, -0.3), (-0.25, 0.15), (0.7, -0.8), (1.05, -0.45), (-0.25, 0.85)],
}

# A picture cannot fetch a face: on pages the reader's own stands in, on papers it is the papers'.
FONT = "Noto Sans, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text safe inside XML: markup escaped; characters XML forbids, and direction overrides, shown as a box."""
    return escape(_CONTROL.sub("□", text))


def cut(words: str, room: int) -> str:
    """The words, cut with "…" where they are more letters than there is room for."""
    return words if len(words) <= room else words[: room - 1] + "…"


def svg(width: float, height: float, label: str, body: list[str]) -> str:
    """A whole picture, named ``label`` to assistive technology."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{plain(label)}" font-family="{FONT}" font-size="11" '
        f'fill="{INK}">{"".join(body)}</svg>'
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{weight}>{plain(words)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'
    )


def path(points: list[tuple[float, float]], *, stroke: str, width: float, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'


def symbol(shape: Shape, x: float, y: float, r: float, fill: str) -> str:
    """A status shape, told apart by its form alone."""
    if shape in CORNERS:
        joined = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in CORNERS[shape])
        return f'<polygon points="{joined}" fill="{fill}"/>'
    if shape == "question":
        return (
            f'<text x="{x:.1f}" y="{y + r * 0.85:.1f}" text-anchor="middle" fill="{fill}" font-weight="bold" '
            f'font-size="{r * 2.4:g}">?</text>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" fill="{fill}"/>'
