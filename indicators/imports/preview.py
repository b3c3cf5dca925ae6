"""The preview of an import: what is shown, and kept until somebody decides. ``plan`` fills it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice
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


_TOGETHER = 1000


def _written(things: Iterable[object]) -> Iterator[bytes]:
    """Rows and changes as bytes that tell them apart, a thousand at a time: JSON writes most of what they hold in a
    third of the time that ``repr`` takes.
    """
    as_json, rest = json.JSONEncoder(default=_Words()).encode, iter(things)
    while few := list(islice(rest, _TOGETHER)):
        yield as_json(few).encode()


class _Words:
    """Puts what JSON does not know into words; what many rows share, such as a period, once. Each of these things is
    held meanwhile, so that nothing else can take its identity.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._held: list[object] = []

    def __call__(self, each: object) -> str:
        words = self._known.get(id(each))
        return self._new(each) if words is None else words

    def _new(self, each: object) -> str:
        if len(self._held) == _KNOWN:
            self._known, self._held = {}, []
        self._held.append(each)
        words = self._known[id(each)] = repr(each)
        return words


_KNOWN = 8192


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
        for each in _written(chain(self.rows, self.parts, self.makes)):
            whole.update(each)
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
