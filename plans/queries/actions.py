"""Actions by a day, whatever they hang on, as pages show them."""

from dataclasses import dataclass
from datetime import date

from foundation.dates import day_words
from foundation.marks import Mark
from plans.models import DatedAction
from plans.queries.milestones import judged, slip_words


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as ``components/milestone_row.html`` draws it. ``url`` is "" for who may not change it."""

    url: str
    ref: str
    title: str
    due: str
    slipped: str
    percent: str
    status: Mark
    narrative: str
    owner: str


def action_row(action: DatedAction, *, today: date, url: str = "", ref: str = "") -> ActionRow:
    """The action, read with its owner, as it stands on a day. ``ref``: of what it hangs on, where that is not said."""
    judgement = judged(action, today=today)
    return ActionRow(
        url=url,
        ref=ref,
        title=action.title,
        due=day_words(action.due_on),
        slipped=slip_words(action.first_due_on, judgement.slipped_days),
        percent=f"{action.percent_complete}%",
        status=judgement.mark,
        narrative=action.narrative,
        owner=action.owner.title,
    )
