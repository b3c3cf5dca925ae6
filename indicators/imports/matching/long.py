"""Makes of a matched sheet the table that an import reads: a row for each measure and period, under the fields' names,
with the cell of the file that each value stands in. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from foundation.words import listed
from indicators.imports.limits import shown
from indicators.imports.matching.fields import NOTE, OUT, ROW, YEAR_PART, Fields, holds_both
from indicators.imports.matching.headings import merged_of
from indicators.imports.matching.layout import Column, Layout, is_year
from indicators.imports.matching.row_kinds import is_footnote, is_total, row_kind, row_year
from indicators.imports.matching.spans import numbered, with_year
from indicators.imports.places import place
from indicators.imports.workbook import BLANK, Cell, Problem, Table, TableRow
from plans.periods import parse_label

_MOST_LEFT = 12
_OF_THE_WHOLE = (
    "Where one is for the year as a whole, keep its column as a note, and set the target on the measure's page."
)
_TO_DATE = ("year to date", "ytd", "to date", "cumulative")
_HEADS = "headings within the table"
_USED_AS = {"theme": "the service of the rows beneath them", NOTE: "a note of the rows beneath them"}
_REF_AND_NAME = re.compile(r"(?=\S*\d)(\S{1,20}?):?(?: ?[-–:] | )(\S.*)")
_NUMERIC = re.compile(r"[-+(£ ]*\d")


def names_of(layout: Layout) -> dict[int, str]:
    """The name under which each column that is read stands in the table of the reader."""
    names: dict[int, str] = {}
    for column in layout.columns:
        if column.use not in ("", OUT):
            name = shown(column.heading, 80) or f"column {column.letters}"
            names[column.at] = f"{name} ({column.letters})" if name in names.values() else name
    return names


def long_table(table: Table, layout: Layout, fields: Fields) -> Table:
    """The table in the names of the fields. ``table`` was read under ``names_of`` the layout."""
    reader = _Reader(table, layout, fields)
    rows = list(reader.rows())
    problems = list(_placed(table.problems, rows))
    return replace(
        table,
        headings=fields.names,
        rows=rows,
        problems=problems,
        problem_count=len(problems) + table.problem_count - len(table.problems),
        notes=(*table.notes, *reader.notes()),
        merged=(),
    )


def _placed(problems: Iterable[Problem], rows: Sequence[TableRow]) -> Iterator[Problem]:
    """The problems of cells, each at the rows that hold its cell. Those of rows that are left out are left out too."""
    if not problems:
        return
    holding: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        for name, cell in (row.at or {}).items():
            holding[cell].append((row.line, name))
    for problem in problems:
        for line, name in holding[problem.cell or ""]:
            yield replace(problem, line=line, column=name)
        if problem.cell is None:
            yield problem


@dataclass
class _Block:
    """Rows about one measure: the one that stands for it, the year that they name, and what each kind of row holds."""

    labels: TableRow
    year: str
    by_kind: dict[str, TableRow] = field(default_factory=dict)


class _Reader:
    """Reads the rows one after another, and keeps account of what it leaves out."""

    def __init__(self, table: Table, layout: Layout, fields: Fields) -> None:
        self.layout, self.fields = layout, fields
        self.names = names_of(layout)
        self.columns = [column for column in layout.columns if column.use not in ("", OUT)]
        self.source = _filled(table, self.names)
        self.spans: dict[str, Sequence[str]] = {}
        self.head, self.heads = "", dict[int, str]()
        self.left: dict[str, list[str]] = defaultdict(list)
        self.periods = layout.used_as(fields.period) if fields.period else []
        self.row_column = next(iter(layout.used_as(ROW)), None)
        self.of_year = self._of_year()
        self.own = [c for c in self.columns if self._is_value(c) and c not in self.of_year]
        self.of_measure = [c for c in self.columns if c.use in ("indicator", "indicator_ref")]
        self.has_refs_in_names = not layout.used_as("indicator_ref") and any(
            holds_both(column.heading) for column in layout.used_as("indicator")
        )
        services = (self._text(row, c) for c in layout.used_as("theme") for row in self.source)
        self.services = {text.casefold() for text in services if text}

    def rows(self) -> Iterator[TableRow]:
        kept = self._labelled(self._beneath_heads())
        if self.row_column:
            for block in self._blocks(kept):
                yield from self._long(block.labels, block.by_kind, block.year)
            return
        for row in kept:
            yield from self._long(row, {}, self.layout.year)

    def notes(self) -> list[str]:
        """Sentences about the rows that were left out."""
        words = {_HEADS: f"Headings within the table, as {_USED_AS[self.layout.heads]}"} if self.layout.heads else {}
        said = [
            f"{words.get(what, f'Left out, {what}')}: {listed(where, _MOST_LEFT, '; ')}."
            for what, where in self.left.items()
        ]
        out = [column.title for column in self.layout.columns if column.use == OUT and column.heading]
        if out:
            said.append(f"Columns left out by choice: {listed(out, 40)}.")
        if self.of_year:
            titles = listed([column.title for column in self.of_year], 9)
            said.append(f"Targets of a year that are held against each of its periods: {titles}. {_OF_THE_WHOLE}")
        if kept := [column.title for column in self.layout.used_as(NOTE)]:
            said.append(f"Columns kept as a note in the history of each figure: {listed(kept, 40)}.")
        return said

    def _beneath_heads(self) -> list[TableRow]:
        """The rows that are read; where it is used, the heading within the table that each stands under is noted."""
        kept = []
        for row in self.source:
            if not self._is_left(row):
                kept.append(row)
                if self.layout.heads:
                    self.heads[row.line] = self.head
        return kept

    # What is left out

    def _is_left(self, row: TableRow) -> bool:
        filled = {column: text for column in self.columns if (text := self._text(row, column))}
        texts = set(filled.values())
        if len(filled) > 1 and all(text == self.names[c.at] or text in c.heading for c, text in filled.items()):
            return self._leave("headings that stand there again", row, "")
        labels = [self._text(row, c) for c in self.columns if c.use in self.fields.labels or not self.fields.labels]
        label = next(filter(None, labels), "")
        if any(self._text(row, c).casefold() in _TO_DATE for c in self.periods):
            return self._leave("figures of the year to date", row, label)
        if self._is_total(row, labels):
            return self._leave("totals", row, label or next(iter(filled.values())))
        if len(texts) == 1 and not any(self._is_figure(c, text) for c, text in filled.items()):
            text = next(iter(texts))
            if is_footnote(label or text):
                return self._leave("notes beneath the table", row, text)
            self.head = text
            return self._leave(_HEADS, row, text)
        return False

    def _is_total(self, row: TableRow, labels: Sequence[str]) -> bool:
        if self.fields.keeps_totals:
            return any(is_total(text, only_sub=True) for text in labels if text)
        refs = [self._text(row, c) for c in self.layout.used_as("indicator_ref")]
        measures = [self._text(row, c) for c in self.layout.used_as("indicator")]
        others = () if any(measures) or any(refs) else (self._text(row, c) for c in self.columns)
        texts = [*measures, *others, *(text for text in (*refs, *labels) if not any(measures) or is_total(text))]
        has_ref = any(text and not is_total(text) for text in refs)
        return not has_ref and any(is_total(text, names=self.services) for text in texts if text)

    def _leave(self, what: str, row: TableRow, text: str) -> bool:
        self.left[what].append(f"row {row.line}{f' “{shown(text)}”' if text else ''}")
        return True

    # What an empty label means

    def _labelled(self, rows: Sequence[TableRow]) -> Iterator[TableRow]:
        """The rows with their labels, those that stand once for several rows in each of them."""
        above: dict[str, Cell] = {}
        for row in rows:
            if not self.layout.fills:
                yield row
                continue
            is_same = not any(self._text(row, column) for column in self.of_measure)
            has_figures = any(self._is_figure(c, self._text(row, c)) for c in self.columns)
            cells = dict(row.cells)
            for column in self.columns:
                name = self.names[column.at]
                if column.use not in self.fields.labels:
                    continue
                if cells.get(name, BLANK).text:
                    above[name] = cells[name]
                elif (
                    has_figures
                    and name in above
                    and (is_same or column.use in ("theme", "council", self.fields.period))
                ):
                    cells[name] = above[name]
                elif not is_same and has_figures:
                    above.pop(name, None)
            yield TableRow(row.line, cells)

    # From wide to long

    def _blocks(self, rows: Iterable[TableRow]) -> list[_Block]:
        blocks: dict[tuple[str, ...], _Block] = {}
        for row in rows:
            said = self._text(row, self.row_column)
            kind = row_kind(said)
            if not kind:
                self._leave(f"rows of {shown(said) or 'nothing'}", row, "")
                continue
            year = row_year(said) or self.layout.year
            key = (
                year,
                *(
                    self._text(row, c)
                    for c in self.columns
                    if c.use in ("indicator", "indicator_ref", "council", self.fields.period)
                ),
            )
            block = blocks.setdefault(key, _Block(row, year))
            if kind in block.by_kind:
                key = (*key, str(row.line))
                block = blocks.setdefault(key, _Block(row, year))
            block.by_kind[kind] = row
        return list(blocks.values())

    def _long(self, row: TableRow, by_kind: Mapping[str, TableRow], year: str) -> Iterator[TableRow]:
        if not self.layout.is_wide:
            yield self._one(row, "", by_kind, year)
            return
        is_any = False
        for span in self._spans(year):
            if found := self._one(row, span, by_kind, year):
                is_any = True
                yield found
        if not is_any:
            self._leave("rows without a figure", row, next((self._text(row, c) for c in self.of_measure), ""))

    def _spans(self, year: str) -> Sequence[str]:
        """The periods that stand across, those that name no year in this one."""
        if year not in self.spans:
            self.spans[year] = list(dict.fromkeys(with_year(column.period, year) for column in self.own))
        return self.spans[year]

    def _one(self, row: TableRow, span: str, by_kind: Mapping[str, TableRow], year: str) -> TableRow | None:
        """The row of a period; None where it has nothing of that period."""
        cells: dict[str, Cell] = {name: Cell(text, text) for name, text in self.layout.common.items() if text}
        at: dict[str, str] = {}
        anchor = -1
        # What holds for the whole row first: what stands under the period itself takes its place.
        for column in sorted(self.columns, key=lambda each: (self._is_value(each), each not in self.of_year)):
            if self._is_value(column):
                if not self._is_of(column, span, year):
                    continue
                for use, source in self._uses(column, row, by_kind):
                    if self._put(cells, at, use, column, source) and anchor < 0 and column not in self.of_year:
                        anchor = column.at
            elif column.use != ROW:
                self._put(cells, at, column.use, column, row)
        if self.layout.is_wide and anchor < 0:
            return None
        self._period(cells, at, span)
        if self.layout.heads and (head := self.heads.get(row.line)):
            self._under(cells, head)
        for name in self.fields.names:
            cells.setdefault(name, BLANK)
        return TableRow(place(row.line, anchor) if self.layout.is_wide else row.line, cells, at)

    def _under(self, cells: dict[str, Cell], head: str) -> None:
        """What the heading within the table says of a row beneath it, unless the row says it itself."""
        if self.layout.heads == NOTE:
            notes = [*([cells[NOTE].text] if NOTE in cells else []), f"Heading: {head}"]
            cells[NOTE] = Cell(text := "\n".join(notes), text)
        else:
            cells.setdefault(self.layout.heads, Cell(head, head))

    def _uses(self, column: Column, row: TableRow, by_kind: Mapping[str, TableRow]) -> Sequence[tuple[str, TableRow]]:
        return tuple(by_kind.items()) if self.row_column else ((column.use, row),)

    def _put(self, cells: dict[str, Cell], at: dict[str, str], use: str, column: Column, row: TableRow) -> bool:
        cell = row.cells.get(self.names[column.at], BLANK)
        if not cell.text:
            return False
        if use == "council" and cell.text == self.layout.same_council:
            return False
        if use == NOTE:
            cell = Cell(text := f"{shown(column.heading) or column.letters}: {cell.text}", text)
        if use in (NOTE, *self.fields.joined) and use in cells:
            cell = Cell(text := f"{cells[use].text}\n{cell.text}", text)
        cells[use] = cell
        at[use] = f"{column.letters}{row.line}"
        if use == "indicator" and self.has_refs_in_names and (found := _REF_AND_NAME.fullmatch(cell.text.strip())):
            cells["indicator_ref"], cells[use] = (Cell(text, text) for text in found.groups())
            at["indicator_ref"] = at[use]
        return True

    def _period(self, cells: dict[str, Cell], at: dict[str, str], span: str) -> None:
        """Put the period together: from a wide heading, from two columns, or with the year of the whole file."""
        name = self.fields.period
        year = cells.pop(YEAR_PART, None)
        if not name:
            return
        if span:
            text = with_year(span, year.text if year else "")
            cells[name] = Cell(text, text)
        elif name not in cells and year:
            cells[name], at[name] = year, at.pop(YEAR_PART, "")
        elif name in cells and isinstance(cells[name].value, str | Decimal):
            told = numbered(cells[name].text, self.periods[0].heading if self.periods else "")
            text = with_year(told, year.text if year else self.layout.year)
            cells[name] = Cell(text, text)

    def _is_value(self, column: Column) -> bool:
        is_paired = self.row_column is not None and column.use in self.fields.values[:1]
        return (bool(column.period) or is_paired) and column.use in self.fields.values

    def _of_year(self) -> list[Column]:
        """The targets of a year that hold for each of its periods that stand across, where these have none."""
        values = [column for column in self.columns if self._is_value(column)]
        shorter = [column for column in values if not is_year(column.period)]
        if not shorter or any(column.use == "target" for column in shorter):
            return []
        return [column for column in values if column.use == "target" and is_year(column.period)]

    def _is_of(self, column: Column, span: str, year: str) -> bool:
        """Whether what stands in a column is of a period."""
        own = with_year(column.period, year)
        if own == span or column not in self.of_year:
            return own == span
        try:
            return parse_label(span).within(parse_label(own))
        except ValueError:
            return False

    def _is_figure(self, column: Column, text: str) -> bool:
        if not text or not self.fields.values:
            return bool(_NUMERIC.match(text))
        return column.use in self.fields.values[:2]

    def _text(self, row: TableRow, column: Column | None) -> str:
        return row.cells.get(self.names[column.at], BLANK).text.strip() if column else ""


def _filled(table: Table, names: Mapping[int, str]) -> list[TableRow]:
    """The rows, in which what is merged over several rows stands in each of them."""
    tall = [
        each for each in merged_of(table.merged) if each.bottom > each.top > table.heading_line and each.left in names
    ]
    if not tall:
        return table.rows
    rows = {row.line: TableRow(row.line, dict(row.cells)) for row in table.rows}
    for each in tall:
        name = names[each.left]
        cell = rows[each.top].cells.get(name, BLANK) if each.top in rows else BLANK
        for line in range(each.top + 1, each.bottom + 1):
            if line in rows and not rows[line].cells.get(name, BLANK).text:
                rows[line].cells[name] = cell
    return list(rows.values())
