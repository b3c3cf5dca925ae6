"""What sheets of things by a day hold alike: milestones of objectives, actions against risks."""

from plans.models import MilestoneState
from pmmi.workbook.cells import WHOLE, Day, OneOf, To
from pmmi.workbook.sheet import Column


def dated_columns() -> tuple[Column, ...]:
    """Who does it, from when to when, and how far it is."""
    return (
        Column("Owner", "owner", To("posts"), "The post that does it", needed=True, example="Head of Housing"),
        Column("Work starts on", "starts_on", Day(), "Its first day", needed=True, example="1 May 2026"),
        Column("Due on", "due_on", Day(), "By when", needed=True, example="31 October 2026"),
        Column(
            "First due on", "first_due_on", Day(), "What slip is counted from; as it is due where blank",
            only_new="the first date stays on record",
        ),
        Column(
            "State", "state", OneOf(dict(MilestoneState.choices)), "Not started where blank",
            blank=MilestoneState.NOT_STARTED.value, example="In progress",
        ),
        Column("Per cent complete", "percent_complete", WHOLE, "From 0 to 100; 0 where blank", blank=0, example="40"),
    )  # fmt: skip
