"""How wide each column of a table is, which ones hold figures, and the tables of figures behind the charts."""

import re
from collections.abc import Sequence
from typing import Any

from reporting.charts.words import figure, standing
from reporting.document import Measure, Table

PERIODS_ACROSS = 12  # columns of figures that fit across a landscape page
ACROSS = 90  # letters across a page
SHORT, WIDEST, NARROWEST = 20, 60, 6  # letters: a column that needs no wrapping, and between which one is weighed
HEAD_ROOM = 120  # letters of a column's heading: it is repeated on each page, so it must never fill one
FIGURE = re.compile(r"[−\-+£]*\d[\d,.]*\s?(%|k|m|bn)?(\s?\[[a-z]+\])*|\[[a-z]+\]|–|")


def printable_table(table: Table) -> dict[str, Any]:
    """The table with a weight for each column's width and whether it holds figures only, so is set to the right."""
    heads = [clipped(head, HEAD_ROOM) for head in table["columns"]]
    columns = [[head, *cells] for head, *cells in zip(heads, *table["rows"], strict=True)]
    return {
        "caption": table["caption"],
        "columns": heads,
        "rows": table["rows"],
        "weights": _weights(columns),
        "figures": [i > 0 and all(FIGURE.fullmatch(cell) for cell in each[1:]) for i, each in enumerate(columns)],
    }


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

    A measure drawn twice is tabled once; periods are tabled at most twelve across.
    """
    groups: dict[tuple[str, ...], dict[str, Measure]] = {}
    for measure in measures:
        if measure["series"]["labels"]:
            groups.setdefault(tuple(measure["series"]["labels"]), {})[measure["ref"]] = measure
    tables = []
    for labels, group in groups.items():
        for start in range(0, len(labels), PERIODS_ACROSS):
            across = range(start, min(start + PERIODS_ACROSS, len(labels)))
            rows = [row for measure in group.values() for row in _rows(measure, across)]
            tables.append(
                {
                    "caption": f"{labels[across[0]]} to {labels[across[-1]]}" if len(across) > 1 else labels[start],
                    "columns": ["Measure", *(clipped(labels[i], HEAD_ROOM) for i in across)],
                    "rows": rows,
                    "weights": [28, *[10] * len(across)],
                    "figures": [False, *[True] * len(across)],
                }
            )
    return tables


def _rows(measure: Measure, across: range) -> list[list[str]]:
    series = measure["series"]
    name = f"{measure['ref']} {measure['name']}"
    actual = [_cell(series["values"][i], measure, standing(series, i)) for i in across]
    rows = [[name, *actual]]
    if any(target is not None for target in series["targets"]):
        rows.append([f"{measure['ref']} target", *(_cell(series["targets"][i], measure, "") for i in across)])
    return rows


def _cell(value: float | None, measure: Measure, marks: str) -> str:
    return "[x]" if value is None else f"{figure(measure['series'], value)} {marks}".strip()
