"""Makes files of money for tests: a budget and a month's extract of it, with their totals."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from indicators.imports.workbook import Table
from money.imports.budgets import plan_budget, read_budget_file
from money.imports.columns import BUDGET_COLUMNS, MONTH_COLUMNS, TOTAL, names
from money.imports.months import plan_month, read_month_file
from money.imports.previews import MoneyPlan

TODAY = date(2026, 8, 6)
MONEY = ("Planned for the year", "Planned to date", "Actual to date", "Forecast for the year")
Row = dict[str, str]


@dataclass(frozen=True)
class Line:
    """A made-up line of a ledger."""

    code: str
    name: str
    kind: str
    planned: Decimal
    profiled: Decimal
    actual: Decimal
    forecast: Decimal


def made_lines(count: int, seed: int = 7) -> list[Line]:
    """Lines of every kind, some of them nought."""
    random = Random(seed)
    kinds = ("Revenue spending", "Revenue income", "Capital spending", "Capital income")
    lines = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        sign = -1 if kind.endswith("income") else 1
        planned = random.choice((0, random.randrange(10**4, 10**9)))
        amounts = (planned, planned * random.randrange(20, 50) // 100, random.randrange(10**8), random.randrange(10**9))
        pounds = [Decimal(sign * each).scaleb(-2) for each in amounts]
        lines.append(Line(f"{number:06}", f"Line {number}", kind, *pounds))
    return lines


def month_rows(lines: Iterable[Line], *, year: str = "2026/27", month: str = "July 2026") -> list[Row]:
    rows = [
        dict(
            zip(
                names(MONTH_COLUMNS),
                (
                    year,
                    month,
                    each.code,
                    each.name,
                    *map(str, (each.planned, each.profiled, each.actual, each.forecast)),
                ),
                strict=True,
            )
        )
        for each in lines
    ]
    return [*rows, totalled(rows, MONEY) | {"Year": year, "Month": month}]


def budget_rows(lines: Iterable[Line], *, service: str, year: str = "2026/27") -> list[Row]:
    values = ((year, each.code, each.name, service, each.kind, str(each.planned), "") for each in lines)
    rows = [dict(zip(names(BUDGET_COLUMNS), each, strict=True)) for each in values]
    return [*rows, totalled(rows, MONEY[:1])]


def totalled(rows: Sequence[Row], columns: Iterable[str]) -> Row:
    """The total of these rows as its line has it."""
    sums = {name: str(sum((Decimal(row[name]) for row in rows), Decimal(0))) for name in columns}
    return dict.fromkeys(rows[0], "") | {"Cost centre": TOTAL} | sums


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def month_table(rows: Sequence[Row]) -> Table:
    return read_month_file(as_csv(rows), "july.csv")


def planned_month(rows: Sequence[Row]) -> MoneyPlan:
    return plan_month(month_table(rows), "july.csv", today=TODAY)


def planned_budget(rows: Sequence[Row]) -> MoneyPlan:
    return plan_budget(read_budget_file(as_csv(rows), "budget.csv"), "budget.csv", today=TODAY)


def faults(plan: MoneyPlan) -> dict[int, str]:
    """What is wrong by the line of the file; 0 for the whole."""
    found: dict[int, str] = {}
    for row in plan.rows:
        said = " ".join(row.problems)
        found[row.line] = f"{found[row.line]} {said}" if row.line in found else said
    return found
