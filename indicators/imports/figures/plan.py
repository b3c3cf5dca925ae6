"""Plans an import row by row, before anything is written: each is new, changed, unchanged or refused."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from foundation.pace import Pace
from foundation.words import listed
from indicators.imports.cell_problems import cell_problems
from indicators.imports.figures.about import as_typed, measures_of
from indicators.imports.figures.directory import Directory, short_name
from indicators.imports.figures.earlier import Earlier
from indicators.imports.figures.existing_rows import (
    BUSY,
    StoredFigure,
    StoredTarget,
    revisions_in_hand,
    stored_figures,
    stored_targets,
    stored_years,
)
from indicators.imports.figures.four_eyes import Opened
from indicators.imports.figures.lines import REQUIRED, Line, read_line
from indicators.imports.figures.measures import Measure
from indicators.imports.figures.new_things import makes
from indicators.imports.figures.rule_members import RuleMembers
from indicators.imports.figures.thresholds import limit_notes
from indicators.imports.figures.unchanged import is_same_aim, is_same_figure, limits_after, tidy, words_after
from indicators.imports.figures.wording import aim_words, figure_words, fraction_notes, target_notes, target_words
from indicators.imports.limits import shown
from indicators.imports.places import in_place
from indicators.imports.planned_changes import FigureChange, NewMeasure, TargetChange
from indicators.imports.preview import Outcome, Plan, PlannedRow
from indicators.imports.rows import ALL_COLUMNS, import_rows
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from indicators.queries.formulas import calculated_pairs
from indicators.rules.vocabulary import Standing, lacks_polarity
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import STATES, FigureState
from plans.periods import Period

_OPEN = (FigureState.DUE, FigureState.MISSING)
# An enumeration finds its members anew at each use, of which a large file has a hundred thousand.
_NEW, _CHANGED, _UNCHANGED = Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED
_FINAL, _REVISED, _APPROVED = Standing.FINAL, Standing.REVISED, FigureState.APPROVED


_CALCULATED = "Import the figures that it is worked out from, and leave this one blank."


def read_import(data: bytes, filename: str) -> Table:
    """The file as a table of our columns. Raises FileRefused when the file as a whole cannot be used."""
    return read_table(data, filename, expected_headings=ALL_COLUMNS, required=REQUIRED)


def plan_import(data: bytes, filename: str, *, today: date) -> Plan:
    """Read a CSV or XLSX file and say what it would do. Raises FileRefused when the file as a whole cannot be used."""
    return plan_table(read_import(data, filename), filename, today=today)


def plan_table(table: Table, filename: str, *, today: date, pace: Pace = iter) -> Plan:
    """What a table would do. Reads the database in a fixed number of statements, and writes nothing. ``pace`` hands out
    its rows, with rests where nobody waits for the plan.
    """
    plan = Plan(filename=filename, notes=list(table.notes))
    _Planner(plan, table, today, pace).run()
    return plan


class _Planner:
    """Compares the file's rows with what is stored."""

    def __init__(self, plan: Plan, table: Table, today: date, pace: Pace) -> None:
        self.plan, self.pace, self.today = plan, pace, today
        self.directory = Directory()
        self.cell_problems = cell_problems(table)
        rows = list(pace(import_rows(table)))
        self.by_rule = RuleMembers(rows)
        rows = self.by_rule.as_meant(rows)
        measures, self.said = measures_of(rows, self.directory, today)
        self.lines = [
            read_line(row, found, today=today) if isinstance(found := measures[row.line], Measure) else found
            for row in pace(rows)
        ]
        self.data_only = {each.ref for each in measures.values() if isinstance(each, Measure) and each.is_data_only}
        self.aimed = {line.measure.ref for line in self.lines if isinstance(line, Line) and line.has_target}
        self.new: dict[str, NewMeasure] = {}

    def run(self) -> None:
        lines = [line for line in self.lines if isinstance(line, Line)]
        _refuse_repeated(lines)
        for line in lines if self.cell_problems else ():
            _add_cells(line, self.cell_problems.get(line.row.line, []))
        earlier = Earlier(lines, today=self.today)
        self._stored([*lines, *earlier.lines])
        for line in self.pace(self.lines):
            self.plan.rows.append(self._plan_line(line) if isinstance(line, Line) else line)
        self.plan.rows += [row for line in self.pace(earlier.lines) if (row := self._plan_earlier(line))]
        self.plan.rows += self._refused_as_a_whole()
        self.plan.measures = list(self.new.values())
        self.plan.makes = makes(self.plan.measures, self.directory.places)
        self.plan.approval = self.opened.sentences(self.plan.figures)
        self.plan.notes += [
            *self.said,
            *self._unused_targets(),
            *target_notes(lines),
            *fraction_notes(lines),
            *earlier.notes,
            *limit_notes(lines),
            *self.by_rule.notes(),
            *_notes(lines),
        ]

    def _stored(self, lines: Iterable[Line]) -> None:
        periods = {line.period for line in lines if line.period}
        self.figures = stored_figures(periods)
        self.in_hand, self.last_revision = revisions_in_hand(periods)
        self.calculated = calculated_pairs(
            {(line.measure.pk, line.period) for line in lines if line.measure.pk and line.period and line.has_figure}
        )
        self.opened = Opened.load()
        self.targets = stored_targets(periods | {each for line in lines for each in _parts_of_year(line)})
        self.set_by_file = {(line.ref, line.period) for line in lines if line.has_target and not line.problems}
        self.years = stored_years({period.year for period in periods})
        self.years_words = _words_of_years(lines)

    def _unused_targets(self) -> list[str]:
        refs = list(dict.fromkeys(target.ref for target in self.plan.targets if target.ref in self.data_only))
        said = "Data only by the definition sheet, so these targets are kept and not used until it says otherwise"
        return [f"{said}: {listed(refs, 10)}."] if refs else []

    def _refused_as_a_whole(self) -> list[PlannedRow]:
        problems = self.cell_problems.get(0, [])
        return [PlannedRow(0, "", "", "", Outcome.REFUSED, problems=tuple(problems))] if problems else []

    def _plan_line(self, line: Line) -> PlannedRow:
        figure, target = None, None
        if line.measure.pk is not None:
            place = (line.measure.pk, line.period)
            figure, target = self.figures.get(place), self.targets.get(place)  # type: ignore[arg-type]
            self._check_busy(line, figure)
        if line.problems:
            return _planned(line, Outcome.REFUSED, problems=tuple(line.problems), **as_typed(line.row))
        return PlannedRow(
            line.row.line,
            line.measure.ref,
            _name(line.measure.name),
            _label(line.period),  # type: ignore[arg-type]
            self._outcome(line, figure, target),
            figure_words(figure, line.measure),
            figure_words(line, line.measure),
            self._target_before(line, target),
            aim_words(line),
            "New measure" if line.measure.pk is None else "",
        )

    def _outcome(self, line: Line, figure: StoredFigure | None, target: StoredTarget | None) -> Outcome:
        """What a line does as a whole, whose parts are noted."""
        outcomes = [self._plan_measure(line), self._plan_figure(line, figure), self._plan_target(line, target)]
        if member := self.by_rule.joined(line):
            self.plan.members.append(member)
            outcomes.append(_CHANGED if line.measure.pk is not None else _NEW)
        return _CHANGED if _CHANGED in outcomes else _NEW if _NEW in outcomes else _UNCHANGED

    def _plan_earlier(self, line: Line) -> PlannedRow | None:
        """A figure of an earlier period, beside a row's own; None where that period has a figure or is in hand."""
        stored = self.figures.get((line.measure.pk or 0, line.period))  # type: ignore[arg-type]
        is_free = stored is None or stored.state in _OPEN
        is_made = line.measure.pk is not None or line.measure.ref in self.new
        place = (line.measure.pk, line.period)
        if not is_free or not is_made or place in self.in_hand or place in self.calculated:
            return None
        outcome = self._plan_figure(line, stored)
        return _planned(line, outcome, after=figure_words(line, line.measure), about="Earlier figure, beside its own")

    def _check_busy(self, line: Line, figure: StoredFigure | None) -> None:
        if not line.has_figure or self._is_handed_in(line, figure):
            return
        if (line.measure.pk, line.period) in self.calculated:
            if figure is None or not is_same_figure(figure, line):
                line.problems.append(f"actual: {line.ref} is calculated in this period, and not typed. {_CALCULATED}")
        elif figure is not None and figure.state in BUSY:
            word = STATES[FigureState(figure.state)].word.lower()
            line.problems.append(
                f"actual: an officer's figure for this period stands at “{word}”. Let the service finish it first."
            )
        elif (line.measure.pk, line.period) in self.in_hand:
            line.problems.append("actual: a revision of this figure is in hand. Let the service finish it first.")

    def _is_handed_in(self, line: Line, figure: StoredFigure | None) -> bool:
        """Whether just this figure, with just these words, waits for approval already."""
        waiting = self.in_hand.get((line.measure.pk or 0, line.period), figure)  # type: ignore[arg-type]
        if waiting is None or waiting.state != FigureState.SUBMITTED:
            return False
        return is_same_figure(waiting, line) and waiting.words == words_after(line.row, waiting)

    def _plan_measure(self, line: Line) -> Outcome:
        measure, row = line.measure, line.row
        if measure.pk is not None:
            return _UNCHANGED
        if line.measure.ref not in self.new:
            self.new[line.measure.ref] = NewMeasure(
                line=line.row.line,
                ref=line.measure.ref,
                name=short_name(measure.name),
                definition="" if measure.name == short_name(measure.name) else measure.name,
                council=row.council,
                service=row.theme[:100],
                unit=measure.unit[:40],
                **_taken(measure, "kind", "decimals", "polarity", "frequency", "year_basis"),
                is_seasonal=measure.is_to_date,
                is_data_only=lacks_polarity(measure.polarity, measure.kind) and line.measure.ref not in self.aimed,
                source=(row.report or row.source_url)[:250],
                grades="\n".join(measure.grades),
                no_change_within=self.by_rule.same_within(row),
            )
        return _NEW

    def _plan_figure(self, line: Line, stored: StoredFigure | None) -> Outcome:
        if not line.has_figure or (line.measure.pk is not None and self._is_handed_in(line, stored)):
            return _UNCHANGED
        words = words_after(line.row, stored)
        is_standing = stored is not None and stored.state == _APPROVED
        is_same = is_standing and is_same_figure(stored, line)
        if is_same and stored.words == words:
            return _UNCHANGED
        is_open = stored is None or stored.state in _OPEN
        self.plan.figures.append(
            FigureChange(
                line=line.row.line,
                ref=line.measure.ref,
                period=line.period,  # type: ignore[arg-type]
                value=line.value,
                absence=line.absence,
                absence_reason=line.absence_reason,
                standing=line.standing or (_FINAL if is_open else _REVISED),
                evidence=f"{line.row.report} {line.row.source_url}".strip()[:250],
                words=words,
                note=line.row.note,
                replaces=stored,
                keeps_figure=is_same,
                revision=0 if is_open else self.last_revision.get((stored.indicator_id, stored.period), 1) + 1,
                may_stand=self.opened.may_stand(line.measure, line.period),  # type: ignore[arg-type]
            )
        )
        return _NEW if is_open else _CHANGED

    def _target_before(self, line: Line, target: StoredTarget | None) -> str:
        if line.measure.pk is None or line.period is None:
            return ""
        year = self.years.get((line.measure.pk, _year(line.period)))
        if _parts_of_year(line):
            return (target_words(year, line.measure) or year.text) if year and line.has_target else ""
        return target_words(target, line.measure) or (year.text if year and target else "")

    def _plan_target(self, line: Line, stored: StoredTarget | None) -> Outcome:
        if not line.has_target:
            return _UNCHANGED
        is_new = line.measure.pk is None
        year = None if is_new else self.years.get((line.measure.pk, _year(line.period)))  # type: ignore[arg-type]
        text = year.text if year else ""
        if self.years_words:
            text = self.years_words.get((line.measure.ref, _year(line.period)), text)  # type: ignore[arg-type]
        if year is not None and tidy(text) == tidy(year.text):
            text = year.text
        parts = _parts_of_year(line)
        if any((line.measure.pk, each) in self.targets or (line.ref, each) in self.set_by_file for each in parts):
            line.notes.append(f"target of {line.ref}: that of {line.period} follows from those of its periods")
            return _UNCHANGED
        known = year if parts else stored
        if known is not None and year is not None and is_same_aim(known, line) and text == year.text:
            return _UNCHANGED
        green, red = limits_after(line, stored)
        self.plan.targets.append(
            TargetChange(
                line=line.row.line,
                ref=line.measure.ref,
                period=line.period,  # type: ignore[arg-type]
                value=line.target,
                low=line.low,
                high=line.high,
                text=text,
                replaces=stored,
                year=year,
                green_limit=green,
                red_limit=red,
            )
        )
        return _CHANGED if known else _NEW


