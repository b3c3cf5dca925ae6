"""What an import would do, ready to be shown, kept and decided on. Reading and comparing are in ``plan``."""

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from typing import Any

from indicators.imports.planned_changes import Changes, FigureChange, NewMeasure, TargetChange


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the preview: the figure and the target as they stand and as they would be, in words. A refused row has
    only what the file says, as typed.

    ``about`` says that the measure is new; "" for one that is stored.
    """

    line: int
    ref: str
    name: str
    period: str
    outcome: Outcome
    before: str = ""
    after: str = ""
    target_before: str = ""
    target_after: str = ""
    about: str = ""
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """A whole file. It can be applied only when nothing is refused, or with the refused rows left out by choice.

    ``makes`` says of new measures what comes with them and what is not known; ``notes`` is what else is worth knowing.
    """

    filename: str
    rows: list[PlannedRow] = field(default_factory=list)
    measures: list[NewMeasure] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)
    targets: list[TargetChange] = field(default_factory=list)
    makes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def changes(self) -> Changes:
        return Changes(self.measures, self.figures, self.targets)

    @property
    def digest(self) -> str:
        """Ties a decision to what was previewed: another digest means that the data moved in between."""
        whole = hashlib.sha256()
        for each in (*self.rows, *self.measures, *self.figures, *self.targets, *self.makes):
            whole.update(repr(each).encode())
        return whole.hexdigest()

    @property
    def summary(self) -> dict[str, Any]:
        """The preview as it is kept between upload and decision, and the result after it."""
        return {
            "counts": self.counts,
            "measures": len(self.measures),
            "figures": len(self.figures),
            "targets": len(self.targets),
            "makes": self.makes,
            "notes": self.notes,
            "rows": [astuple(row) for row in self.rows],
        }


def kept_rows(summary: dict[str, Any]) -> list[PlannedRow]:
    """The rows of a kept preview."""
    return [
        PlannedRow(line, ref, name, period, Outcome(outcome), *words, problems=tuple(problems))
        for line, ref, name, period, outcome, *words, problems in summary.get("rows", [])
    ]
