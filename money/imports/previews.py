"""The preview of a file of money, in the form of all imports. A file with a fault shows its faults alone: no part of a
ledger is written by itself.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from foundation.words import counted
from indicators.imports.preview import Outcome, PlannedRow
from money.imports.columns import NAME, TOTAL
from money.imports.ledger import Entry, Ledger


@dataclass(slots=True)
class MoneyPlan:
    """What a file of money would do. ``read`` is what is to be written, None where anything is wrong with the file.
    ``basis`` is what the plan rests on beside its rows: another makes another digest.
    """

    rows: list[PlannedRow]
    makes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: Any = None
    basis: str = ""

    @property
    def digest(self) -> str:
        """Ties a decision to the preview."""
        whole = hashlib.sha256(self.basis.encode())
        for each in (*self.rows, *self.makes):
            whole.update(repr(each).encode())
        return whole.hexdigest()

    @property
    def summary(self) -> dict[str, Any]:
        """As ``indicators.imports.preview.Plan.summary``."""
        found = Counter(row.outcome for row in self.rows)
        return {
            "counts": {outcome.value: found[outcome] for outcome in Outcome},
            "makes": self.makes,
            "approval": [],
            "may_stand": 0,
            "notes": self.notes,
            "rows": self.rows,
        }


def refused(ledger: Ledger, notes: Iterable[str]) -> MoneyPlan:
    """The preview of a file with faults: each line that has one, the total, and what is wrong with the whole."""
    lines = [each for each in ledger.entries if each.faults]
    rows = [_refused(each, each.code) for each in lines]
    if ledger.total and ledger.total.faults:
        rows.append(_refused(ledger.total, TOTAL))
    rows += [PlannedRow(0, "", "The file", "", Outcome.REFUSED, problems=(fault,)) for fault in ledger.whole]
    sound = len(ledger.entries) - len(lines)
    said = f"{counted(sound, 'other line')} can be used. Nothing is written until the whole file can."
    return MoneyPlan(rows, notes=[*notes, *([said] if sound else [])])


def _refused(entry: Entry, ref: str) -> PlannedRow:
    name, period = entry.texts.get(NAME, "")[:120], str(entry.month or entry.year or "")
    return PlannedRow(entry.line, ref[:60], name, period, Outcome.REFUSED, problems=tuple(entry.faults))
