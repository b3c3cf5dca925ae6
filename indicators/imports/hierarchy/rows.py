"""Reads the rows of a file of plans. Nothing is guessed: what cannot be read refuses its row and says why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from indicators.imports.hierarchy.columns import ACTIONS, EXAMPLE_IDS, HEADINGS, MEASURES, OBJECTIVES, PERSONAL
from indicators.imports.limits import shown
from indicators.imports.rows import text_of
from indicators.imports.units_by_name import name_key
from indicators.imports.workbook import BLANK, Cell, Table
from plans.models import MilestoneState

LONGEST_ID, LONGEST_PLAN, LONGEST_TITLE, LONGEST_NAME = 20, 200, 300, 250
_YEARS = re.compile(r"(\d{4})\s*(?:-|–|to)\s*(\d{4})")
_SPLIT = re.compile(r"(\d{4})/(\d\d)(?:\s*(?:-|–|to)\s*(\d{4})/(\d\d))?")
_DAY = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})|(\d{4})-(\d\d)-(\d\d)")
_NO_REFERENCE = re.compile(r"[/\\?#%\s]")
_STAGES = {
    "": MilestoneState.NOT_STARTED,
    "not started": MilestoneState.NOT_STARTED,
    "in progress": MilestoneState.IN_PROGRESS,
    "ongoing": MilestoneState.IN_PROGRESS,
    "completed": MilestoneState.COMPLETE,
    "complete": MilestoneState.COMPLETE,
}


class Sort(StrEnum):
    """What a row becomes."""

    PLAN = "plan"
    OBJECTIVE = "objective"
    MILESTONE = "milestone"
    MEASURE = "measure"
    PERSONAL = "personal"


@dataclass(slots=True)
class Row:
    """A row as it was read. ``texts`` has every column; the rest is what was understood. It is refused if it has
    ``problems``. ``years`` are the first and the last day of a plan, None where the row names none.
    """

    line: int
    texts: dict[str, str]
    sort: Sort
    years: tuple[date, date] | None = None
    due_on: date | None = None
    percent: int = 0
    state: str = MilestoneState.NOT_STARTED
    problems: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.texts["id"]

    @property
    def title(self) -> str:
        return self.texts["title"]

    @property
    def parent(self) -> str:
        return self.texts["parent_id"]

    @property
    def level(self) -> str:
        """The level in small letters, with spaces: "service plan" of "service_plan"."""
        return level_key(self.texts["level"])


class Above(NamedTuple):
    """What a row stands beneath: the plan's reference, its unit (the council's name and the unit's; "" for the only
    council and for the council itself), and its first and last day, None where it has none yet.
    """

    plan: str
    unit: tuple[str, str]
    years: tuple[date, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThing:
    """A row to be written, where it stands, and the key of its level, 0 for what is no plan. ``is_linked`` only: the
    measure is stored, and what is new is which objective it serves.
    """

    row: Row
    place: Above
    level: int = 0
    is_linked: bool = False


def measure_ref(row: Row) -> str:
    """The reference of a measure."""
    return row.texts["ref"] or row.id


def level_key(name: str) -> str:
    return name_key(name.replace("_", " "))


def read_rows(table: Table) -> Iterator[Row]:
    """The rows of a table read with the ``HEADINGS``, each with what is wrong in itself."""
    for each in table.rows:
        cells = {name: each.cells.get(name, BLANK) for name in HEADINGS}
        texts = {name: text_of(cell) for name, cell in cells.items()}
        row = Row(each.line, texts, _sort(level_key(texts["level"])))
        _check_words(row)
        if row.sort is Sort.PLAN:
            row.years = _years(row)
        if row.sort is Sort.MILESTONE:
            _read_action(row, cells["due_date"])
        yield row


def _sort(level: str) -> Sort:
    named = {Sort.OBJECTIVE: OBJECTIVES, Sort.MILESTONE: ACTIONS, Sort.MEASURE: MEASURES, Sort.PERSONAL: PERSONAL}
    return next((sort for sort, words in named.items() if level in words), Sort.PLAN)


def _check_words(row: Row) -> None:
    longest = {Sort.PLAN: LONGEST_PLAN, Sort.MEASURE: LONGEST_NAME}.get(row.sort, LONGEST_TITLE)
    for name in ("id", "level", "title"):
        if not row.texts[name]:
            row.problems.append(f"{name}: is empty. Every row needs one.")
    if row.id in EXAMPLE_IDS:
        row.problems.append("id: this is the template’s example. Delete the row.")
    if len(row.id) > LONGEST_ID or _NO_REFERENCE.search(row.id):
        row.problems.append(
            f"id: “{shown(row.id)}” cannot be a reference: at most {LONGEST_ID} characters, no spaces, / ? # or %."
        )
    if len(row.texts["ref"]) > LONGEST_ID and row.sort is Sort.MEASURE:
        row.problems.append(f"ref: “{shown(row.texts['ref'])}” is longer than {LONGEST_ID} characters. Shorten it.")
    if len(row.title) > longest:
        row.problems.append(f"title: has {len(row.title)} characters; at most {longest} are kept. Shorten it.")


def _years(row: Row) -> tuple[date, date] | None:
    text = row.texts["period"]
    if not text:
        return None
    if found := _SPLIT.fullmatch(text):
        first, last = int(found[1]), int(found[3] or found[1]) + 1
        is_right = int(found[4] or found[2]) == last % 100 and (found[3] or int(found[2]) == (first + 1) % 100)
    elif found := _YEARS.fullmatch(text):
        first, last = int(found[1]), int(found[2])
        is_right = last > first
    else:
        is_right = False
    if not is_right or not 1974 <= first < last < 2200:
        row.problems.append(f"period: “{shown(text)}” is not the years of a plan. Write 2023-2027, or 2026/27.")
        return None
    return date(first, 4, 1), date(last, 3, 31)


def _read_action(row: Row, due: Cell) -> None:
    row.due_on = _day(due, row.texts["due_date"])
    if row.due_on is None:
        row.problems.append(f"due_date: “{shown(row.texts['due_date'])}” is not a day. Write it like 31/03/2027.")
    percent = row.texts["percent_complete"].removesuffix("%").strip() or "0"
    if percent.isascii() and percent.isdigit() and int(percent) <= 100:
        row.percent = int(percent)
    else:
        row.problems.append(f"percent_complete: “{shown(percent)}” is not a whole number from 0 to 100.")
    stage = level_key(row.texts["stage"])
    if stage not in _STAGES:
        known = "Not started, In progress, Completed"
        row.problems.append(f"stage: “{shown(row.texts['stage'])}” is not one of {known}.")
        return
    row.state = _STAGES[stage]
    if row.percent == 100:
        row.state = MilestoneState.COMPLETE
    elif row.state == MilestoneState.COMPLETE and row.texts["percent_complete"]:
        row.problems.append(
            f"percent_complete: a completed action is at 100, and this says {row.percent}. Correct one."
        )
    elif row.state == MilestoneState.NOT_STARTED and row.percent:
        row.state = MilestoneState.IN_PROGRESS


def _day(cell: Cell, text: str) -> date | None:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    found = _DAY.fullmatch(text)
    if not found:
        return None
    parts = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if 1974 <= day.year < 2200 else None
