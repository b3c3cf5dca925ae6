"""Budgets and months, taken back on the day on which they were imported."""

import pytest

from accounts.models import Unit
from accounts.roles import Role
from indicators.models import ImportBatch, ImportState
from money.imports.columns import (
    BUDGET_COLUMNS,
    BUDGET_EXAMPLES,
    MONTH_COLUMNS,
    MONTH_EXAMPLES,
    STAFF_COLUMNS,
    STAFF_EXAMPLES,
)
from money.models import BudgetLine, Extract, Share
from tests.factories import ObjectiveFactory, sign_in
from tests.money.imports.ledgers import as_csv
from tests.money.imports.test_files import AT, by_the_worker, rows_of
from tests.pmmi.workbook import books
from tests.pmmi.workbook.books import row_counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
FILES = {
    "budget": (BUDGET_COLUMNS, BUDGET_EXAMPLES),
    "ledger-month": (MONTH_COLUMNS, MONTH_EXAMPLES),
    "staff-month": (STAFF_COLUMNS, STAFF_EXAMPLES),
}


@pytest.fixture
def by():
    for ref in ("WR1", "WR2"):
        ObjectiveFactory(ref=ref)
    for name in ("Waste and Recycling", *(row[1] for row in STAFF_EXAMPLES[:-1])):
        Unit.objects.get_or_create(name=name, kind="department")
    return sign_in(Role.ADMINISTRATOR)[1]


def imported(by, kind: str, **changed: str) -> ImportBatch:
    rows = rows_of(*FILES[kind])
    rows[0] |= changed
    for name, value in changed.items():  # the last line is the total
        if value.isdigit():
            rows[-1][name] = str(sum(float(row[name].replace(",", "")) for row in rows[:-1]))
    batch = by_the_worker(by, kind, as_csv(rows), f"{kind}.csv")
    assert batch.state == ImportState.APPLIED, (batch.reason, batch.summary)
    return batch


def taken_back(by, batch: ImportBatch) -> ImportBatch:
    return books.taken_back(by, batch, at=AT)


@pytest.mark.parametrize("kind", FILES)
def test_a_first_one_leaves_nothing_behind(by, kind):
    if kind == "ledger-month":
        imported(by, "budget")
    before = row_counts()
    batch = imported(by, kind)
    assert row_counts() != before
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert row_counts() == before


def test_a_changed_budget_has_its_amounts_and_shares_again(by):
    imported(by, "budget")
    before = [list(model.objects.order_by("pk").values()) for model in (BudgetLine, Share)]
    batch = imported(by, "budget", **{"Planned for the year": "1", "Objectives": "WR1 10%"})
    assert BudgetLine.objects.get(code="WR100").planned == 1
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    after = [list(model.objects.order_by("pk").values()) for model in (BudgetLine, Share)]
    for row in (*before[0], *after[0]):
        row.pop("version")
    assert after == before


def test_months_are_taken_back_from_the_last_one_on(by):
    imported(by, "budget")
    first = imported(by, "ledger-month")
    second = imported(by, "ledger-month", **{"Actual to date": "5"})
    ImportBatch.objects.filter(pk=first.pk).update(applied_at=AT.replace(minute=1))
    first.refresh_from_db()
    assert "“ledger-month.csv” was imported since: take that back first." in taken_back(by, first).reason
    assert taken_back(by, second).state == ImportState.UNDONE, second.reason
    assert Extract.objects.get(is_standing=True).pk == Extract.objects.get().pk
    assert taken_back(by, first).state == ImportState.UNDONE, first.reason
    assert not Extract.objects.exists()
