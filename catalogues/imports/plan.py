"""What a catalogue's file would change: each entry new, changed, as it is, or refused with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogues.changes.entries import EntryRead
from catalogues.imports.columns import CODE, HEADINGS, REQUIRED, TITLE
from catalogues.imports.reading import FIELDS, Line, read_lines
from catalogues.models import Catalogue, Entry
from catalogues.rules.entries import PLACEHOLDER, UNCHECKED, is_unchecked
from catalogues.rules.gaps import short_name
from foundation.pace import Pace
from foundation.words import counted
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table


def read_catalogue_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=HEADINGS, required=REQUIRED)


@dataclass(slots=True)
class PlanOfEntries(Preview):
    """What a file of entries would do: ``entries`` that are new or changed, ``names`` of catalogues that are new."""

    entries: list[EntryRead] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def parts(self) -> Iterable[object]:
        return (
            *self.names,
            *((each.catalogue, each.stored, sorted(each.values.items(), key=str)) for each in self.entries),
        )


@dataclass(slots=True)
class _Held:
    """What is stored of a catalogue: its own name, its entries by code and by title in small letters, and the last of
    their places.
    """

    name: str
    by_code: dict[str, Entry] = field(default_factory=dict)
    by_title: dict[str, Entry] = field(default_factory=dict)
    last: int = 0

    def entry_of(self, line: Line) -> Entry | None:
        """By its code, else by its title where neither has another code."""
        if line.code and (found := self.by_code.get(line.code.casefold())):
            return found
        found = self.by_title.get(line.title.casefold())
        return found if found and not (line.code and found.code) else None


def plan_entries(table: Table, filename: str, *, today: date, pace: Pace = iter) -> PlanOfEntries:  # noqa: ARG001
    """What the file would do; reads the database in two statements, and writes nothing."""
    plan, (lines, whole) = PlanOfEntries(filename), read_lines(table, pace)
    held = _stored()
    for line in pace(lines):
        plan.rows.append(_planned(plan, line, held))
    plan.rows += [PlannedRow(0, "", "The file", "", Outcome.REFUSED, problems=(fault,)) for fault in whole]
    plan.makes += [f"A new catalogue: {name}, called {short_name(name)} before a code." for name in plan.names]
    plan.notes += [*table.notes, *_left(lines, held), *_marked(lines)]
    return plan


def _stored() -> dict[str, _Held]:
    held = {each.name.casefold(): _Held(each.name) for each in Catalogue.objects.all()}
    for entry in Entry.objects.select_related("catalogue").order_by("position"):
        of = held[entry.catalogue.name.casefold()]
        of.by_title[entry.title.casefold()] = entry
        of.last = max(of.last, entry.position)
        if entry.code:
            of.by_code[entry.code.casefold()] = entry
    return held


def _planned(plan: PlanOfEntries, line: Line, held: dict[str, _Held]) -> PlannedRow:
    of = held.get(line.catalogue.casefold())
    stored = of.entry_of(line) if of else None
    if not line.faults and of:
        line.faults += _clashes(line, stored, of)
    if line.faults:
        return PlannedRow(
            line.number,
            line.code[:30],
            line.title[:120],
            line.catalogue[:60],
            Outcome.REFUSED,
            problems=tuple(line.faults),
        )
    if of is None:
        of = held[line.catalogue.casefold()] = _Held(line.catalogue)
        plan.names.append(line.catalogue)
    changed = (
        {} if stored is None else {name: each for name, each in line.values.items() if getattr(stored, name) != each}
    )
    outcome = Outcome.NEW if stored is None else Outcome.CHANGED if changed else Outcome.UNCHANGED
    if outcome is not Outcome.UNCHANGED:
        of.last += stored is None
        values = changed if stored else {**line.values, "position": of.last}
        plan.entries.append(EntryRead(of.name, stored.pk if stored else None, stored.version if stored else 0, values))
    return _row(line, of.name, stored, outcome)


def _clashes(line: Line, stored: Entry | None, of: _Held) -> list[str]:
    """A code or a title that another entry of the catalogue has already."""
    found = []
    for column, text, by in ((CODE, line.code, of.by_code), (TITLE, line.title, of.by_title)):
        other = by.get(text.casefold()) if text else None
        if other is not None and (stored is None or other.pk != stored.pk):
            found.append(
                f"{column}: {of.name} has “{shown(str(other))}” with it already. Correct it, or that entry first."
            )
    return found


def _row(line: Line, name: str, stored: Entry | None, outcome: Outcome) -> PlannedRow:
    now = {field: getattr(stored, field) for field in _TOLD} if stored else {}
    return PlannedRow(
        line.number, line.code, line.title, name[:60], outcome,
        before=stored.theme if stored else "", after=str(line.values.get("theme", stored.theme if stored else "")),
        target_before=_words(now) if stored else "", target_after=_words(now | line.values),
        about="" if stored else "New entry",
    )  # fmt: skip


_TOLD = tuple(name for name in FIELDS.values() if name not in ("code", "theme"))


def _words(values: Mapping[str, Any]) -> str:
    """What an entry says beside its theme, in a cell of the preview."""
    good = {"high": "high is good", "low": "low is good", "range": "good within a range", "plan": "good as planned"}
    marks = [
        UNCHECKED if is_unchecked(values.get("title_check", "")) else "",
        PLACEHOLDER if values.get("is_placeholder") else "",
    ]
    best = f"best {values['best'].normalize():f}" if values.get("best") is not None else ""
    told = (
        values.get("title", ""), values.get("kind", ""), good.get(values.get("polarity", ""), ""), best,
        values.get("frequency", ""), values.get("numerator", ""), values.get("denominator", ""),
        values.get("data_source", ""), values.get("source_url", ""), values.get("grouping", ""),
        *marks,
    )  # fmt: skip
    return "; ".join(filter(None, told))


def _left(lines: Iterable[Line], held: Mapping[str, _Held]) -> list[str]:
    """Entries that the file does not name stay as they are."""
    named: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        of = held.get(line.catalogue.casefold())
        if of and (entry := of.entry_of(line)):
            named[of.name].add(entry.pk)
    found = []
    for of in held.values():
        if of.name in named and (left := len(of.by_title) - len(named[of.name])):
            stays = "stays" if left == 1 else "stay"
            noun = "entry" if left == 1 else "entries"
            found.append(f"{left:,} {noun} of {of.name} that the file does not name {stays} as before.")
    return found


def _marked(lines: Iterable[Line]) -> list[str]:
    unchecked = sum(is_unchecked(str(line.values.get("title_check", ""))) for line in lines)
    return (
        [f"{counted(unchecked, 'title')} in the file: {UNCHECKED}. Each stays marked so on every page."]
        if unchecked
        else []
    )
