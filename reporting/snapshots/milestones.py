"""Milestones as the reports show them: judged by their progress, in the document's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.dates import day_words
from indicators.rules.exceptions import ExceptionReason, milestone_reasons
from plans.models import Milestone
from plans.progress import MilestoneJudgement, Progress, milestone_progress

_SHAPES = {
    Progress.COMPLETE: ("tick", "green"),
    Progress.ON_TRACK: ("tick", "green"),
    Progress.MONITOR: ("circle", "amber"),
    Progress.OFF_TRACK: ("triangle", "red"),
    Progress.NOT_STARTED: ("dash", "grey"),
    Progress.ON_HOLD: ("square", "grey"),
    Progress.CANCELLED: ("dash", "grey"),
}
_WORDS = {Progress.NOT_STARTED: "Not due to start"}


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone with its judgement and the row that documents show."""

    pk: int
    objective_id: int
    completed_on: date | None
    judgement: MilestoneJudgement
    row: dict[str, Any]
    reasons: Sequence[ExceptionReason]

    @property
    def is_bad(self) -> bool:
        return bool(self.reasons)


def step_of(milestone: Milestone, *, today: date) -> Step:
    """The milestone as it stands on a day (rules.md 10)."""
    judgement = milestone_progress(
        state=milestone.state,
        starts_on=milestone.starts_on,
        due_on=milestone.due_on,
        first_due_on=milestone.first_due_on,
        percent_complete=milestone.percent_complete,
        today=today,
    )
    reasons = milestone_reasons(
        is_overdue=judgement.is_overdue,
        # Overdue says it all: a second reason would only repeat it.
        is_off_track=judgement.progress is Progress.OFF_TRACK and not judgement.is_overdue,
        detail=judgement.reason,
    )
    return Step(
        milestone.pk, milestone.objective_id, milestone.completed_on, judgement, _row(milestone, judgement), reasons
    )


def _row(milestone: Milestone, judgement: MilestoneJudgement) -> dict[str, Any]:
    slipped = milestone.due_on != milestone.first_due_on
    return {
        "ref": milestone.ref,
        "title": milestone.title,
        "due": day_words(milestone.due_on),
        "slipped": f"first due {day_words(milestone.first_due_on)}" if slipped else "",
        "percent": f"{milestone.percent_complete}%",
        "status": mark_of(judgement),
        "narrative": milestone.narrative or milestone.reason,
        "owner": milestone.owner.title,
    }


def mark_of(judgement: MilestoneJudgement) -> dict[str, str]:
    """The status as a mark: an overdue milestone is off track, and its word says overdue."""
    if judgement.is_overdue:
        return {"key": "overdue", "word": "Overdue", "shape": "triangle", "colour": "red"}
    progress = judgement.progress
    shape, colour = _SHAPES[progress]
    return {"key": str(progress), "word": _WORDS.get(progress, progress.label), "shape": shape, "colour": colour}
