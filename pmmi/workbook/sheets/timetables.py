"""The timetables: of each quarter's figures and reports, and of each year's plans."""

from collections.abc import Iterable, Iterator

from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from foundation.words import capitalised
from plans.changes.timetables import CHALLENGED_LATE, OUT_OF_ORDER, TimetableDetails, check_timetable
from plans.models import PlanTimetable
from plans.periods import Frequency, YearBasis
from plans.stages import STAGES
from pmmi.workbook.cells import Day, InPeriod, To
from pmmi.workbook.checks import not_kept
from pmmi.workbook.sheet import Column, Row, Sheet
from reporting.changes.cycles import disorder
from reporting.forms import CYCLE_HINTS
from reporting.models import Cycle
from reporting.queries.timetable import WORKING_DAYS

_EXAMPLES = {
    "opens_on": "1 July 2026", "due_on": "17 July 2026", "late_after": "21 July 2026",
    "approval_due_on": "24 July 2026", "locks_on": "31 July 2026", "management_team_on": "7 August 2026",
    "cabinet_on": "21 August 2026", "scrutiny_on": "28 August 2026",
}  # fmt: skip


def _day_columns() -> Iterator[Column]:
    for name, days in WORKING_DAYS.items():
        meaning = f"{CYCLE_HINTS[name]} Usually {days} working days after the quarter’s end"
        heading = capitalised(Cycle._meta.get_field(name).verbose_name)
        yield Column(heading, name, Day(), meaning, needed=True, example=_EXAMPLES[name])


def _days_in_order(row: Row) -> None:
    headings = {column.field: column.heading for column in QUARTERS.columns}
    for name, problem in disorder({name: row.get(name) for name in WORKING_DAYS}):
        not_kept(row, headings[name], problem)


def _not_opened(row: Row) -> None:
    """Once collection has opened people rely on the dates: they move with a reason, and the returns with them."""
    if not row.is_new and row.thing.opened_at:
        row.refuse(row.first, "moves a quarter whose collection has opened. Move it on its own page, and say why.")


QUARTERS = Sheet(
    key="quarters",
    title="Timetable",
    thing="quarter",
    purpose="When the figures of each quarter are due, and when its reports go to whom. Collection opens on its day.",
    model=Cycle,
    needs=Permission.CYCLE_EDIT,
    by=("period",),
    stored=lambda: Cycle.objects.order_by("period"),
    columns=(
        Column(
            "Quarter", "period", InPeriod(Frequency.QUARTER, YearBasis.FINANCIAL), "Of the financial year", needed=True,
            example="2026/27 Q1",
        ),
        *_day_columns(),
    ),
    checks=(_days_in_order, _not_opened),
)  # fmt: skip


def _stages_in_order(row: Row) -> None:
    names = ("level", "starts_on", "challenge_on", *STAGES)
    try:
        check_timetable(TimetableDetails(**{name: row.get(name) for name in names}))
    except ChangeRefused as refusal:
        not_kept(row, _WRONG.get(str(refusal), "Level"), str(refusal))


_WRONG = {CHALLENGED_LATE: "Priorities challenged by", OUT_OF_ORDER: "Approved by"}


PLANNING = Sheet(
    key="planning",
    title="Planning timetable",
    thing="planning timetable",
    purpose="By when the plans of a level that start in a year pass each stage.",
    model=PlanTimetable,
    needs=Permission.PLAN_EDIT,
    by=("level", "starts_on"),
    stored=lambda: PlanTimetable.objects.select_related("level").order_by("level__position", "starts_on"),
    page=lambda timetable: timetable.level,
    columns=(
        Column("Level", "level", To("levels"), "One whose plans are reviewed", needed=True,
               example="Departmental service plan"),
        Column("For plans that start from", "starts_on", Day(), "And in the year after it", needed=True,
               example="1 April 2027"),
        Column("Priorities challenged by", "challenge_on", Day(),
               "Of plans of that year, whatever their level; blank where no priority is set that year"),
        Column("Draft ready for members by", "draft_on", Day(), "The day", needed=True, example="16 October 2026"),
        Column("Members’ comments until", "comments_on", Day(), "The day", needed=True, example="13 November 2026"),
        Column("Submitted for review by", "submit_on", Day(), "The day", needed=True, example="15 January 2027"),
        Column("Reviewed by", "review_on", Day(), "The day", needed=True, example="12 February 2027"),
        Column("Approved by", "approve_on", Day(), "The day", needed=True, example="12 March 2027"),
    ),
    checks=(_stages_in_order,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (QUARTERS, PLANNING)
