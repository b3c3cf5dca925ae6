"""The set-up workbook, as one of the kinds of import."""

from datetime import date

from accounts.roles import Permission
from foundation.pace import Pace
from indicators.imports.columns import ColumnHelp
from indicators.imports.kinds import ImportKind
from indicators.imports.workbook.parent import ReadBook, read_book
from pmmi.workbook.planning import BookPlan, plan_book
from pmmi.workbook.sheets import SHEETS
from pmmi.workbook.writing import prepare_book


def _read(data: bytes, filename: str) -> ReadBook:
    return read_book(data, filename, {sheet.title: (sheet.headings, sheet.needed) for sheet in SHEETS})


def _plan(table: ReadBook, filename: str, *, today: date, pace: Pace = iter) -> BookPlan:
    return plan_book(table, filename, sheets=SHEETS, today=today, pace=pace)


WORKBOOK = ImportKind(
    key="workbook",
    name="the set-up workbook",
    thing="Thing",
    heads=("Was", "Becomes"),
    columns=[ColumnHelp(sheet.title, False, sheet.purpose) for sheet in SHEETS],
    headings=(),
    examples=(),
    read=_read,
    plan=_plan,
    prepare=prepare_book,
    fields=None,
    are_figures=False,
    is_whole=True,
    names_people=True,
    where="Sheet",
    page="workbook",
    files="An Excel workbook (.xlsx), a ZIP archive with a CSV file for each sheet, or one sheet as a CSV file that is "
    "called like it (Units.csv)",
    suffixes=".xlsx,.zip,.csv",
    needs=Permission.ORGANISATION_EDIT,  # who has it has that of each sheet: tests/pmmi/workbook
)
