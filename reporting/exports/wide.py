"""Figures with the periods across: one row a measure, as people keep them in their own spreadsheets."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypedDict

from foundation.downloads.cells import Cell
from foundation.downloads.lists import rows_csv, rows_xlsx

KEYS = ["ref", "name", "unit"]
HEADS = ["Ref", "Measure", "Unit"]


class Point(TypedDict):
    """One figure. ``order`` sorts the periods, such as the ISO date of each one's end; ``mark`` is "[p]" or ""."""

    ref: str
    name: str
    unit: str
    period: str
    order: str
    value: Decimal | float | None
    mark: str


def wide_csv(points: Iterable[Point]) -> str:
    """The figures as CSV text, a column for each period in time order. See ``rows_csv`` for how to encode it.

    Where any figure of a period has a mark, a column of marks follows that period's. Raises ``ValueError`` when a
    measure has two figures for one period.
    """
    columns, rows = _pivoted(list(points))
    return rows_csv(columns, rows)


def wide_xlsx(title: str, points: Iterable[Point], *, timestamp: int, author: str = "") -> bytes:
    """The same as an accessible workbook of one sheet. ``timestamp`` is its date in seconds since 1970."""
    columns, rows = _pivoted(list(points))
    note = "One row for each measure, one column for each period. [p] provisional, [r] revised, [e] estimated."
    return rows_xlsx(title, columns, rows, timestamp=timestamp, author=author, notes=[note])


def _pivoted(points: Sequence[Point]) -> tuple[list[str], list[list[Cell]]]:
    if not points:
        return HEADS, []
    import pandas as pd

    frame = pd.DataFrame(points, dtype=object)
    repeated = frame[frame.duplicated([*KEYS, "period"])]
    if len(repeated):
        first = repeated.iloc[0]
        raise ValueError(f"{first['ref']} has two figures for {first['period']}")
    table = frame.pivot(index=KEYS, columns=["order", "period"], values=["value", "mark"])
    table = table.reindex(pd.MultiIndex.from_frame(frame[KEYS].drop_duplicates()))  # measures in the order given
    table = table.astype(object).where(table.notna(), None)
    periods = sorted(set(zip(frame["order"], frame["period"], strict=True)))
    columns, parts = list(HEADS), [table.index.to_frame(index=False)]
    for order, period in periods:
        columns.append(period)
        parts.append(table[("value", order, period)].rename(period).reset_index(drop=True))
        marks = table[("mark", order, period)].reset_index(drop=True)
        if any(marks):
            columns.append(f"{period} marks")
            parts.append(marks)
    joined = pd.concat(parts, axis=1).astype(object)
    joined = joined.where(joined.notna(), None)
    return columns, joined.values.tolist()