def _parts_of_year(line: Line) -> tuple[Period, ...]:
    """The periods of a whole year that a line is about, of a measure that is reported oftener; () of any other line."""
    if line.period is None or not is_whole_year(line.period, line.measure.frequency):
        return ()
    return line.period.parts(line.measure.frequency)


def _add_cells(line: Line, problems: list[str]) -> None:
    """Put what is wrong with the cells of a line first, in the place of what follows from it."""
    columns = {problem.partition(" (cell ")[0] for problem in problems}
    line.problems = [*problems, *(each for each in line.problems if each.partition(":")[0] not in columns)]


def _refuse_repeated(lines: Iterable[Line]) -> None:
    """Refuse the second row of one measure and period."""
    first: dict[str, dict[Period, int]] = defaultdict(dict)
    for line in lines:
        if line.period is None:
            continue
        earlier = first[line.measure.ref].setdefault(line.period, line.row.line)
        if earlier != line.row.line:
            line.problems.append(f"period: {in_place(earlier)} gives the same measure and period already. Keep one.")


def _words_of_years(lines: Iterable[Line]) -> dict[tuple[str, object], str]:
    """The text of each year's target: that of the last of its periods whose target is in words."""
    found: dict[tuple[str, object], str] = {}
    worded = (each for each in lines if each.target_text and each.period and not each.problems)
    for line in sorted(worded, key=lambda each: each.period.start):  # type: ignore[union-attr]
        found[line.measure.ref, _year(line.period)] = line.target_text  # type: ignore[arg-type]
    return found


@lru_cache(maxsize=2048)
def _name(name: str) -> str:
    """Kept, as the others here, because the rows of a large file say the same again and again."""
    return shown(name, 120)


@lru_cache(maxsize=2048)
def _label(period: Period) -> str:
    return period.label


@lru_cache(maxsize=2048)
def _year(period: Period) -> Period:
    return period.year


def _planned(line: Line, outcome: Outcome, **words: object) -> PlannedRow:
    period = _label(line.period) if line.period else shown(line.row.period)
    return PlannedRow(line.row.line, line.measure.ref, _name(line.measure.name), period, outcome, **words)  # type: ignore[arg-type]


def _taken(source: Measure, *names: str) -> dict[str, Any]:
    """The named attributes, for a change that takes them over."""
    return {name: getattr(source, name) for name in names}


def _notes(lines: Iterable[Line]) -> list[str]:
    """The notes of all lines, each of them once, and at most 20."""
    notes = list(dict.fromkeys(note for line in lines for note in line.notes))
    return notes[:20] + ([f"{len(notes) - 20} more remarks of this kind."] if len(notes) > 20 else [])
