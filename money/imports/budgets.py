"""A year's budget: what its file would change, and how it is made ready to be written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.pace import Pace
from foundation.words import counted
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from money.changes.budgets import BudgetLineRead, BudgetRead, served_words
from money.imports.columns import BUDGET_COLUMNS, KIND, NAME, OBJECTIVES, PLANNED, SERVICE, YEAR, names, needed
from money.imports.ledger import Entry, Layout, Ledger, read_ledger
from money.imports.previews import MoneyPlan, refused
from money.models import FlowChoice, Nature
from money.queries.stored import KnownUnits, StoredLine, objectives_by_ref, stored_lines, stored_shares, units_by_name
from money.rules.amounts import exact
from money.rules.rollup import faults_of

_LAYOUT = Layout(amounts=[PLANNED], times=[YEAR])
_KINDS = {
    f"{nature.label} {flow.label}".casefold(): (nature.value, flow.value) for nature in Nature for flow in FlowChoice
}
_SHARE = re.compile(r"(?P<ref>.*\S)\s+(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s*%?")
_LONGEST_NAME = 200


def read_budget_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=names(BUDGET_COLUMNS), required=needed(BUDGET_COLUMNS))


@dataclass(frozen=True, slots=True)
class _Known:
    units: KnownUnits
    objectives: Mapping[str, int]


def plan_budget(table: Table, filename: str, *, today: date, pace: Pace = iter) -> MoneyPlan:  # noqa: ARG001
    """What the file would do; reads the database in a fixed number of statements, and writes nothing."""
    ledger = read_ledger(table, _LAYOUT, today=today, pace=pace)
    on = min(today, ledger.year.end) if ledger.year else today
    known = _Known(units_by_name(on=on), objectives_by_ref())
    read = {entry.line: _line(entry, known) for entry in pace(ledger.entries)}
    if not ledger.is_sound or ledger.year is None:
        return refused(ledger, table.notes)
    stored, shares = stored_lines(ledger.year), stored_shares(ledger.year)
    refs = {pk: ref for ref, pk in known.objectives.items()}
    rows, new, changed = [], [], []
    for entry in pace(ledger.entries):
        line, before = read[entry.line], stored.get(entry.code)
        shared = shares.get(before.pk, {}) if before else {}
        outcome = _outcome(line, before, shared)
        rows.append(
            _row(entry, line, before, outcome, (served_words(shared, refs), served_words(line.shares or {}, refs)))
        )
        if outcome is Outcome.NEW:
            new.append(line)
        elif outcome is Outcome.CHANGED:
            changed.append(line)
    plan = MoneyPlan(rows, makes=_makes(ledger), notes=[*table.notes, *_left(ledger, stored)])
    plan.read = BudgetRead(year=ledger.year, new=new, changed=changed, stored=len(stored), refs=refs)
    plan.basis = str(len(stored))
    return plan


def _line(entry: Entry, known: _Known) -> BudgetLineRead:
    """The line as it is to be stored; what is wrong with it is put among its faults."""
    name = entry.texts.get(NAME, "").strip()
    if not name:
        entry.faults.append(f"{NAME}: it is empty. Say what the money is for.")
    elif len(name) > _LONGEST_NAME:
        entry.faults.append(f"{NAME}: it is longer than {_LONGEST_NAME} characters. Shorten it.")
    nature, flow = _kind(entry)
    planned = entry.amounts.get(PLANNED, Decimal(0))
    _check_sign(entry, flow, planned)
    shares = _shares(entry, known.objectives)
    return BudgetLineRead(entry.code, name, _unit(entry, known.units), nature, flow, planned, shares)


def _unit(entry: Entry, units: KnownUnits) -> int:
    typed = entry.texts.get(SERVICE, "").strip()
    found = units.named(typed)
    if len(found) == 1:
        return found[0]
    if not typed:
        entry.faults.append(f"{SERVICE}: it is empty. Write the service’s name.")
    elif found:
        entry.faults.append(
            f"{SERVICE}: {len(found)} units are called “{shown(typed)}”. Rename one under Organisation."
        )
    else:
        entry.faults.append(f"{SERVICE}: {units.missing(typed, shown(typed))}")
    return 0


def _kind(entry: Entry) -> tuple[str, str]:
    typed = " ".join(entry.texts.get(KIND, "").split())
    found = _KINDS.get(typed.casefold())
    if found is None:
        said = f"“{shown(typed)}” is none" if typed else "it is empty"
        entry.faults.append(
            f"{KIND}: {said}. Write Revenue spending, Revenue income, Capital spending or Capital income."
        )
    return found or ("", "")


def _check_sign(entry: Entry, flow: str, planned: Decimal) -> None:
    if flow == FlowChoice.INCOME and planned > 0:
        entry.faults.append(f"{PLANNED}: income is written with a minus: {exact(-planned)}.")
    elif flow == FlowChoice.SPENDING and planned < 0:
        entry.faults.append(f"{PLANNED}: spending has no minus. Take it off, or write income under {KIND}.")


def _shares(entry: Entry, objectives: Mapping[str, int]) -> dict[int, Decimal] | None:
    typed = entry.texts.get(OBJECTIVES, "").strip()
    if not typed:
        return None
    found: dict[int, Decimal] = {}
    for part in filter(None, (each.strip() for each in typed.split(";"))):
        match = _SHARE.fullmatch(part)
        if match is None:
            entry.faults.append(f"{OBJECTIVES}: “{shown(part)}” could not be read. Write it like WR1 60%; WR2 40%.")
            continue
        objective = objectives.get(match["ref"])
        if objective is None:
            entry.faults.append(
                f"{OBJECTIVES}: no plan that is open has an objective “{shown(match['ref'])}”. Correct its reference."
            )
        elif objective in found:
            entry.faults.append(f"{OBJECTIVES}: {match['ref']} stands there twice. Keep one share.")
        else:
            found[objective] = Decimal(match["percent"])
    entry.faults += [f"{OBJECTIVES}: {fault}" for fault in faults_of(list(found.values()))]
    return found


def _outcome(line: BudgetLineRead, before: StoredLine | None, shares: Mapping[int, Decimal]) -> Outcome:
    if before is None:
        return Outcome.NEW
    stored = (before.name, before.unit_id, before.nature, before.flow, before.planned)
    is_same = stored == (line.name, line.unit_id, line.nature, line.flow, line.planned)
    return Outcome.UNCHANGED if is_same and line.shares in (None, dict(shares)) else Outcome.CHANGED


def _row(
    entry: Entry, line: BudgetLineRead, before: StoredLine | None, outcome: Outcome, shares: tuple[str, str]
) -> PlannedRow:
    return PlannedRow(
        entry.line, entry.code, line.name, str(entry.year), outcome,
        before=exact(before.planned) if before else "", after=exact(line.planned),
        target_before=shares[0], target_after=shares[0] if line.shares is None else shares[1],
        about="" if before else "New line",
    )  # fmt: skip


def _makes(ledger: Ledger) -> list[str]:
    total = ledger.total.amounts[PLANNED] if ledger.total else Decimal(0)
    return [
        f"The budget of {ledger.year}: {counted(len(ledger.entries), 'line')} in the file. The total agrees: planned "
        f"{exact(total)}."
    ]


def _left(ledger: Ledger, stored: Mapping[str, StoredLine]) -> list[str]:
    """Lines that the file does not name stay as they are."""
    there = {entry.code for entry in ledger.entries}
    left = sum(code not in there for code in stored)
    if not left:
        return []
    stays = "stays" if left == 1 else "stay"
    return [f"{counted(left, 'line')} of the budget that the file does not name {stays} as before."]
