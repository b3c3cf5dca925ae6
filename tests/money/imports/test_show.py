"""A month's extract of 20,000 lines with 40 planted faults: each is named, nothing is written; corrected, it applies,
and the variance is what pandas works out from the file.
"""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pandas
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from indicators.imports.preview import Outcome
from money.changes.budgets import read_budget_in
from money.changes.extracts import read_month_in
from money.models import BudgetLine, Extract, MonthFigure
from money.queries.books import book_on, lines_of
from money.rules.variance import total
from tests.factories import UnitFactory
from tests.money.imports.ledgers import (
    TODAY,
    as_csv,
    budget_rows,
    faults,
    made_lines,
    month_rows,
    planned_budget,
    planned_month,
)

AT = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
LINES = 20_000


@pytest.fixture
def lines():
    """Lines whose budget is stored."""
    UnitFactory(name="Waste and Recycling", kind="department")
    lines = made_lines(LINES)
    plan = planned_budget(budget_rows(lines, service="Waste and Recycling"))
    read_budget_in(by=SYSTEM, at=AT, filename="budget.csv", read=plan.read)
    return lines


def plant(rows):
    """Forty faults; by line of the file, what has to be said of each. The total is put last, as it was but for one."""
    planted, body, total_row = {}, rows[:-1], rows[-1]

    def fault(number, said, **typed):
        body[number] |= typed
        planted[number + 2] = said

    for number in range(100, 110):  # a code that nobody knows, one of them nearly right
        code = body[number]["Cost centre"]
        fault(
            number,
            "is not in the budget of 2026/27",
            **{"Cost centre": code.lstrip("0") if number == 100 else f"X{code}"},
        )
    planted[102] = "It may be meant as 000100. Correct the code"
    for number in range(300, 308):
        fault(number, "2025/26, while most lines are about 2026/27", Year="2025/26")
    for number in range(400, 404):
        fault(number, "June 2026, while most lines go up to July 2026", Month="June 2026")
    fault(500, "“2026” is not a financial year", Year="2026")
    fault(501, "“Juli” is not a month", Month="Juli")
    fault(502, "Actual to date: “12,34” is no amount", **{"Actual to date": "12,34"})
    fault(503, "Actual to date: there is no amount. Write 0", **{"Actual to date": ""})
    fault(504, "parts of a penny", **{"Actual to date": "1.005"})
    fault(505, "Cost centre: it is empty", **{"Cost centre": ""})
    for number in range(LINES, LINES + 11):  # doubled
        body.append(dict(body[number - LINES + 1000]))
        planted[number + 2] = f"stands in line {number - LINES + 1002} already"
    off = Decimal(total_row["Forecast for the year"]) + Decimal("0.01")
    planted[len(body) + 2] = "£0.01 too much"
    return [*body, total_row | {"Forecast for the year": str(off)}], planted


def test_each_of_forty_faults_is_named_with_its_line_and_nothing_is_written(lines):
    rows, planted = plant(month_rows(lines))
    with CaptureQueriesContext(connection) as statements:
        plan = planned_month(rows)
    found = faults(plan)
    whole = found.pop(0)
    assert len(planted) == 40
    assert set(found) == set(planted)
    assert {line: said for line, said in planted.items() if said not in found[line]} == {}
    assert "11 cost centres of the budget are not in the file" in whole
    assert plan.read is None
    assert set(plan.summary["counts"].items()) >= {("new", 0), ("changed", 0), ("unchanged", 0)}
    assert (Extract.objects.count(), MonthFigure.objects.count()) == (0, 0)
    assert len(statements) <= 3


def test_corrected_it_applies_and_its_variance_is_what_pandas_works_out(lines):
    rows = month_rows(lines)
    plan = planned_month(rows)
    assert {row.outcome for row in plan.rows} == {Outcome.NEW}
    read_month_in(by=SYSTEM, at=AT, filename="july.csv", read=plan.read)
    frame = pandas.read_csv(BytesIO(as_csv(rows[:-1])), dtype=str)
    money = frame.iloc[:, 4:].apply(lambda column: (column.astype(float) * 100).round().astype("int64"))
    figures = lines_of(book_on(TODAY))
    ours = total(figures.values())
    assert int(ours.variance * 100) == int((money["Forecast for the year"] - money["Planned for the year"]).sum())
    assert int(ours.to_date * 100) == int((money["Actual to date"] - money["Planned to date"]).sum())
    codes = dict(BudgetLine.objects.values_list("pk", "code"))
    by_line = {codes[pk]: int(each.variance * 100) for pk, each in figures.items()}
    assert by_line == dict(
        zip(
            frame["Cost centre"], (money["Forecast for the year"] - money["Planned for the year"]).tolist(), strict=True
        )
    )
    assert Extract.objects.get().lines == LINES
