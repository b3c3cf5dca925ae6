"""Family groups of councils, as a kind of the one import: one council of a group a line, as publishers print them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.actors import Actor
from accounts.roles import Permission
from benchmarks.changes.group_files import GroupRead, GroupsRead, groups_writer
from benchmarks.models import Council, Group, GroupKind
from foundation.pace import Pace
from foundation.words import counted, listed
from indicators.imports.cell_problems import cell_problems
from indicators.imports.columns import ColumnHelp
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.limits import shown
from indicators.imports.matching.fields import Fields
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.rows import text_of
from indicators.imports.workbook import Table, TableRow
from indicators.imports.workbook.parent import read_table
from indicators.models import ImportBatch

GROUP, COUNCIL, HOLDS_FOR = "Group", "Council", "Measures that it holds for"
COLUMNS = (
    ColumnHelp(GROUP, True, "The family group, by its name.", "", ("family group", "family", "group name")),
    ColumnHelp(
        COUNCIL, True, "A council of it, by its name or its official code under Councils. A new name adds the council.",
        "", ("local authority", "authority", "council name", "la", "la name", "ons code"),
    ),
    ColumnHelp(
        HOLDS_FOR, False, "Where it holds for some measures alone: the same words as with the measures.", "",
        ("grouping", "family grouping", "indicators"),
    ),
)  # fmt: skip
HEADINGS = tuple(each.name for each in COLUMNS)
EXAMPLES: tuple[Sequence[str], ...] = (
    ("Family Group 1", "Exampleshire", "Environmental indicators"),
    ("Family Group 1", "Otherton", "Environmental indicators"),
)
_LIMITS = ((GROUP, 120), (COUNCIL, 120), (HOLDS_FOR, 160))
_NAMED = 10

Place = tuple[str, str]
"""A group's name and what it holds for, in small letters."""


@dataclass(slots=True)
class GroupsPlan(Preview):
    """What the file would do: groups that are new or that change, and councils that are new."""

    read: GroupsRead = field(default_factory=lambda: GroupsRead((), ()))

    @property
    def parts(self) -> Iterable[object]:
        return [*self.read.groups, *self.read.new_councils]


@dataclass(slots=True)
class _Line:
    row: TableRow
    texts: Mapping[str, str]
    faults: list[str]

    @property
    def place(self) -> Place:
        return _small(self.texts.get(GROUP, "")), _small(self.texts.get(HOLDS_FOR, ""))


def read_groups_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=HEADINGS, required=(GROUP, COUNCIL))


def plan_groups(table: Table, filename: str, *, today: date, pace: Pace = iter) -> GroupsPlan:  # noqa: ARG001
    """What the file would do; reads the database in three statements, and writes nothing."""
    cells, known = cell_problems(table), _known_councils()
    stored, called = _stored(), dict(known)
    lines = [_read(row, cells.pop(row.line, [])) for row in pace(table.rows)]
    wanted: dict[Place, dict[str, _Line]] = {}
    for line in lines:
        if line.faults:
            continue
        name = called.setdefault(_small(line.texts[COUNCIL]), line.texts[COUNCIL])
        if (first := wanted.setdefault(line.place, {}).setdefault(name, line)) is not line:
            line.faults.append(f"{COUNCIL}: {name} stands in line {first.row.line} already. Keep one of the two lines.")
    plan = GroupsPlan(filename)
    plan.rows = [_row(line, known, stored) for line in lines]
    plan.rows += [PlannedRow(0, "", "The file", "", Outcome.REFUSED, problems=(each,)) for each in cells.get(0, [])]
    groups, left = [], []
    for place, members in wanted.items():
        group, held = stored.get(place, (None, set()))
        if group is None or held != set(members):
            texts = next(iter(members.values())).texts
            name, grouping = (group.name, group.grouping) if group else (texts[GROUP], texts.get(HOLDS_FOR, ""))
            told = (group.pk, group.version) if group else (None, 0)
            groups.append(GroupRead(name, grouping, tuple(sorted(members)), *told))
            left += [f"{each} leaves {name}" for each in sorted(held - set(members))]
    new = sorted({each for group in groups for each in group.councils} - set(known.values()))
    plan.read = GroupsRead(groups, new)
    plan.makes, plan.notes = _makes(plan.read), [*table.notes, *([f"{listed(left, _NAMED)}."] if left else [])]
    return plan


def _read(row: TableRow, faults: Sequence[str]) -> _Line:
    line = _Line(row, {name: " ".join(text_of(cell).split()) for name, cell in row.cells.items()}, list(faults))
    for column, most in _LIMITS:
        text = line.texts.get(column, "")
        if not text and column != HOLDS_FOR:
            line.faults.append(f"{column}: it is empty. Fill it in, or take the line out.")
        elif len(text) > most:
            line.faults.append(f"{column}: “{shown(text, 40)}” is longer than {most} characters. Shorten it.")
    return line


def _row(line: _Line, known: Mapping[str, str], stored: Mapping[Place, tuple[Group, set[str]]]) -> PlannedRow:
    group, council = line.texts.get(GROUP, "")[:40], line.texts.get(COUNCIL, "")[:120]
    name, holds_for = known.get(_small(council), council), line.texts.get(HOLDS_FOR, "")[:60]
    if line.faults:
        return PlannedRow(line.row.line, group, council, holds_for, Outcome.REFUSED, problems=tuple(line.faults))
    _, held = stored.get(line.place, (None, set()))
    outcome = Outcome.UNCHANGED if name in held else Outcome.NEW
    is_new = "New council" if _small(council) not in known else ""
    before = "in it" if outcome is Outcome.UNCHANGED else ""
    return PlannedRow(line.row.line, group, name, holds_for, outcome, before=before, after="in it", about=is_new)


def _makes(read: GroupsRead) -> list[str]:
    new = [each for each in read.groups if each.stored is None]
    makes = [f"{counted(len(new), 'new family group')}."] if new else []
    if read.new_councils:
        makes.append(
            f"{counted(len(read.new_councils), 'new council')}: {listed(list(read.new_councils), _NAMED)}. Say under "
            "Councils which of them is ours, and their type and region."
        )
    return makes


def _known_councils() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, code in Council.objects.values_list("name", "code"):
        found |= {_small(name): name} | ({_small(code): name} if code else {})
    return found


def _stored() -> dict[Place, tuple[Group, set[str]]]:
    groups = Group.objects.filter(kind=GroupKind.FAMILY).prefetch_related("members")
    return {(_small(g.name), _small(g.grouping)): (g, {each.name for each in g.members.all()}) for g in groups}


def _small(text: str) -> str:
    return " ".join(text.split()).casefold()


def _prepare(*, by: Actor, at: datetime, batch: ImportBatch, plan: GroupsPlan) -> ReadyImport:  # noqa: ARG001
    return ReadyImport(entries=(), write=groups_writer(by=by, at=at, read=plan.read))


COUNCIL_GROUPS = ImportKind(
    key="council-groups",
    name="family groups of councils",
    thing="Council",
    heads=("Before", "In the group"),
    columns=COLUMNS,
    headings=HEADINGS,
    examples=EXAMPLES,
    read=read_groups_file,
    plan=plan_groups,
    prepare=_prepare,
    needs=Permission.BENCHMARK_EDIT,
    fields=Fields(columns=COLUMNS, required=[[GROUP], [COUNCIL]], common=(HOLDS_FOR,), keeps_totals=True),
    are_figures=False,
    is_whole=True,
    where=HOLDS_FOR,
)
