"""How many measures had which status, quarter by quarter: a column each, one measure one unit in all of them."""

from collections.abc import Sequence
from typing import NamedTuple

from reporting.charts import paint
from reporting.charts.flow import Stand

WIDTH, HEIGHT, TOP, FOOT, RIGHT = 404, 216, 20, 20, 118
WIDEST = 56  # of a column, with the gap beside it
YEAR_ROOM = 48  # pixels that a year's label takes
LEAST_LABEL = 11  # pixels of a column's part that has room for a number


class Column(NamedTuple):
    """A quarter: its year and its own label, how many measures had each of the stands, and the best one's share of what
    is rated ("" where nothing is).
    """

    year: str
    label: str
    counts: Sequence[int]
    share: str


def stack_svg(columns: Sequence[Column], stands: Sequence[Stand]) -> str:
    """``columns`` in time; ``stands`` best first, the last being "not rated". The best stand is at the foot, where it
    has a common base line, with its share of what is rated; the last column is labelled.
    """
    slot = min((WIDTH - RIGHT) / max(len(columns), 1), WIDEST)
    unit = (HEIGHT - TOP - FOOT) / max((sum(each.counts) for each in columns), default=1)
    body: list[str] = []
    free = 0.0
    for place, column in enumerate(columns):
        x, is_last = place * slot, place == len(columns) - 1
        body += _column(column, stands, x, slot, unit)
        middle = x + slot / 2
        body.append(paint.text(middle, HEIGHT - 5, column.label, anchor="middle", bold=is_last))
        if x >= free and (not place or column.year != columns[place - 1].year):
            body.append(paint.text(x + 1, 11, column.year, fill=paint.SOFT_INK))
            free = x + YEAR_ROOM
    if columns:
        body += _words(columns[-1], stands, len(columns) * slot + 6, unit)
    return paint.svg(WIDTH, HEIGHT, stack_words(columns, stands), body)


def stack_words(columns: Sequence[Column], stands: Sequence[Stand]) -> str:
    """What ``stack_svg`` shows, in words."""
    said = "; ".join(
        f"{each.year} {each.label} "
        + ", ".join(f"{count} {stand.word}" for stand, count in zip(stands, each.counts, strict=True) if count)
        for each in columns
    )
    return f"Measures by status, quarter by quarter: {said or 'none to count'}."


def _column(column: Column, stands: Sequence[Stand], x: float, slot: float, unit: float) -> list[str]:
    y, body = float(HEIGHT - FOOT), []
    for stand, count in zip(stands, column.counts, strict=True):
        y -= count * unit
        if count:
            rim, fill, _ = paint.PALETTE[stand.colour]
            body.append(
                f'<rect x="{x + 1.5:g}" y="{y + 0.5:.1f}" width="{slot - 3:g}" '
                f'height="{max(count * unit - 1, 1):.1f}" fill="{fill}" stroke="{rim}"/>'
            )
    if column.share and column.counts[0] * unit >= LEAST_LABEL:
        ink, number = paint.PALETTE[stands[0].colour][2], column.share.removesuffix("%")
        body.append(paint.text(x + slot / 2, HEIGHT - FOOT - 6, number, anchor="middle", fill=ink, bold=True))
    return body


def _words(column: Column, stands: Sequence[Stand], x: float, unit: float) -> list[str]:
    """What each part of the last column counts, beside it; moved up where two would lie on each other."""
    body, y, free = [], float(HEIGHT - FOOT), float(HEIGHT)
    for stand, count in zip(stands, column.counts, strict=True):
        y -= count * unit
        if count:
            at = min(y + count * unit / 2 + 4, free)
            body.append(paint.text(x, at, f"{count} {stand.word}"))
            free = at - 13
    return body
