"""Counts by status as bars from nought, each with its shape, word and figure."""

from collections.abc import Sequence

from reporting.charts import paint
from reporting.document import Count

ROW, WORDS, FIGURE = 24, 180, 40
WORD_ROOM = 26  # characters of a status word


def bars_svg(counts: Sequence[Count], *, title: str, width: int = 520) -> str:
    """One bar for each status, in the order given, on one scale from 0. Title and counts name the picture."""
    said = ", ".join(f"{each['count']} {each['word']}" for each in counts) or "nothing to count"
    most = max((each["count"] for each in counts), default=0) or 1
    room = width - WORDS - FIGURE
    body = []
    for i, each in enumerate(counts):
        middle = ROW * i + ROW / 2
        rim, fill, _ = paint.PALETTE[each["colour"]]
        length = room * each["count"] / most
        body += [
            paint.symbol(each["shape"], 10, middle, 6, rim),
            paint.text(24, middle + 4, paint.cut(each["word"], WORD_ROOM)),
            f'<rect x="{WORDS}" y="{middle - 8:g}" width="{length:.1f}" height="16" fill="{fill}" stroke="{rim}"/>',
            paint.text(WORDS + length + 6, middle + 4, str(each["count"]), bold=True),
        ]
    return paint.svg(width, ROW * max(len(counts), 1), f"{title}: {said}.", body)


STACK_HEIGHT = 26
FIGURE_ROOM = 16  # of a part, for its figure to stand in it


def count_bar_svg(counts: Sequence[Count], *, title: str, width: int = 520) -> str:
    """The same counts as one bar in parts, in the order given; a part has its figure where there is room. Their words
    are told beside it.
    """
    said = ", ".join(f"{each['count']} {each['word']}" for each in counts) or "nothing to count"
    whole = sum(each["count"] for each in counts) or 1
    body, x = [], 0.0
    for each in counts:
        rim, fill, mark = paint.PALETTE[each["colour"]]
        length = width * each["count"] / whole
        body.append(
            f'<rect x="{x + 0.5:.1f}" y="0.5" width="{max(length - 2, 1):.1f}" height="{STACK_HEIGHT - 1}" '
            f'fill="{fill}" stroke="{rim}"/>'
        )
        if length >= FIGURE_ROOM:
            body.append(paint.text(x + length / 2, 17.5, str(each["count"]), anchor="middle", fill=mark, bold=True))
        x += length
    return paint.svg(width, STACK_HEIGHT, f"{title}: {said}.", body)
