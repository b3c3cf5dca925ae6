"""Budgets and months of the ledger, as kinds of the one import."""

from collections.abc import Sequence
from datetime import datetime

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from indicators.imports.columns import ColumnHelp
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.matching.fields import Fields
from indicators.models import ImportBatch
from money.changes.budgets import prepare_budget
from money.changes.extracts import Prepared, prepare_month
from money.changes.staff import prepare_staff
from money.imports.budgets import plan_budget, read_budget_file
from money.imports.columns import (
    ACTUAL,
    BUDGET_COLUMNS,
    BUDGET_EXAMPLES,
    ESTABLISHED,
    FORECAST,
    IN_POST,
    MONTH,
    MONTH_COLUMNS,
    MONTH_EXAMPLES,
    OBJECTIVES,
    PLANNED,
    STAFF_COLUMNS,
    STAFF_EXAMPLES,
    YEAR,
    names,
    needed,
)
from money.imports.months import plan_month, read_month_file
from money.imports.previews import MoneyPlan
from money.imports.staff import plan_staff, read_staff_file

_WHOLE = (
    "Some lines cannot be used, and no part of a ledger is written by itself. Correct the file and import it again."
)


def _budget(*, by: Actor, at: datetime, batch: ImportBatch, plan: MoneyPlan) -> ReadyImport:
    _check_whole(plan)
    return _ready(prepare_budget(by=by, at=at, filename=batch.filename, read=plan.read))


def _month(*, by: Actor, at: datetime, batch: ImportBatch, plan: MoneyPlan) -> ReadyImport:
    _check_whole(plan)
    return _ready(prepare_month(by=by, at=at, filename=batch.filename, read=plan.read))


def _staff(*, by: Actor, at: datetime, batch: ImportBatch, plan: MoneyPlan) -> ReadyImport:
    _check_whole(plan)
    return _ready(prepare_staff(by=by, at=at, filename=batch.filename, read=plan.read))


def _check_whole(plan: MoneyPlan) -> None:
    if plan.read is None:
        raise ChangeRefused(_WHOLE)


def _ready(prepared: Prepared) -> ReadyImport:
    return ReadyImport(entries=prepared.entries, write=prepared.write, done=prepared.done)


def _fields(columns: Sequence[ColumnHelp], *common: str) -> Fields:
    """What the columns of an extract may be. Its last line is a total, which is read; subtotals are not."""
    return Fields(columns=columns, required=[[name] for name in needed(columns)], common=common, keeps_totals=True)


BUDGET = ImportKind(
    key="budget",
    name="the budget of a year",
    thing="Budget line",
    heads=(PLANNED, OBJECTIVES),
    columns=BUDGET_COLUMNS,
    headings=names(BUDGET_COLUMNS),
    examples=BUDGET_EXAMPLES,
    read=read_budget_file,
    plan=plan_budget,
    prepare=_budget,
    needs=Permission.MONEY_IMPORT,
    fields=_fields(BUDGET_COLUMNS, YEAR),
)
LEDGER_MONTH = ImportKind(
    key="ledger-month",
    name="a month of the ledger",
    thing="Budget line",
    heads=(ACTUAL, FORECAST),
    columns=MONTH_COLUMNS,
    headings=names(MONTH_COLUMNS),
    examples=MONTH_EXAMPLES,
    read=read_month_file,
    plan=plan_month,
    prepare=_month,
    needs=Permission.MONEY_IMPORT,
    fields=_fields(MONTH_COLUMNS, YEAR, MONTH),
)
STAFF_MONTH = ImportKind(
    key="staff-month",
    name="a month of the establishment",
    thing="Team",
    heads=(ESTABLISHED, IN_POST),
    columns=STAFF_COLUMNS,
    headings=names(STAFF_COLUMNS),
    examples=STAFF_EXAMPLES,
    read=read_staff_file,
    plan=plan_staff,
    prepare=_staff,
    needs=Permission.MONEY_IMPORT,
    fields=_fields(STAFF_COLUMNS, MONTH),
)
