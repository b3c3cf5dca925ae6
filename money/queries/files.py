"""Budget lines as a file."""

from collections.abc import Iterable, Sequence

from foundation.downloads.cells import Cell, Number
from money.queries.lines import LineRow
from money.rules.variance import Figures

COLUMNS = (
    "Cost centre", "Name", "Service", "Kind", "Planned for the year", "Planned to date", "Actual to date",
    "Forecast for the year", "Variance", "Forecast", "Linked, per cent",
)  # fmt: skip


def file_rows(rows: Iterable[LineRow]) -> list[Sequence[Cell]]:
    """The lines under ``COLUMNS``; what no month told of is empty."""
    return [
        [row.code, row.name, row.unit, row.kind, *_amounts(row.figures), row.mark.word if row.mark else "", row.linked]
        for row in rows
    ]


def _amounts(figures: Figures) -> list[Cell]:
    if not figures.is_reported:
        return [Number(figures.planned, 2), None, None, None, None]
    told = (figures.planned, figures.due, figures.actual, figures.forecast, figures.variance)
    return [Number(each, 2) for each in told]
