"""What each column of a file of published figures means, for the page and for ``docs/import.md``."""

from collections.abc import Sequence

from indicators.imports.columns import ColumnHelp

COUNCIL, CODE, PERIOD, VALUE = "Council", "Measure code", "Period", "Value"
NUMERATOR, DENOMINATOR, STANDING, SOURCE = "Numerator", "Denominator", "Standing", "Source"
COLUMNS = (
    ColumnHelp(
        COUNCIL, True, "The council, by its name or its official code under Councils.", "",
        ("local authority", "authority", "council name", "la", "area", "area name", "la name", "ons code"),
    ),
    ColumnHelp(
        CODE, True, "The publisher’s code of the measure, as under Benchmarks.", "",
        ("indicator code", "indicator", "measure", "metric", "code", "measure_code", "indicator_code", "metric code"),
    ),
    ColumnHelp(
        PERIOD, True, "One period: 2022/23, 2022/23 Q2, 2022. One year in a cell.", "",
        ("year", "financial year", "time period", "reporting period", "quarter", "date"),
    ),
    ColumnHelp(
        VALUE, True, "The figure as published. Empty: it was not published.", "",
        ("figure", "result", "actual", "outturn", "indicator value"),
    ),
    ColumnHelp(NUMERATOR, False, "What it is a part of, where published.", "", ("numerator value",)),
    ColumnHelp(DENOMINATOR, False, "What it is of, where published.", "", ("denominator value",)),
    ColumnHelp(STANDING, False, "Provisional, Final, Revised or Estimated. Empty: Final.", "", ("data status",)),
    ColumnHelp(SOURCE, False, "Where it was published.", "", ("publisher", "data source", "published in")),
)  # fmt: skip
EXAMPLES: tuple[Sequence[str], ...] = (
    ("Exampleshire", "ENV06", "2024/25", "44.7", "47382", "106000", "Final", "National waste return"),
    ("Otherton", "ENV06", "2024/25", "51.2", "", "", "Provisional", "National waste return"),
)


def names() -> list[str]:
    """The headings, in order."""
    return [column.name for column in COLUMNS]


def needed() -> list[str]:
    """Those that a file has to have."""
    return [column.name for column in COLUMNS if column.is_required]
