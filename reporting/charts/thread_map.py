"""The whole golden thread as a picture: every objective on its own line, and what it contributes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from textwrap import wrap

from reporting.charts import paint
from reporting.charts.thread import GAP, GREY, INDENT, LETTER, TOP, WIDTH, bend, heads, told
from reporting.document import Mark

ROW = 54
MOST = 6  # objectives that hang on one; the rest are counted
THIN, THICK = 1.5, 6.0
LIT = 4.0
KNOT = f'fill="#FFFFFF" stroke="{paint.GOLD_DEEP}" stroke-width="3"'
WHOLE = "The golden thread, as in the outline beneath"


class Light(Enum):
    """How a thread is drawn."""

    CARRIED = "carried"  # gold, as thick as the measures that it carries
    WAY = "way"  # gold: somebody's own work hangs on it
    OWN = "own"  # gold, from a knot: somebody's own
    DIM = "dim"  # grey: nobody's who is looked at


@dataclass(frozen=True, slots=True)
class Twig:
    """An objective, or what hangs on one: its title, how it is doing in a few words, how many measures it has, what
    hangs on it, the mark of its status where it has one, and how its thread is drawn.
    """

    title: str
    told: str
    measures: int
    children: Sequence["Twig"] = ()
    status: Mark | None = None
    light: Light = Light.CARRIED


@dataclass(frozen=True, slots=True)
class _Placed:
    twig: Twig
    depth: int
    y: float
    children: Sequence["_Placed"]


def thread_map_svg(levels: Sequence[str], roots: Sequence[Twig], label: str = WHOLE) -> str:
    """``levels`` names the columns from the top; ``roots`` are the objectives at the top. Each thread is drawn in its
    ``light``. Pixels, 1,200 wide.
    """
    placed, rows = [], 0
    for root in roots:
        found, rows = _place(root, 0, rows)
        placed.append(found)
    most = max((root.measures for root in roots), default=0) or 1
    width = WIDTH / max(len(levels), 1)
    body = [*heads(levels, width)]
    for each in placed:
        body += _threads(each, width, most)
    for each in placed:
        body += _labels(each, width)
    return paint.svg(WIDTH, TOP + ROW * max(rows, 1) + 12, label, body)


def _place(twig: Twig, depth: int, row: int) -> tuple[_Placed, int]:
    """The objective beside the middle of what hangs on it, and the first row beneath."""
    children, first = [], row
    for child in _shown(twig.children):
        found, row = _place(child, depth + 1, row)
        children.append(found)
    if not children:
        return _Placed(twig, depth, TOP + ROW * (first + 0.66), ()), first + 1
    return _Placed(twig, depth, (children[0].y + children[-1].y) / 2, children), row


def _shown(twigs: Sequence[Twig]) -> Sequence[Twig]:
    if len(twigs) <= MOST:
        return twigs
    left = twigs[MOST - 1 :]
    light = Light.DIM if all(each.light is Light.DIM for each in left) else left[0].light
    return [*twigs[: MOST - 1], Twig(f"{len(left)} more", "", sum(each.measures for each in left), light=light)]


def _threads(placed: _Placed, width: float, most: int) -> Iterator[str]:
    """The objective's own line and the way to each that hangs on it: a casing, and gold within."""
    x = width * placed.depth + 6
    end = x + width - GAP
    yield from _thread(f"M{x:.1f} {placed.y:.1f}H{end:.1f}", placed.twig, most)
    for child in placed.children:
        way = bend(end, placed.y, width * child.depth + 6, child.y)
        yield from _thread(way, child.twig, most)
        yield from _threads(child, width, most)
    if placed.twig.light is Light.OWN:
        yield f'<circle cx="{x:.1f}" cy="{placed.y:.1f}" r="5" {KNOT}/>'


def _thread(line: str, twig: Twig, most: int) -> Iterator[str]:
    if twig.light is Light.DIM:
        yield f'<path d="{line}" fill="none" stroke="{GREY}" stroke-width="1.5"/>'
    elif twig.light is not Light.CARRIED:
        yield from _gold(line, LIT)
    elif not twig.measures:
        yield f'<path d="{line}" fill="none" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="4 3"/>'
    else:
        yield from _gold(line, THIN + (THICK - THIN) * twig.measures / most)


def _gold(line: str, thick: float) -> Iterator[str]:
    yield f'<path d="{line}" fill="none" stroke="{paint.GOLD_DEEP}" stroke-width="{thick + 2:.1f}"/>'
    yield f'<path d="{line}" fill="none" stroke="{paint.GOLD}" stroke-width="{thick:.1f}"/>'


def _labels(placed: _Placed, width: float) -> Iterator[str]:
    twig = placed.twig
    x, room = width * placed.depth + 6 + INDENT, int((width - INDENT - 12) / LETTER)
    ink = paint.SOFT_INK if twig.light is Light.DIM else paint.INK
    is_own = twig.light is Light.OWN
    lines = wrap(twig.title, room - GAP // 8 if is_own else room, max_lines=2, placeholder="…")
    for line, words in enumerate(reversed(lines)):
        bold = is_own or (not placed.depth and twig.light is not Light.DIM)
        yield paint.text(x, placed.y - 7 - 13 * line, words, bold=bold, fill=ink)
    if twig.told:
        yield from told(x, placed.y + 16, twig.told, twig.status, room)
    for child in placed.children:
        yield from _labels(child, width)
