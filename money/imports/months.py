"""A month of the ledger: what its file would change, and how it is made ready to be written."""

from collections.abc import Mapping
from datetime import date

from foundation.dates import day_words
from foundation.pace import Pace
from foundation.words import counted, listed
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from money.changes.extracts import MonthLine, MonthRead
from money.imports.columns import ACTUAL, CODE, FORECAST, MONTH, MONTH_COLUMNS, PLANNED, PROFILED, YEAR, names, needed
from money.imports.ledger import Entry, Layout, Ledger, read_ledger
from money.imports.previews import MoneyPlan, refused
from money.models import Extract
from money.queries.stored import StoredLine, Told, standing_extract, stored_lines
from money.rules.amounts import exact

_LAYOUT = Layout(amounts=(PLANNED, ACTUAL, FORECAST), optional=[PROFILED], times=(YEAR, MONTH))
_NAMED = 10


def read_month_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=names(MONTH_COLUMNS), required=needed(MONTH_COLUMNS))


def plan_month(table: Table, filename: str, *, today: date, pace: Pace = iter) -> MoneyPlan:  # noqa: ARG001
    """What the file would do; reads the database in a fixed number of statements, and writes nothing."""
    ledger = read_ledger(table, _LAYOUT, today=today, pace=pace)
    standing = standing_extract(ledger.month) if ledger.month else None
    stored = stored_lines(ledger.year, standing) if ledger.year else {}
    _check_known(ledger, stored)
    if not ledger.is_sound:
        return refused(ledger, table.notes)
    rows, lines = [], []
    for entry in pace(ledger.entries):
        line = stored[entry.code]
        told = _told(entry)
        rows.append(_row(entry, line, told, str(ledger.month)))
        lines.append(MonthLine(line.pk, *told))
    plan = MoneyPlan(rows, makes=_makes(ledger, standing), notes=list(table.notes))
    plan.read = MonthRead(year=ledger.year, month=ledger.month, lines=lines, replaces=standing, whole=len(stored))
    plan.basis = f"{standing.pk if standing else ''} {len(stored)}"
    return plan


def _check_known(ledger: Ledger, stored: Mapping[str, StoredLine]) -> None:
    """Each cost centre stands in the year's budget, and each of the budget's stands in the file."""
    if not ledger.entries or ledger.year is None:
        return
    if not stored:
        ledger.whole.append(f"No budget of {ledger.year} is stored. Import the budget first, then its months.")
        return
    alike = {_bare(code): code for code in stored}
    for entry in ledger.entries:
        if entry.code and entry.code not in stored:
            meant = alike.get(_bare(entry.code))
            hint = f" It may be meant as {meant}." if meant else ""
            entry.faults.append(
                f"{CODE}: “{shown(entry.code)}” is not in the budget of {ledger.year}.{hint} Correct the code or, "
                "if it is new, import it with the budget first."
            )
    there = {entry.code for entry in ledger.entries}
    if missing := [code for code in stored if code not in there]:
        one = len(missing) == 1
        ledger.whole.append(
            f"{counted(len(missing), 'cost centre')} of the budget {'is' if one else 'are'} not in the file: "
            f"{listed(missing, _NAMED)}. Add a line for {'it' if one else 'each'}, with 0 where nothing was spent."
        )


def _told(entry: Entry) -> Told:
    amounts = entry.amounts
    return amounts[PLANNED], amounts.get(PROFILED), amounts[ACTUAL], amounts[FORECAST]


def _row(entry: Entry, line: StoredLine, told: Told, month: str) -> PlannedRow:
    before = line.told
    outcome = Outcome.NEW if before is None else Outcome.UNCHANGED if before == told else Outcome.CHANGED
    return PlannedRow(
        entry.line, entry.code, line.name, month, outcome,
        before=exact(before[2]) if before else "", after=exact(told[2]),
        target_before=exact(before[3]) if before else "", target_after=exact(told[3]),
        about="" if told[0] == line.planned else f"Planned {exact(told[0])}; set at {exact(line.planned)}",
    )  # fmt: skip


def _makes(ledger: Ledger, standing: Extract | None) -> list[str]:
    total = ledger.total.amounts if ledger.total else {}
    makes = [
        f"{ledger.month}, in {ledger.year}: {counted(len(ledger.entries), 'line')}. The total agrees: planned "
        f"{exact(total[PLANNED])}, actual to date {exact(total[ACTUAL])}, forecast {exact(total[FORECAST])}."
    ]
    if standing:
        who = standing.read_by.name if standing.read_by else "the system"
        makes.append(
            f"It takes the place of what {who} read in on {day_words(standing.read_at)}: planned "
            f"{exact(standing.planned)}, actual to date {exact(standing.actual)}, forecast {exact(standing.forecast)}. "
            "That stays on record."
        )
    return makes


def _bare(code: str) -> str:
    """A code without what is easily lost of it: capitals, signs, noughts at its beginning."""
    return "".join(sign for sign in code.casefold() if sign.isalnum()).lstrip("0")
