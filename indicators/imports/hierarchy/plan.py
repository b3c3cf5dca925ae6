"""Says what a file of plans would make, row by row, before anything is written.

A row of a plan makes the plan and its first objective, its *aim*, which is called like the plan: what the file puts
beneath the plan contributes to that, and it contributes to what the plan stands beneath. So each row is one thing of
the golden thread, and each ``parent_id`` one link.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Unit
from foundation.pace import Pace
from foundation.words import counted, listed
from indicators.imports.apply_units import places_for
from indicators.imports.cell_problems import cell_problems
from indicators.imports.hierarchy.columns import HEADINGS, LEFT_ALONE, OBJECTIVES, REQUIRED
from indicators.imports.hierarchy.rows import Above, NewThing, Row, Sort, measure_ref, read_rows
from indicators.imports.hierarchy.stored import Stored
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.units_by_name import Places
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table

_WORDS = {Sort.PLAN: "Plan", Sort.MILESTONE: "Milestone", Sort.MEASURE: "Measure", Sort.PERSONAL: "Left out"}


@dataclass(slots=True)
class PlanOfPlans(Preview):
    """The preview of a file of plans, and the new things in an order in which what is above comes first."""

    things: list[NewThing] = field(default_factory=list)

    @property
    def parts(self) -> Iterable[object]:
        return self.things


def read_plans(data: bytes, filename: str) -> Table:
    """The file as a table of our columns. Raises FileRefused when the file as a whole cannot be used."""
    return read_table(data, filename, expected_headings=(*HEADINGS, *LEFT_ALONE), required=REQUIRED)


def plan_plans(table: Table, filename: str, *, today: date, pace: Pace = iter) -> PlanOfPlans:  # noqa: ARG001
    """What a table would make. Reads the database in a fixed number of statements, and writes nothing."""
    preview = PlanOfPlans(filename=filename, notes=list(table.notes))
    _Planner(preview, table, pace).run()
    return preview


class _Planner:
    """Puts each row beneath its parent, and holds it against what is stored."""

    def __init__(self, preview: PlanOfPlans, table: Table, pace: Pace) -> None:
        self.preview = preview
        self.rows = list(pace(read_rows(table)))
        self.by_id: dict[str, Row] = {}
        for row in self.rows:
            first = self.by_id.setdefault(row.id, row)
            if first is not row:
                row.problems.append(f"id: “{shown(row.id)}” is on line {first.line} already. Give each row its own.")
        self.cell_problems = cell_problems(table)
        for row in self.rows:
            row.problems += self.cell_problems.get(row.line, [])
        self.stored = Stored.load(self.by_id, [row.parent for row in self.rows])
        self.made: dict[str, NewThing] = {}

    def run(self) -> None:
        looping = self._loops()
        for row in self._from_the_top(looping):
            self._place(row)
        self.preview.rows = [self._told(row) for row in self.rows]
        if whole := self.cell_problems.get(0):
            self.preview.rows.append(PlannedRow(0, "", "", "", Outcome.REFUSED, problems=tuple(whole)))
        self.preview.things = list(self.made.values())
        self.preview.makes = [*_makes(self.preview.things), *_units(self.preview.things)]
        if left := [row.id for row in self.rows if row.sort is Sort.PERSONAL]:
            self.preview.notes.append(
                f"Left out: {listed(left, 10)}. A person’s own plan is private, and is not taken from a file."
            )

    def _loops(self) -> set[str]:
        """The ids of rows that lead round in a circle; each says so."""
        looping = set()
        for row in self.rows:
            way, at = [row.id], self.by_id.get(row.parent)
            while at is not None and at.id not in way:
                way.append(at.id)
                at = self.by_id.get(at.parent)
            if at is row:
                looping.add(row.id)
                names = ", ".join([*way, row.id])
                row.problems.append(f"parent_id: these lead round in a circle: {names}. Correct one of them.")
        return looping

    def _from_the_top(self, looping: set[str]) -> Iterator[Row]:
        """The rows, each after its parent; of an id that is there twice the first."""
        done: set[str] = set(looping)
        for row in self.rows:
            way, at = [], row if self.by_id[row.id] is row else None
            while at is not None and at.id not in done:
                done.add(at.id)
                way.append(at)
                at = self.by_id.get(at.parent)
            yield from reversed(way)

    def _place(self, row: Row) -> None:
        if row.sort is Sort.PERSONAL:
            return
        above, level = self._above(row), self.stored.level(row) if row.sort is Sort.PLAN else None
        years = row.years or (above.years if above else None)
        if row.sort is Sort.PLAN and years is None and not row.texts["period"]:
            row.problems.append("period: is empty, and no plan above has years. Write 2023-2027, or 2026/27.")
        if row.due_on and years and row.due_on < years[0]:
            row.problems.append("due_date: is before its plan begins. Correct the date, or the plan’s period.")
        if not row.problems and not self.stored.has(row) and not row.problems:
            plan = row.id if row.sort is Sort.PLAN else above.plan if above else ""
            self.made[row.id] = NewThing(
                row=row,
                place=Above(plan, self._unit(row, above), years),
                level=level.pk if level else 0,
                is_linked=row.sort is Sort.MEASURE and measure_ref(row) in self.stored.measures,
            )

    def _above(self, row: Row) -> Above | None:
        """What the row stands beneath, new or stored; None at the top, and where the row says why there is nothing."""
        if not row.parent:
            if row.sort is not Sort.PLAN:
                row.problems.append("parent_id: is empty. Only a plan can stand at the top.")
            return None
        if problem := self._why_not(row.parent):
            row.problems.append(f"parent_id: “{shown(row.parent)}” {problem}")
            return None
        made = self.made.get(row.parent)
        return made.place if made else self.stored.above(row.parent)

    def _why_not(self, ref: str) -> str:
        """Why nothing can stand beneath what has this reference; "" where something can."""
        above = self.by_id.get(ref)
        if above and above.problems:
            return f"is refused, on line {above.line}. Correct that first."
        if above and above.sort not in (Sort.PLAN, Sort.OBJECTIVE):
            what = "is left out" if above.sort is Sort.PERSONAL else f"is a {above.sort}"
            return f"{what}, so nothing can stand beneath it. Name a plan or an objective."
        if self.stored.is_closed(ref):
            return "stands in a plan that is closed. Reopen the plan first, or name what stands in another."
        return "" if ref in self.made or self.stored.above(ref) else "is no id in the file, and no objective here."

    def _unit(self, row: Row, above: Above | None) -> tuple[str, str]:
        council, unit = row.texts["council"], row.texts["directorate"]
        if row.sort is Sort.PLAN and unit:
            return council, unit
        return above.unit if above else (council, "")

    def _told(self, row: Row) -> PlannedRow:
        outcome = Outcome.REFUSED if row.problems else Outcome.NEW if row.id in self.made else Outcome.UNCHANGED
        return PlannedRow(
            row.line,
            row.id,
            row.title,
            row.texts["period"],
            outcome,
            after=_WORDS.get(row.sort) or OBJECTIVES[row.level].label,
            target_after=row.parent,
            about="Private to one person" if row.sort is Sort.PERSONAL else "",
            problems=tuple(row.problems),
        )


def _makes(things: Iterable[NewThing]) -> list[str]:
    numbers: Mapping[Sort, int] = {sort: sum(each.row.sort is sort for each in things) for sort in Sort}
    if not any(numbers.values()):
        return []
    made = [counted(number, str(sort)) for sort, number in numbers.items() if number]
    said = [f"Makes {', '.join(made)}. Plans are drafts until they are approved on their own pages."]
    if numbers[Sort.PLAN]:
        said.append("Each plan begins with an objective of its own name, to which what stands beneath it contributes.")
    if numbers[Sort.MEASURE]:
        said.append(
            "Measures are shown as data only until their definition sheets say which way is good. Baselines and "
            "targets are kept in the words of the definition."
        )
    return said


def _units(things: Iterable[NewThing]) -> list[str]:
    """Says which units and posts are made. Writes nothing."""
    placed = places_for((each.place.unit for each in things), Places.load(), without="")
    units = [each.name for each in placed.missing if isinstance(each, Unit)]
    posts = [each for each in placed.missing if not isinstance(each, Unit)]
    if not posts:
        return []
    said = f"Makes {listed(units, 10)}. " if units else ""
    vacant = listed([f"{each.title}, {each.unit.name}" for each in posts], 10, "; ")
    return [f"{said}Makes the {'post' if len(posts) == 1 else 'posts'}, vacant: {vacant}."]
