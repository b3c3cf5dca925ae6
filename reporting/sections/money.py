"""Money beside performance, a row for each thing: planned, actual, forecast, and how far that is from the plan."""

from collections.abc import Iterator, Sequence

from foundation.downloads.cells import Cell as BookCell
from reporting.document import Money
from reporting.sections.blocks import Cell, Grid, Holds
from reporting.sections.kind import SectionKind, Sheet, number_or, status_cell

_COLUMNS = (
    "What it pays for", "Ref", "Money", "Section", "Planned for the year", "Actual to date", "Forecast for the year",
    "Variance", "Forecast",
)  # fmt: skip


def _drawn(section: Holds) -> Iterator[Grid]:
    money: list[Money] = section["money"]
    yield Grid(
        ("Money", "Planned", "Actual to date", "Forecast", "Against plan"),
        [
            [
                Cell(each["name"], each["ref"], each["nature"]),
                Cell(each["planned"]),
                Cell(each["actual"]),
                Cell(each["forecast"]),
                Cell(mark=each["mark"], detail=each["variance"]) if each["mark"] else Cell(each["variance"]),
            ]
            for each in money
        ],
    )


def _sheets(sections: Sequence[Holds]) -> Iterator[Sheet]:
    rows = [_row(each, part["heading"]) for part in sections for each in part["money"]]
    yield Sheet("Money", "Money", _COLUMNS, rows)


def _row(each: Money, heading: str) -> list[BookCell]:
    planned, actual, forecast = (number_or(each[name], 2) for name in ("planned_raw", "actual_raw", "forecast_raw"))
    mark = status_cell(each["mark"]) if each["mark"] else ""
    first: list[BookCell] = [each["name"], each["ref"], each["nature"], heading]
    return [*first, planned, actual, forecast, each["variance"], mark]


MONEY = SectionKind("money", list[Money], _drawn, _sheets)
