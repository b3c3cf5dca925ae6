"""The preview of an import: what is shown, and kept until somebody decides. ``plan`` fills it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from indicators.imports.places import place_words
from indicators.imports.planned_changes import Changes, FigureChange, NewMeasure, NewMember, TargetChange


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class PlannedRow(NamedTuple):
    """One row of the preview, in words: the figure and the target before and after. A refused row has only what was
    typed. ``about`` says that the measure is new; "" for a stored one.
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

    @property
    def place(self) -> str:
        """Where it stands in the file: "14", or "F14" where a line holds several figures."""
        return place_words(self.line)


def _held(each: object) -> object:
    """What a row or a change holds, as a tuple: made for each of a hundred thousand, where ``astuple`` copies all that
    they hold, and their own ``repr`` names it.
    """
    if isinstance(each, tuple):
        return tuple(each)
    return _getter(type(each))(each) if is_dataclass(each) else each


@cache
def _getter(kind: type[Any]) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))


@dataclass(slots=True)
class Preview:
    """What a file would do, whatever is in it. ``makes`` are the sentences about new things, ``notes`` all other
    information. ``parts`` are the changes.
    """

    filename: str
    rows: list[PlannedRow] = field(default_factory=list)
    makes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def parts(self) -> Iterable[object]:
        return ()

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def digest(self) -> str:
        """Ties a decision to the preview: another digest means that the stored data has changed since."""
        whole = hashlib.sha256()
        for each in chain(self.rows, self.parts, self.makes):
            whole.update(repr(_held(each)).encode())
        return whole.hexdigest()

    @property
    def summary(self) -> dict[str, Any]:
        """The preview as it is stored with the file."""
        return {"counts": self.counts, "makes": self.makes, "notes": self.notes, "rows": self.rows, **self.more}

    @property
    def more(self) -> dict[str, Any]:
        """What else is stored with the preview."""
        return {}


@dataclass(slots=True)
class Plan(Preview):
    """The plan of a file of measures, targets and figures. ``approval`` are the sentences about who approves them."""

    measures: list[NewMeasure] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)
    targets: list[TargetChange] = field(default_factory=list)
    members: list[NewMember] = field(default_factory=list)
    approval: list[str] = field(default_factory=list)

    @property
    def parts(self) -> Iterable[object]:
        return (*self.measures, *self.figures, *self.targets, *self.members)

    @property
    def changes(self) -> Changes:
        return Changes(self.measures, self.figures, self.targets, self.members)

    @property
    def more(self) -> dict[str, Any]:
        return {"approval": self.approval, "may_stand": sum(each.may_stand for each in self.figures)}


def kept_rows(summary: dict[str, Any]) -> list[PlannedRow]:
    """The rows of a stored preview."""
    return [
        PlannedRow(line, ref, name, period, Outcome(outcome), *words, problems=tuple(problems))
        for line, ref, name, period, outcome, *words, problems in summary.get("rows", [])
    ]
