"""What an action by a day has to say of itself, whatever it hangs on (``plans.models.DatedAction``)."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Post
from foundation.refusals import ChangeRefused
from plans.changes.milestones import check_state
from plans.models import MilestoneState


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDetails:
    """What will be done, by whom and when, and how it is going."""

    title: str
    owner: Post
    starts_on: date
    due_on: date
    state: str = MilestoneState.NOT_STARTED
    percent_complete: int = 0
    narrative: str = ""


def check_action(details: ActionDetails) -> None:
    """Its days and its state have to agree. Raises ChangeRefused."""
    if details.due_on < details.starts_on:
        raise ChangeRefused("The action is due before it starts. Check both dates.")
    is_complete = details.state == MilestoneState.COMPLETE
    if is_complete != (details.percent_complete == 100):
        raise ChangeRefused("What is complete is 100% done, and what is 100% done is complete. Change one of the two.")
    check_state(details.state, details.percent_complete, details.narrative.strip())
