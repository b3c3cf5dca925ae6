"""What each column of a budget and of a month's extract means, for the page and for ``docs/import.md``."""

from collections.abc import Sequence

from indicators.imports.columns import ColumnHelp

YEAR, MONTH, CODE, PLANNED = "Year", "Month", "Cost centre", "Planned for the year"
PROFILED, ACTUAL, FORECAST = "Planned to date", "Actual to date", "Forecast for the year"
NAME, SERVICE, KIND, OBJECTIVES = "Name", "Service", "Kind", "Objectives"
TOTAL = "Total"
_SIGNED = "Pounds and pence, income with a minus."
_TOTALLED = "The last line, Total, is their sum to the penny."

MONTH_COLUMNS = (
    ColumnHelp(YEAR, True, "The financial year: 2026/27. The same in each line."),
    ColumnHelp(MONTH, True, "The month that the figures go up to: July 2026. The same in each line."),
    ColumnHelp(CODE, True, "The cost centre’s code, as in the budget. The last line has Total here."),
    ColumnHelp(NAME, False, "Its name, for whoever reads the file. The budget’s own is kept."),
    ColumnHelp(PLANNED, True, f"The budget as it is now. {_SIGNED} {_TOTALLED}"),
    ColumnHelp(PROFILED, False, "What of it was due by the end of the month. Without it, an equal part each month."),
    ColumnHelp(ACTUAL, True, f"Spent, or taken in, from April until the end of the month. {_TOTALLED}"),
    ColumnHelp(FORECAST, True, f"What the whole year is expected to come to. {_TOTALLED}"),
)
BUDGET_COLUMNS = (
    ColumnHelp(YEAR, True, "The financial year: 2026/27. The same in each line."),
    ColumnHelp(CODE, True, "The cost centre’s code: once in a year. The last line has Total here."),
    ColumnHelp(NAME, True, "What the money is for."),
    ColumnHelp(SERVICE, True, "The service that answers for it, by its name here."),
    ColumnHelp(KIND, True, "Revenue spending, Revenue income, Capital spending or Capital income."),
    ColumnHelp(PLANNED, True, f"The budget as it is set. {_SIGNED} {_TOTALLED}"),
    ColumnHelp(OBJECTIVES, False, "What it serves, with its share: WR1 60%; WR2 40%. Empty changes nothing."),
)
MONTH_EXAMPLES: tuple[Sequence[str], ...] = (
    ("2026/27", "July 2026", "WR100", "Refuse collection", "1200000.00", "400000.00", "431250.40", "1290000.00"),
    ("2026/27", "July 2026", "WR190", "Trade waste charges", "-300000.00", "-100000.00", "-96500.00", "-290000.00"),
    ("2026/27", "July 2026", TOTAL, "", "900000.00", "300000.00", "334750.40", "1000000.00"),
)
BUDGET_EXAMPLES: tuple[Sequence[str], ...] = (
    (
        "2026/27",
        "WR100",
        "Refuse collection",
        "Waste and Recycling",
        "Revenue spending",
        "1200000.00",
        "WR1 60%; WR2 40%",
    ),
    ("2026/27", "WR190", "Trade waste charges", "Waste and Recycling", "Revenue income", "-300000.00", ""),
    ("2026/27", TOTAL, "", "", "", "900000.00", ""),
)


TEAM, ESTABLISHED, IN_POST, SICKNESS = "Team", "Posts established", "Posts filled", "Days lost to sickness"
_FTE = "Full-time equivalents. The last line, Total, is their sum."
STAFF_COLUMNS = (
    ColumnHelp(MONTH, True, "The month at whose end it stood like this: July 2026. The same in each line."),
    ColumnHelp(TEAM, True, "The service or team, by its name here. The last line has Total here."),
    ColumnHelp(ESTABLISHED, True, f"What the council has decided to have. {_FTE}"),
    ColumnHelp(IN_POST, True, f"What of it somebody works in. {_FTE}"),
    ColumnHelp(SICKNESS, False, "Since April. The last line, Total, is their sum."),
)
STAFF_EXAMPLES: tuple[Sequence[str], ...] = (
    ("July 2026", "Waste and Recycling", "64.5", "58.2", "212"),
    ("July 2026", "Planning Services", "31", "26.4", "74.5"),
    ("July 2026", TOTAL, "95.5", "84.6", "286.5"),
)


def names(columns: Sequence[ColumnHelp]) -> tuple[str, ...]:
    return tuple(each.name for each in columns)


def needed(columns: Sequence[ColumnHelp]) -> tuple[str, ...]:
    return tuple(each.name for each in columns if each.is_required)
