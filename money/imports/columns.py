"""What each column of a budget and of a month's extract means, for the page and for ``docs/import.md``."""

from collections.abc import Sequence

from indicators.imports.columns import ColumnHelp

YEAR, MONTH, CODE, PLANNED = "Year", "Month", "Cost centre", "Planned for the year"
PROFILED, ACTUAL, FORECAST = "Planned to date", "Actual to date", "Forecast for the year"
NAME, SERVICE, KIND, OBJECTIVES = "Name", "Service", "Kind", "Objectives"
TOTAL = "Total"
_SIGNED = "Pounds and pence, income with a minus."
_TOTALLED = "The last line, Total, is their sum to the penny."
TEAM, ESTABLISHED, IN_POST, SICKNESS = "Team", "Posts established", "Posts filled", "Days lost to sickness"
_ALSO = {
    YEAR: ("financial year", "fy", "fin year", "budget year", "accounting year"),
    MONTH: ("period", "accounting period", "month end", "month ending", "as at", "position at", "up to", "period end"),
    CODE: (
        *("cost centre code", "cc", "cc code", "code", "ccode", "cost code", "costc", "cost centre no", "cost ctr"),
        *("cost centre number", "account code", "budget code", "ledger code", "cost center"),
    ),
    NAME: (
        *("description", "cost centre name", "cost centre description", "budget", "budget name", "budget heading"),
        *("cc description", "title", "account description", "costc(t)", "cost centre title"),
    ),
    PLANNED: (
        *("annual budget", "full year budget", "current budget", "revised budget", "approved budget", "latest budget"),
        *("budget for the year", "total budget", "working budget", "current annual budget", "original budget"),
        *("budget full year", "fy budget", "net budget", "revised annual budget", "controllable budget"),
    ),
    PROFILED: (
        *("profiled budget", "budget to date", "ytd budget", "budget ytd", "profile", "profiled budget to date"),
        *("year to date budget", "phased budget", "profile to date", "budget profile"),
    ),
    ACTUAL: (
        *("actual", "actuals", "spend to date", "ytd actual", "actual ytd", "expenditure to date", "actuals to date"),
        *(
            "year to date actual",
            "actuals ytd",
            "ytd actuals",
            "actual spend",
            "net actual",
            "spend",
            "actual spend to date",
        ),
        *("year to date actuals", "ytd spend", "actual year to date"),
    ),
    FORECAST: (
        *(
            "forecast",
            "forecast outturn",
            "projected outturn",
            "outturn",
            "full year forecast",
            "projection",
            "outlook",
        ),
        *("outturn forecast", "year end forecast", "forecast full year", "fy forecast", "predicted outturn"),
        *("projected year end", "estimated outturn", "annual forecast"),
    ),
    SERVICE: ("directorate", "department", "service area", "division", "team", "dept", "service name"),
    KIND: ("type", "category", "budget type", "revenue/capital", "income/expenditure", "nature"),
    OBJECTIVES: ("objective", "serves", "plan reference", "corporate objective", "objective ref"),
    TEAM: (
        *("service", "directorate", "department", "division", "org unit", "organisation unit", "service area", "unit"),
        *("team name", "dept", "section", "business unit", "organisational unit"),
    ),
    ESTABLISHED: (
        *("establishment", "established fte", "budgeted fte", "fte budget", "funded fte", "establishment fte", "posts"),
        *("established posts", "fte establishment", "budgeted posts", "approved fte", "fte established"),
    ),
    IN_POST: (
        *("in post", "fte in post", "filled", "headcount fte", "contracted fte", "actual fte", "staff in post", "fte"),
        *("filled fte", "posts filled fte", "fte filled", "occupied fte", "current fte"),
    ),
    SICKNESS: (
        *("sickness days", "days lost", "sick days", "fte days lost", "sickness absence days", "days sick"),
        *("sickness", "days lost to sickness absence", "working days lost"),
    ),
}
"""The usual other headings, as ledgers and staff systems print them."""

MONTH_COLUMNS = (
    ColumnHelp(YEAR, True, "The financial year: 2026/27. The same in each line.", "", _ALSO[YEAR]),
    ColumnHelp(MONTH, True, "The month that the figures go up to: July 2026. The same in each line.", "", _ALSO[MONTH]),
    ColumnHelp(CODE, True, "The cost centre’s code, as in the budget. The last line has Total here.", "", _ALSO[CODE]),
    ColumnHelp(NAME, False, "Its name, for whoever reads the file. The budget’s own is kept.", "", _ALSO[NAME]),
    ColumnHelp(PLANNED, True, f"The budget as it is now. {_SIGNED} {_TOTALLED}", "", _ALSO[PLANNED]),
    ColumnHelp(
        PROFILED,
        False,
        "What of it was due by the end of the month. Without it, an equal part each month.",
        "",
        _ALSO[PROFILED],
    ),
    ColumnHelp(
        ACTUAL, True, f"Spent, or taken in, from April until the end of the month. {_TOTALLED}", "", _ALSO[ACTUAL]
    ),
    ColumnHelp(FORECAST, True, f"What the whole year is expected to come to. {_TOTALLED}", "", _ALSO[FORECAST]),
)
BUDGET_COLUMNS = (
    ColumnHelp(YEAR, True, "The financial year: 2026/27. The same in each line.", "", _ALSO[YEAR]),
    ColumnHelp(CODE, True, "The cost centre’s code: once in a year. The last line has Total here.", "", _ALSO[CODE]),
    ColumnHelp(NAME, True, "What the money is for.", "", _ALSO[NAME]),
    ColumnHelp(SERVICE, True, "The service that answers for it, by its name here.", "", _ALSO[SERVICE]),
    ColumnHelp(KIND, True, "Revenue spending, Revenue income, Capital spending or Capital income.", "", _ALSO[KIND]),
    ColumnHelp(PLANNED, True, f"The budget as it is set. {_SIGNED} {_TOTALLED}", "", _ALSO[PLANNED]),
    ColumnHelp(
        OBJECTIVES,
        False,
        "What it serves, with its share: WR1 60%; WR2 40%. Empty changes nothing.",
        "",
        _ALSO[OBJECTIVES],
    ),
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

_FTE = "Full-time equivalents. The last line, Total, is their sum."
STAFF_COLUMNS = (
    ColumnHelp(
        MONTH, True, "The month at whose end it stood like this: July 2026. The same in each line.", "", _ALSO[MONTH]
    ),
    ColumnHelp(TEAM, True, "The service or team, by its name here. The last line has Total here.", "", _ALSO[TEAM]),
    ColumnHelp(ESTABLISHED, True, f"What the council has decided to have. {_FTE}", "", _ALSO[ESTABLISHED]),
    ColumnHelp(IN_POST, True, f"What of it somebody works in. {_FTE}", "", _ALSO[IN_POST]),
    ColumnHelp(SICKNESS, False, "Since April. The last line, Total, is their sum.", "", _ALSO[SICKNESS]),
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
