"""Opens an uploaded file of any kind: as its own headings say, as was said of an earlier file with these headings or,
of a file that nobody has spoken of yet, only far enough to ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from foundation.pace import Pace
from indicators.imports.kinds import ImportKind, PlannedImport, kind_of
from indicators.imports.limits import MAX_HEADING_ROW, FileRefused, HeadingsRefused, shown
from indicators.imports.matching.fields import NOTE, OUT, ROW, YEAR_PART, heading_key
from indicators.imports.matching.layout import Layout, kept_layout, problems_of, recalled, said_before
from indicators.imports.matching.long import long_table, names_of
from indicators.imports.matching.propose import best_sheet, parts_without_year, proposed, samples_of
from indicators.imports.matching.spans import lacks_year
from indicators.imports.preview import Outcome, PlannedRow
from indicators.imports.units_by_name import Places, name_key
from indicators.imports.workbook import Cell, SheetSeen, Table, TableRow
from indicators.imports.workbook.parent import look_at, read_matched
from indicators.models import ImportBatch, ImportLayout


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened: its ``table`` with the ``layout`` it was read by (None: its headings are our own), or no
    table, for a person to say what its columns are, with what was said of an earlier file of that layout as far as it
    goes. ``seen`` has the first rows of its sheets, of which somebody may say so or otherwise.
    """

    table: Table | None = None
    layout: Layout | None = None
    seen: Sequence[SheetSeen] = ()


def open_file(kind: ImportKind, data: bytes, filename: str) -> Opened:
    """The table of a file whose headings are known, else its first rows. Raises FileRefused when the file as a whole
    cannot be used, whatever its columns are.
    """
    if kind.fields is None:
        return Opened(kind.read(data, filename))
    refusal: FileRefused | None = None
    try:
        table = kind.read(data, filename)
    except HeadingsRefused as error:
        refusal = error
    else:
        if not _asks(kind, table):
            return Opened(table)
    seen = look_at(data, filename)
    if best_sheet(seen, kind.fields) is None:
        raise refusal or HeadingsRefused("The file has no table.")
    found = _said_before(kind, seen, filename)
    if found is None:
        return Opened(seen=seen)
    layout, stored = found
    known = recalled(layout, stored.choices)
    if problems_of(known, kind.fields):
        return Opened(layout=replace(known, year=layout.year or stored.choices["year"]), seen=seen)
    table = read_by(kind, data, filename, known)
    notes = [_REMEMBERED.format(shown(stored.filename)), *said_before(layout, stored.choices, kind.fields)]
    return Opened(replace(table, notes=(*notes, *table.notes)), known, seen)


def _said_before(kind: ImportKind, seen: Sequence[SheetSeen], filename: str) -> tuple[Layout, ImportLayout] | None:
    """The layout of a table whose headings somebody has spoken of, wherever it stands; and what was said."""
    stored = {each.signature: each for each in ImportLayout.objects.filter(kind=kind.key).order_by("chosen_at")}
    if not stored:
        return None
    first = best_sheet(seen, kind.fields)
    sheets = sorted(seen, key=lambda each: each is not first)
    # Where the headings are found by themselves, and then where somebody may have said that they are.
    places = ((sheet, line) for are_said in (False, True) for sheet in sheets for line in _lines(sheet, are_said))
    for sheet, line in places:
        layout = proposed(sheet, kind.fields, filename=filename, line=line)
        if layout and layout.signature in stored:
            return layout, stored[layout.signature]
    return None


def _lines(sheet: SheetSeen, are_said: bool) -> Sequence[int]:
    return sorted(line for line in sheet.rows if line <= MAX_HEADING_ROW) if are_said else (0,)


_REMEMBERED = "Its columns were read as was said of “{}”, which had the same headings."


def read_by(kind: ImportKind, data: bytes, filename: str, layout: Layout) -> Table:
    """The table of a file as a person has said. Raises FileRefused when the file as a whole cannot be used."""
    names = names_of(layout)
    return long_table(
        read_matched(data, filename, sheet=layout.sheet, line=layout.line, columns=names), layout, kind.fields
    )


def opened_again(batch: ImportBatch) -> Table:
    """The table of a stored file that has a preview. Raises FileRefused."""
    kind, data = kind_of(batch), bytes(batch.content)
    if batch.layout is None:
        return kind.read(data, batch.filename)
    return read_by(kind, data, batch.filename, kept_layout(batch.layout))


def plan_of(kind: ImportKind, table: Table, filename: str, *, today: date, pace: Pace = iter) -> PlannedImport:
    """What a table would do; of one that a person has matched the refusals name the cells of the file."""
    places = {row.line: row.at for row in table.rows if row.at}
    plan = kind.plan(table, filename, today=today, pace=pace)
    plan.rows = located(plan.rows, places)
    return plan


def located(rows: Iterable[PlannedRow], places: Mapping[int, Mapping[str, str]]) -> list[PlannedRow]:
    """The rows of a preview, whose problems name the cell of the file where a person has said what its columns are:
    ``places`` has those of each line.
    """
    if not places:
        return list(rows)
    return [
        row._replace(problems=tuple(_in_cell(each, places.get(row.line) or {}) for each in row.problems))
        if row.outcome is Outcome.REFUSED
        else row
        for row in rows
    ]


def _in_cell(problem: str, at: Mapping[str, str]) -> str:
    field, colon, rest = problem.partition(": ")
    return f"{field} (cell {at[field]}): {rest}" if colon and at.get(field) else problem


