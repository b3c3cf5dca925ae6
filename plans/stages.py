"""The stages of a planning year: what is due next of a plan, by when, and whether it is late (A6). Pure: no Django.

Whoever needs today passes it in.
"""

from dataclasses import dataclass
from datetime import date

from foundation.dates import day_words
from plans.workflow import PlanState

# A stage, and what is done by its day.
STAGES = {
    "draft_on": "Draft ready for members",
    "comments_on": "Members’ comments until",
    "submit_on": "Submitted for review",
    "review_on": "Reviewed",
    "approve_on": "Approved",
}
# By which of them what a plan in that state waits for is done.
_NEXT = {PlanState.DRAFT: "submit_on", PlanState.SUBMITTED: "review_on", PlanState.SIGNED_OFF: "approve_on"}
_DOING = {"submit_on": "to be submitted", "review_on": "to be reviewed", "approve_on": "to be approved"}


@dataclass(frozen=True, slots=True)
class Due:
    """What a plan waits for: "to be submitted", by when, and whether that day is over."""

    doing: str
    on: date
    is_late: bool

    @property
    def words(self) -> str:
        """ "to be submitted by 15 January 2027", "was to be submitted by 15 January 2027"."""
        return f"{'was ' if self.is_late else ''}{self.doing} by {day_words(self.on)}"


def due_of(state: str, dates: dict[str, date], *, today: date) -> Due | None:
    """What a plan in that state is due for by the dates of its stages; None once it is approved."""
    stage = _NEXT.get(PlanState(state))
    if stage is None:
        return None
    return Due(_DOING[stage], dates[stage], today > dates[stage])


def in_order(dates: dict[str, date]) -> bool:
    """Whether no stage comes before the one that it follows."""
    days = [dates[stage] for stage in STAGES]
    return days == sorted(days)
