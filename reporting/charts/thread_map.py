"""The whole golden thread as a picture: every objective on its own line, and what it contributes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from reporting.charts import paint
from reporting.charts.thread import GAP, GREY, INDENT, LETTER, TOP, WIDTH, bend, heads, told
from reporting.document import Mark

ROW = 54
MOST = 6  # objectives that hang on one; the rest are counted
THIN, THICK = 1.5, 6.0


@dataclass(frozen=True, slots=True)
class Twig:
    """An objective: its title, how it is doing in a few words, how many measures it has, what hangs on it, and the mark
    of its status where it has one.
    """

    title: str
    told: str
    measures: int
    children: Sequence["Twig"] = ()
    status: Mark | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    twig: Twig
    depth: int
    y: float
    children: Sequence["_Placed"]


def thread_map_svg(levels: Sequence[str], roots: Sequence[Twig]) -> str:
    """``levels`` names the columns from the top; ``roots`` are the objectives at the top. A thread is as thick as the
    measures it carries. Pixels, 1,200 wide.
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
    return paint.svg(WIDTH, TOP + ROW * max(rows, 1) + 12, "The golden thread, as in the outline beneath", body)


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
    return [*twigs[: MOST - 1], Twig(f"{len(left)} more", "", sum(each.measures for each in left))]


def _threads(placed: _Placed, width: float, most: int) -> Iterator[str]:
    """The objective's own line and the way to each that hangs on it: a casing, and gold within."""
    x = width * placed.depth + 6
    end = x + width - GAP
    yield from _gold(f"M{x:.1f} {placed.y:.1f}H{end:.1f}", placed.twig.measures, most)
    for child in placed.children:
        way = bend(end, placed.y, width * child.depth + 6, child.y)
        yield from _gold(way, child.twig.measures, most)
        yield from _threads(child, width, most)


def _gold(line: str, measures: int, most: int) -> Iterator[str]:
    if not measures:
        yield f'<path d="{line}" fill="none" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        return
    thick = THIN + (THICK - THIN) * measures / most
    yield f'<path d="{line}" fill="none" stroke="{paint.GOLD_DEEP}" stroke-width="{thick + 2:.1f}"/>'
    yield f'<path d="{line}" fill="none" stroke="{paint.GOLD}" stroke-width="{thick:.1f}"/>'


def _labels(placed: _Placed, width: float) -> Iterator[str]:
    x, room = width * placed.depth + 6 + INDENT, int((width - INDENT - 12) / LETTER)
    lines = wrap(placed.twig.title, room, max_lines=2, placeholder="…")
    for line, words in enumerate(reversed(lines)):
        yield paint.text(x, placed.y - 7 - 13 * line, words, bold=not placed.depth)
    if placed.twig.told:
        yield from told(x, placed.y + 16, placed.twig.told, placed.twig.status, room)
    for child in placed.children:
        yield from _labels(child, width)
