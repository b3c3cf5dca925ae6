"""The timetables of quarters and of plans by workbook: made, moved, refused, taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Event
from indicators.models import ImportState
from plans.models import PlanTimetable
from reporting.changes.cycles import open_cycle
from reporting.models import Cycle
from tests.factories.reporting import measured_service
from tests.pmmi.workbook.books import AT, applied, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
QUARTER = {
    "Quarter": "2026/27 Q2", "Collection opens": "1 October 2026", "Figures due": "19 October 2026",
    "Late after": "21 October 2026", "Approval due": "26 October 2026", "Returns lock": "2 November 2026",
    "Management team": "9 November 2026", "Cabinet": "23 November 2026", "Scrutiny": "30 November 2026",
}  # fmt: skip
PLANNING = {
    "Level": "Service plan", "For plans that start from": "1 April 2027", "Priorities challenged by": "1 October 2026",
    "Draft ready for members by": "16 October 2026", "Members’ comments until": "13 November 2026",
    "Submitted for review by": "15 January 2027", "Reviewed by": "12 February 2027", "Approved by": "12 March 2027",
}  # fmt: skip
WHOLE: Mapping[str, Any] = {"Timetable": [QUARTER], "Planning timetable": [PLANNING]}


def test_timetables_are_made_as_the_screens_make_them(stored: Actor) -> None:
    batch = applied(stored, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    cycle = Cycle.objects.get()
    assert (cycle.period.label, cycle.due_on, cycle.scrutiny_on, cycle.opened_at) == (
        "2026/27 Q2", date(2026, 10, 19), date(2026, 11, 30), None,
    )  # fmt: skip
    timetable = PlanTimetable.objects.get()
    assert (str(timetable.level), timetable.challenge_on, timetable.approve_on) == (
        "Service plan", date(2026, 10, 1), date(2027, 3, 12),
    )  # fmt: skip
    event = Event.objects.get(action="imported", thing_type="reporting.cycle")
    assert event.changes["due_on"] == [None, "19 October 2026"]
    assert planned(WHOLE).counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_days_move_until_collection_has_opened(stored: Actor) -> None:
    applied(stored, WHOLE)
    moved = {**QUARTER, "Cabinet": "24 November 2026"}
    before = Cycle.objects.values().get()
    batch = applied(stored, {"Timetable": [moved]})
    cycle = Cycle.objects.get()
    assert (batch.summary["counts"]["changed"], cycle.cabinet_on) == (1, date(2026, 11, 24))
    assert taken_back(stored, batch).state == ImportState.UNDONE, batch.reason
    assert Cycle.objects.values().get() == before
    measured_service("Waste")
    open_cycle(by=stored, at=AT, cycle=cycle)
    assert problems({"Timetable": [moved]}) == [
        "Timetable, cell H2 (Cabinet) moves a quarter whose collection has opened. Move it on its own page, and say "
        "why."
    ]
    assert planned({"Timetable": [QUARTER]}).counts["unchanged"] == 1


def test_taken_back_they_leave_nothing_behind(stored: Actor) -> None:
    before = row_counts()
    batch = applied(stored, WHOLE)
    batch = taken_back(stored, batch)
    assert (batch.state, row_counts()) == (ImportState.UNDONE, before)


def test_a_quarter_whose_collection_has_opened_is_not_taken_back(stored: Actor) -> None:
    """Else its returns would be left with no days to come in by."""
    batch = applied(stored, WHOLE)
    open_cycle(by=stored, at=AT, cycle=Cycle.objects.get())
    batch = taken_back(stored, batch)
    assert batch.state == ImportState.APPLIED
    assert "1 thing changed since: 2026/27 Q2." in batch.reason
    assert Cycle.objects.exists()


BAD: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "figures due before collection opens": (
        {"Timetable": [{**QUARTER, "Figures due": "30 September 2026"}]},
        "Timetable, cell C2 (Figures due) cannot be kept. Figures cannot be due before collection opens.",
    ),
    "late before it is due": (
        {"Timetable": [{**QUARTER, "Late after": "16 October 2026"}]},
        "Timetable, cell D2 (Late after) cannot be kept. Figures cannot be late before they are due.",
    ),
    "cabinet before management team": (
        {"Timetable": [{**QUARTER, "Cabinet": "2 November 2026"}]},
        "Timetable, cell H2 (Cabinet) cannot be kept. Cabinet cannot meet before management team.",
    ),
    "no quarter": (
        {"Timetable": [{**QUARTER, "Quarter": "2026/27"}]},
        "Timetable, cell A2 (Quarter) is no period.",
    ),
    "a calendar quarter": (
        {"Timetable": [{**QUARTER, "Quarter": "October 2026"}]},
        "Timetable, cell A2 (Quarter) is no period.",
    ),
    "a quarter twice": (
        {"Timetable": [QUARTER, QUARTER]},
        "Timetable, cell A3 (Quarter) is the same quarter as row 2. Keep one of them.",
    ),
    "a quarter without a day": (
        {"Timetable": [{**QUARTER, "Scrutiny": ""}]},
        "Timetable, cell I2 (Scrutiny) is blank. Fill it in.",
    ),
    "a stage before the one that it follows": (
        {"Planning timetable": [{**PLANNING, "Reviewed by": "1 January 2027"}]},
        "Planning timetable, cell H2 (Approved by) cannot be kept. Each stage comes on the day of the one",
    ),
    "priorities challenged too late": (
        {"Planning timetable": [{**PLANNING, "Priorities challenged by": "1 November 2026"}]},
        "Planning timetable, cell C2 (Priorities challenged by) cannot be kept. Priorities are challenged before",
    ),
    "a level whose plans are not reviewed": (
        {"Planning timetable": [{**PLANNING, "Level": "Corporate plan"}]},
        "Planning timetable, cell A2 (Level) cannot be kept. Plans of the level Corporate plan are not reviewed",
    ),
    "a level that there is not": (
        {"Planning timetable": [{**PLANNING, "Level": "Area plan"}]},
        "Planning timetable, cell A2 (Level) says “Area plan”, and there is no level of that name.",
    ),
}


def test_what_cannot_be_is_refused_at_its_cell_and_nothing_is_written(stored: Actor) -> None:
    before = row_counts()
    assert taken_otherwise(BAD) == {}
    assert row_counts() == before