def _asks(kind: ImportKind, table: Table) -> bool:
    """Whether a file with our own headings has others too, of which somebody has to say what becomes of them, or
    periods that do not say of which year they are.
    """
    if table.others or kind.fields.asks & {*table.headings}:
        return True
    texts = {row.cells[kind.fields.period].text for row in table.rows} if kind.fields.period else set()
    return any(map(lacks_year, texts))


def seen_of(told: Sequence[Mapping[str, Any]]) -> list[SheetSeen]:
    """The first rows of a file as they are stored with it."""
    return [
        SheetSeen(
            each["name"],
            {int(line): {int(at): text for at, text in cells.items()} for line, cells in each["rows"].items()},
            tuple(each["merged"]),
            each["count"],
        )
        for each in told
    ]


def stored_seen(seen: Iterable[SheetSeen]) -> list[dict[str, Any]]:
    """The first rows of a file, to be stored with it."""
    return [{"name": s.name, "rows": s.rows, "merged": s.merged, "count": s.count} for s in seen]


def as_read(kind: ImportKind, layout: Layout, sheet: SheetSeen) -> tuple[list[str], list[list[str]], tuple[str, ...]]:
    """The first rows of a sheet as they would be read: the words of the fields in use, the rows, and the sentences
    about what is left out of them.
    """
    names = names_of(layout)
    rows = [
        TableRow(line, {name: Cell(text := cells.get(at, ""), text) for at, name in names.items()})
        for line, cells in sorted(sheet.rows.items())
        if line > layout.line
    ]
    table = Table(tuple(names.values()), rows, [], 0, (), sheet.name, layout.line, (), sheet.merged)
    long = long_table(table, layout, kind.fields)
    fields = [name for name in kind.fields.names if any(row.cells[name].text for row in long.rows)][:_SHOWN_FIELDS]
    read = [[row.cells[name].text for name in fields] for row in long.rows[:_SHOWN_ROWS]]
    return [kind.fields.words(name) for name in fields], read, long.notes


_SHOWN_FIELDS, _SHOWN_ROWS = 8, 8


def asked_council(layout: Layout, sheet: SheetSeen) -> tuple[str, str]:
    """How the file calls the one council that there is, and its name here; ("", "") where there is nothing to ask."""
    council, columns = Places.load().only_council, layout.used_as("council")
    if council is None or not columns:
        return "", ""
    beneath = (cells.get(columns[0].at) for line, cells in sheet.rows.items() if line > layout.line)
    names = {name_key(text): text for text in beneath if text}
    if len(names) != 1 or name_key(council.name) in names:
        return "", ""
    return next(iter(names.values())), council.name


def table_for_command(kind: ImportKind, data: bytes, filename: str, said: Mapping[str, str]) -> Table:
    """The table of a file that a command reads: nobody can be asked, so what is not ``said`` ({heading: meaning}) has
    to be known. Raises FileRefused where it is not.
    """
    if kind.fields is None:
        return kind.read(data, filename)
    if said:
        return read_by(kind, data, filename, _said(kind, data, filename, said))
    opened = open_file(kind, data, filename)
    if opened.table is not None:
        return opened.table
    try:
        return kind.read(data, filename)
    except HeadingsRefused:
        return read_by(kind, data, filename, _said(kind, data, filename, {}))


def _said(kind: ImportKind, data: bytes, filename: str, said: Mapping[str, str]) -> Layout:
    """What is said, on top of what is proposed. Raises FileRefused where something is still open."""
    sheet = best_sheet(look_at(data, filename), kind.fields)
    layout = proposed(sheet, kind.fields, filename=filename) if sheet else None
    if layout is None:
        kind.read(data, filename)  # whose refusal says what is wrong with the file
        raise FileRefused("The file has no row of headings.")
    uses = {heading_key(heading): _use(kind, text) for heading, text in said.items()}
    headings = {heading_key(each.heading) for each in layout.columns}
    common = {name: said[name] for name in kind.fields.common if name in said and heading_key(name) not in headings}
    columns_said = {heading: text for heading, text in said.items() if heading not in (*common, *_ONCE)}
    if unknown := [text for text in columns_said.values() if not _use(kind, text)]:
        raise FileRefused(f"“{shown(unknown[0])}” is nothing that a column can be: {', '.join(_meanings(kind))}.")
    if missing := [each for each in said if heading_key(each) not in headings and each not in (*common, *_ONCE)]:
        raise FileRefused(f"No column has the heading “{shown(missing[0])}”.")
    columns = tuple(replace(each, use=uses.get(heading_key(each.heading)) or each.use) for each in layout.columns)
    year = layout.year if "year" in headings else said.get("year", layout.year)
    layout = replace(layout, columns=columns, common={**layout.common, **common}, year=year)
    parts = parts_without_year(layout, samples_of(sheet, layout.line), kind.fields)
    layout = replace(layout, needs_year=bool(parts))
    if problems := problems_of(layout, kind.fields):
        raise FileRefused(". ".join([*problems.values(), "Say it with --match HEADING=MEANING"]) + ".")
    return layout


_ONCE = ("year",)


def _meanings(kind: ImportKind) -> Sequence[str]:
    return (
        *kind.fields.names,
        *((NOTE,) if kind.fields.keeps_notes else ()),
        OUT,
        *((ROW, YEAR_PART) if kind.fields.period else ()),
    )


def _use(kind: ImportKind, text: str) -> str:
    return text if text in _meanings(kind) else kind.fields.by_heading.get(heading_key(text), "")
