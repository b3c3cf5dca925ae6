"""What is done in the demo council about measures that are off target: invented. A few have nothing yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.actors import Actor
from indicators.changes.recovery import add_action, edit_action
from indicators.models import Indicator
from plans.changes.actions import ActionDetails


class Told(NamedTuple):
    """An action of a measure: days from today to its end as first promised, days that slipped, and how far it is."""

    measure: str
    title: str
    due: int
    slipped: int
    percent: int
    narrative: str


ACTIONS = (
    Told("HR02", "Let managers answer the ten commonest questions themselves", 60, 0, 55, "Seven of ten are written."),
    Told("HR11", "See everybody who is ill for a fourth week with occupational health", -20, 30, 70,
         "Two of three clinics run; the third waits for a room."),
    Told("HR11", "Train team leaders in return-to-work talks", -70, 0, 100, "All 84 were trained."),
    Told("IT01", "Give the service desk the rights to reset and unlock", 25, 0, 40, "Agreed with audit; on trial."),
    Told("IT03", "Second engineer on call in the evening", 75, 28, 25, "Nobody suitable at the first round."),
    Told("LG-GRANTS", "Two more officers on grants until the backlog is gone", -9, 0, 45, "One began in the summer."),
    Told("LS05", "Weekly meeting on the three projects that are late", 100, 0, 30, "It has met four times."),
    Told("RB08", "Take changes of circumstances online, with checks as people type", 50, 45, 60,
         "Tested with 40 residents; goes live once payments follow."),
    Told("SNH02", "Joint patrols with the police on Friday and Saturday", 30, 0, 50, "Six of twelve weeks done."),
)  # fmt: skip


def make_recovery(indicators: Mapping[str, Indicator], *, by: Actor, now: datetime) -> None:
    """Actions that began a good quarter ago: some late, some that slipped, one that is done."""
    began = now - timedelta(days=120)
    for told in ACTIONS:
        measure, due = indicators[told.measure], now.date() + timedelta(days=told.due)
        details = ActionDetails(
            title=told.title, owner=measure.owner, starts_on=began.date(),
            due_on=due - timedelta(days=told.slipped), state="not_started",
        )  # fmt: skip
        action = add_action(by=by, at=began, indicator=measure, details=details)
        is_done = told.percent == 100
        goes = replace(
            details, due_on=due, state="complete" if is_done else "in_progress", percent_complete=told.percent,
            narrative=told.narrative,
        )  # fmt: skip
        at = now - timedelta(days=70 if is_done else 9)
        edit_action(by=by, at=at, action=action, version=1, details=goes, why=told.narrative if told.slipped else "")
