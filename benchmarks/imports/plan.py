"""A file of published figures: what it would change, line by line, and how it is made ready to be written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from benchmarks.changes.loading import LoadRead, Published
from benchmarks.imports.columns import (
    CODE,
    COUNCIL,
    DENOMINATOR,
    NUMERATOR,
    PERIOD,
    SOURCE,
    STANDING,
    VALUE,
    names,
    needed,
)
from benchmarks.models import ComparedMeasure, Council
from benchmarks.queries.stored import places_of, stored_figures
from benchmarks.rules.spans import Span, read_span
from foundation.pace import Pace
from foundation.words import counted, listed
from indicators.imports.cell_problems import cell_problems
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.rows import text_of
from indicators.imports.workbook import BLANK, Table, TableRow
from indicators.imports.workbook.parent import read_table
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import Standing, ValueKind

_NAMED = 10
_LARGEST = Decimal(10) ** 14
_STANDINGS = {each.value: each.value for each in Standing} | {"": Standing.FINAL.value}
_KINDS = {"%": ValueKind.PERCENTAGE, "£": ValueKind.MONEY}


@dataclass(slots=True)
class FiguresPlan(Preview):
    """What the file would do. ``read`` are the figures to be written, of the lines that can be used."""

    read: LoadRead = field(default_factory=lambda: LoadRead(figures=()))

    @property
    def parts(self) -> list[object]:
        return [*self.read.figures, *self.read.new_councils, sorted(self.read.rounds.items())]

    @property
    def more(self) -> dict[str, object]:
        return {"approval": [], "may_stand": 0}


@dataclass(slots=True)
class _Line:
    """A line of the file as it was read; ``faults`` are what is wrong with it, each with its column."""

    row: TableRow
    texts: Mapping[str, str]
    faults: list[str]
    council: str = ""
    measure: ComparedMeasure | None = None
    span: Span | None = None
    value: Decimal | None = None
    parts: tuple[Decimal | None, Decimal | None] = (None, None)
    standing: str = Standing.FINAL.value

    @property
    def published(self) -> Published | None:
        """The figure; None where the line cannot be used, or nothing was published."""
        if self.faults or self.measure is None or self.span is None or self.value is None:
            return None
        return Published(self.measure.pk, self.span, self.council, self.value, *self.parts, self.standing)


class _Known:
    """The councils and measures that are stored, by what a file may call them. Two statements."""

    def __init__(self, *, adds: bool) -> None:
        self.adds = adds
        self.councils: dict[str, str] = {}
        for name, code in Council.objects.values_list("name", "code"):
            self.councils |= {_small(name): name} | ({_small(code): name} if code else {})
        self.measures = {_small(each.code): each for each in ComparedMeasure.objects.all()}
        self.unknown: Counter[str] = Counter()

    def council(self, line: _Line) -> str:
        typed = " ".join(line.texts.get(COUNCIL, "").split())
        if found := self.councils.get(_small(typed)):
            return found
        if not typed or len(typed) > Council._meta.get_field("name").max_length:
            said = "it is empty. Fill it in" if not typed else "it is longer than 120 characters. Shorten it"
            line.faults.append(f"{COUNCIL}: {said}, or take the line out.")
            return ""
        self.unknown[typed] += 1
        if self.adds:
            self.councils[_small(typed)] = typed
            return typed
        line.faults.append(f"{COUNCIL}: “{shown(typed)}” is not under Councils. Correct its name, or add it there.")
        return ""

    def measure(self, line: _Line) -> ComparedMeasure | None:
        typed = line.texts.get(CODE, "").strip()
        found = self.measures.get(_small(typed))
        if found is None:
            said = f"“{shown(typed)}” is not under Benchmarks" if typed else "it is empty"
            line.faults.append(f"{CODE}: {said}. Correct the code, or add the measure there first.")
        return found


def read_figures_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=names(), required=needed())


def _plan(table: Table, filename: str, *, adds: bool, today: date, pace: Pace = iter) -> FiguresPlan:
    """What the file would do; reads the database in a fixed number of statements, and writes nothing."""
    known, cells = _Known(adds=adds), cell_problems(table)
    lines = [_read(row, cells.get(row.line, []), known, today=today) for row in pace(table.rows)]
    _check_once(lines)
    places = places_of({line.measure.pk for line in lines if line.measure})
    _check_spans(lines, places)
    stored = stored_figures({pk for pk, _ in places.values()})
    plan, figures, blank = FiguresPlan(filename), list[Published](), 0
    for line in pace(lines):
        told = line.published
        if told is None and not line.faults:
            blank += 1
            continue
        row, key = _row(line, told, places, stored)
        plan.rows.append(row)
        if told and row.outcome in (Outcome.NEW, Outcome.CHANGED):
            figures.append(told._replace(key=key))
    used = {each.council for each in figures}
    plan.read = LoadRead(
        figures=figures,
        rounds={key: pk for key, (pk, _) in places.items()},
        new_councils=sorted(used & set(known.unknown)) if adds else (),
        sources=_sources(lines),
    )
    plan.makes = _makes(plan.read)
    plan.notes = [*table.notes, *cells.get(0, []), *_notes(known, blank)]
    return plan


plan_known = partial(_plan, adds=False)
plan_adding = partial(_plan, adds=True)


def _read(row: TableRow, faults: list[str], known: _Known, *, today: date) -> _Line:
    line = _Line(row, {name: text_of(cell) for name, cell in row.cells.items()}, list(faults))
    line.council, line.measure = known.council(line), known.measure(line)
    line.span = _span(line, today)
    line.value = _number(line, VALUE)
    line.parts = (_number(line, NUMERATOR), _number(line, DENOMINATOR))
    typed = line.texts.get(STANDING, "").strip().casefold()
    if typed not in _STANDINGS:
        line.faults.append(f"{STANDING}: “{shown(typed)}” is none. Write Provisional, Final, Revised or Estimated.")
    line.standing = _STANDINGS.get(typed, Standing.FINAL.value)
    return line


def _span(line: _Line, today: date) -> Span | None:
    cell = line.row.cells.get(PERIOD, BLANK)
    if isinstance(cell.value, (date, datetime)):
        line.faults.append(f"{PERIOD}: a date is no period. Write the period, like 2022/23.")
        return None
    try:
        span = read_span(line.texts.get(PERIOD, ""), may_span=bool(line.measure and line.measure.may_span))
    except ValueError as error:
        line.faults.append(f"{PERIOD}: {error}")
        return None
    if span.period.start > today:
        line.faults.append(f"{PERIOD}: {span.label} is still to come. Correct it.")
    return span


def _number(line: _Line, column: str) -> Decimal | None:
    text = line.texts.get(column, "").strip()
    unit = line.measure.unit if line.measure and line.measure.scale == 1 and column == VALUE else ""
    found = read_figure(text, _KINDS.get(unit, ValueKind.NUMBER))
    if found.problem:
        line.faults.append(f"{column}: {found.problem}")
    if found.value is None:
        return None
    value = round(found.value, 10)
    if abs(value) >= _LARGEST:
        line.faults.append(f"{column}: “{shown(text)}” is too large. Correct it.")
    return value


def _check_once(lines: list[_Line]) -> None:
    """Each council has one figure of a measure in a period."""
    first: dict[tuple[str, int, str], int] = {}
    for line in lines:
        if line.measure is None or line.span is None or not line.council:
            continue
        key = (line.council, line.measure.pk, line.span.period.key)
        if key in first:
            line.faults.append(f"{PERIOD}: the same figure stands in line {first[key]} already. Keep one of the two.")
        else:
            first[key] = line.row.line


def _check_spans(lines: list[_Line], places: Mapping[tuple[int, str], tuple[int, int]]) -> None:
    """Of a measure all figures that end with one period cover as many years: those of the file and what is stored."""
    years: dict[tuple[int, str], int] = {key: stored for key, (_, stored) in places.items()}
    for line in lines:
        if line.measure is None or line.span is None:
            continue
        key = (line.measure.pk, line.span.period.key)
        if years.setdefault(key, line.span.years) != line.span.years:
            other = Span(line.span.period, years[key]).label
            line.faults.append(f"{PERIOD}: {line.span.label}, where other figures are of {other}. Correct it.")


def _row(
    line: _Line,
    told: Published | None,
    places: Mapping[tuple[int, str], tuple[int, int]],
    stored: Mapping[tuple[int | None, str], tuple[object, ...]],
) -> tuple[PlannedRow, int | None]:
    ref, name = line.texts.get(CODE, "")[:40], (line.council or line.texts.get(COUNCIL, ""))[:120]
    period = line.span.label if line.span else line.texts.get(PERIOD, "")[:40]
    if told is None:
        return PlannedRow(line.row.line, ref, name, period, Outcome.REFUSED, problems=tuple(line.faults)), None
    place = places.get((told.measure, told.span.period.key))
    before = stored.get((place[0], told.council)) if place else None
    is_same = before and before[1:] == (told.value, told.numerator, told.denominator, told.standing)
    outcome = Outcome.NEW if before is None else Outcome.UNCHANGED if is_same else Outcome.CHANGED
    words = {"before": _plain(before[1]) if before else "", "after": _plain(told.value)}
    row = PlannedRow(line.row.line, ref, name, period, outcome, **words, target_after=told.standing.capitalize())
    return row, before[0] if before else None  # type: ignore[return-value]


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _sources(lines: list[_Line]) -> dict[int, str]:
    """The source that most lines of a measure name."""
    found: dict[int, Counter[str]] = {}
    for line in lines:
        if line.measure and (source := line.texts.get(SOURCE, "").strip()):
            found.setdefault(line.measure.pk, Counter())[source] += 1
    return {measure: told.most_common(1)[0][0] for measure, told in found.items()}


def _makes(read: LoadRead) -> list[str]:
    if not read.figures:
        return []
    measures, councils = {each.measure for each in read.figures}, {each.council for each in read.figures}
    makes = [
        f"{counted(len(read.figures), 'figure')} of {counted(len(measures), 'measure')}, from "
        f"{counted(len(councils), 'council')}."
    ]
    if read.new_councils:
        makes.append(
            f"{counted(len(read.new_councils), 'new council')}: {listed(list(read.new_councils), _NAMED)}. Say their "
            "type and region under Councils afterwards."
        )
    return makes


def _notes(known: _Known, blank: int) -> list[str]:
    notes = []
    if blank:
        notes.append(f"{counted(blank, 'line')} without a value: nothing was published there, so nothing is stored.")
    if known.unknown and not known.adds:
        notes.append(
            f"{counted(len(known.unknown), 'council')} in the file {'is' if len(known.unknown) == 1 else 'are'} not "
            f"known here: {listed(list(known.unknown), _NAMED)}. Correct the names, leave these lines out, or choose "
            "“published figures, with councils that are new” when you upload the file: that adds them."
        )
    return notes


def _small(text: str) -> str:
    return " ".join(text.split()).casefold()
