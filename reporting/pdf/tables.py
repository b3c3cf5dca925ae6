"""How wide each column of a table is, which ones hold figures, and the tables of figures behind the charts."""

import re
from calendar import month_name
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from foundation.measure_words import points
from reporting.charts.scale import figure_text
from reporting.charts.words import standing
from reporting.document import Measure
from reporting.sections.blocks import Cell, Grid

PERIODS_ACROSS = 8  # columns of figures that fit across a page
LONGEST_FIGURE = 8  # letters of one that still fit into such a column
NAME_WEIGHT, FIGURE_WEIGHT = 30, 10
ACROSS = 90  # letters across a page
SHORT, WIDEST, NARROWEST = 22, 60, 6  # letters: a column that needs no wrapping, and between which one is weighed
HEAD_ROOM = 120  # letters of a column's heading: it is repeated on each page, so it must never fill one
MARK_ROOM = " " * 6  # what stands around the word of a status
FIGURE = re.compile(r"[−\-+£]*\d[\d,.]*\s?(%|k|m|bn)?(\s?\[[a-z]+\])*|\[[a-z]+\]|–|")


def printable_table(grid: Grid) -> dict[str, Any]:
    """The table with a weight for each column's width and whether it holds figures only, so is set to the right."""
    heads = [clipped(head, HEAD_ROOM) for head in grid.columns]
    columns = [[head, *(_longest_line(cell) for cell in cells)] for head, *cells in zip(heads, *grid.rows, strict=True)]
    return {
        "caption": grid.caption,
        "columns": heads,
        "rows": [[_printable(cell) for cell in row] for row in grid.rows],
        "weights": _weights(columns),
        "figures": [i > 0 and all(FIGURE.fullmatch(cell) for cell in each[1:]) for i, each in enumerate(columns)],
    }


def _printable(cell: Cell) -> str | dict[str, Any]:
    """A plain text as it is, because most cells are plain; other cells with their parts."""
    if not (cell.lead or cell.detail or cell.mark):
        return cell.text
    return {"lead": cell.lead, "text": cell.text, "detail": cell.detail, "mark": cell.mark}


def _longest_line(cell: Cell) -> str:
    """What the column needs room for; a status is bold, and has its shape before it."""
    status = f"{cell.mark['word']}{MARK_ROOM}" if cell.mark else ""
    return max([*cell.words.split("\n"), status], key=len)


def clipped(text: str, room: int) -> str:
    """The text on one line, cut with "…" where it is longer than the room."""
    line = " ".join(text.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"


def _weights(columns: Sequence[Sequence[str]]) -> list[int]:
    """The room of each column in letters: short ones as much as they need, the long ones what is left."""
    longest = [max(len(cell) for cell in cells) for cells in columns]
    needed = {i: max(length + 2, NARROWEST) for i, length in enumerate(longest) if length <= SHORT}
    wanted = {i: min(length, WIDEST) for i, length in enumerate(longest) if length > SHORT}
    left = max(ACROSS - sum(needed.values()), SHORT * len(wanted))
    return [needed.get(i) or round(left * wanted[i] / sum(wanted.values())) for i in range(len(columns))]


def figures_behind(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Tables of every figure and target drawn, one for each run of periods that measures share.

    A measure drawn twice is tabled once, one without any figure not at all. Periods at either end that nothing is
    known of are left out; what does not fit across a page is tabled in runs of the same length.
    """
    groups: dict[tuple[str, ...], dict[str, Measure]] = {}
    for measure in measures:
        if points(measure["series"]):
            groups.setdefault(tuple(measure["series"]["labels"]), {})[measure["ref"]] = measure
    tables = []
    for labels, group in groups.items():
        for across in _runs(_known(group.values(), len(labels)), _fitting(group.values())):
            first, last = labels[across[0]], labels[across[-1]]
            rows = [row for measure in group.values() for row in _rows(measure, across)]
            tables.append(
                {
                    "caption": f"{first} to {last}" if len(across) > 1 else first,
                    "columns": ["Measure", *(clipped(_short(labels[i]), HEAD_ROOM) for i in across)],
                    "rows": rows,
                    "weights": [NAME_WEIGHT, *[FIGURE_WEIGHT] * len(across)],
                    "figures": [False, *[True] * len(across)],
                }
            )
    return tables


def _known(group: Iterable[Measure], count: int) -> range:
    """The periods from the first to the last that any of the measures has a figure or a target of."""
    known = [
        i
        for measure in group
        for i in range(count)
        if (measure["series"]["values"][i], measure["series"]["targets"][i]) != (None, None)
    ]
    return range(min(known), max(known) + 1)


def _fitting(group: Iterable[Measure]) -> int:
    """How many periods fit across: fewer where a figure that cannot be broken is long."""
    cells = [cell for each in group for row in _rows(each, range(len(each["series"]["labels"]))) for cell in row[1:]]
    longest = max(len(word) for cell in cells for word in cell.split())
    return max(1, min(PERIODS_ACROSS, PERIODS_ACROSS * LONGEST_FIGURE // longest))


def _runs(periods: range, fitting: int) -> list[range]:
    """Runs of the same length, so that no period stands alone in a table of its own."""
    length = ceil(len(periods) / ceil(len(periods) / fitting))
    return [periods[start : start + length] for start in range(0, len(periods), length)]


def _short(label: str) -> str:
    """ "Sep 2025" for "September 2025": a column of figures is narrower than the name of a month."""
    month, _, year = label.partition(" ")
    return f"{month[:3]} {year}" if month in month_name else label


def _rows(measure: Measure, across: range) -> list[list[str]]:
    series = measure["series"]
    unit = series["unit"]
    # A unit in words is said once, beside the name: it fits into no column of figures.
    of = "" if unit in ("%", "") or unit.startswith("£") else f" ({unit})"
    name = f"{measure['ref']} {measure['name']}{of}"
    actual = [_cell(series["values"][i], measure, standing(series, i)) for i in across]
    rows = [[name, *actual]]
    if any(target is not None for target in series["targets"]):
        rows.append([f"{measure['ref']} target", *(_cell(series["targets"][i], measure, "") for i in across)])
    return rows


def _cell(value: float | None, measure: Measure, marks: str) -> str:
    if value is None:
        return "[x]"
    series = measure["series"]
    return f"{figure_text(value, series['unit'], series['decimals'])} {marks}".strip()
