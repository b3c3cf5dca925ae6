"""Reading milestones, judged as they stand on a day (rules.md 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from plans.models import Milestone, MilestoneState, PlanState
from plans.progress import MilestoneJudgement, Progress, milestone_progress

# Word, shape and colour of each judgement: with the word, readable in black and white.
MARKS: dict[Progress, tuple[str, str, str]] = {
    Progress.COMPLETE: ("Complete", "star", "green"),
    Progress.ON_TRACK: ("On track", "tick", "green"),
    Progress.MONITOR: ("Monitor", "circle", "amber"),
    Progress.OFF_TRACK: ("Off track", "triangle", "red"),
    Progress.NOT_STARTED: ("Not due to start", "tick", "green"),
    Progress.ON_HOLD: ("On hold", "square", "grey"),
    Progress.CANCELLED: ("Cancelled", "dash", "grey"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A milestone with the judgement of a day."""

    milestone: Milestone
    judgement: MilestoneJudgement


def milestones_with_plans() -> QuerySet[Milestone]:
    """Milestones with objective, plan, unit and owner: one statement."""
    return Milestone.objects.select_related("objective__plan__unit", "owner")


def find_milestones(
    *,
    reach: frozenset[int] | None,
    words: str = "",
    unit_id: int | None = None,
    plan_id: int | None = None,
    state: str = "",
) -> QuerySet[Milestone]:
    """Milestones of plans that are not closed, within reach (None: all), narrowed."""
    found = milestones_with_plans().exclude(objective__plan__state=PlanState.CLOSED)
    if reach is not None:
        found = found.filter(objective__plan__unit__in=reach)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(ref__icontains=words))
    if unit_id:
        found = found.filter(objective__plan__unit_id=unit_id)
    if plan_id:
        found = found.filter(objective__plan_id=plan_id)
    return found.filter(state=state) if state else found


def judged(milestones: Iterable[Milestone], *, today: date) -> list[Judged]:
    """Each milestone with its judgement, in the order given."""
    return [Judged(milestone, judge(milestone, today=today)) for milestone in milestones]


def judge(milestone: Milestone, *, today: date) -> MilestoneJudgement:
    return milestone_progress(
        state=milestone.state,
        starts_on=milestone.starts_on,
        due_on=milestone.due_on,
        first_due_on=milestone.first_due_on,
        percent_complete=milestone.percent_complete,
        today=today,
    )


def with_concern(rows: Iterable[Judged], concern: str) -> list[Judged]:
    """Those that are "overdue", "off_track", "due_soon" or have "slipped"; "" keeps all. Others: ValueError."""
    rows = list(rows)
    if not concern:
        return rows
    if concern == "overdue":
        return [row for row in rows if row.judgement.is_overdue]
    if concern == "off_track":
        return [row for row in rows if row.judgement.progress is Progress.OFF_TRACK]
    if concern == "due_soon":
        return [row for row in rows if row.judgement.is_due_soon]
    if concern == "slipped":
        return [row for row in rows if row.judgement.slipped_days > 0 and _is_open(row.milestone)]
    raise ValueError(f"“{concern}” is not a concern about milestones.")


def milestone_row(row: Judged) -> dict[str, Any]:
    """What ``components/milestone_row.html`` and a report's document show of a milestone, in words."""
    milestone, judgement = row.milestone, row.judgement
    word, shape, colour = MARKS[judgement.progress]
    return {
        "url": milestone.get_absolute_url(),
        "ref": milestone.ref,
        "title": milestone.title,
        "due": _due_words(milestone, judgement),
        "slipped": _slip_words(milestone, judgement),
        "percent": f"{milestone.percent_complete}%",
        "status": {"key": str(judgement.progress), "word": word, "shape": shape, "colour": colour},
        "narrative": milestone.narrative,
        "owner": milestone.owner.title,
    }


def _due_words(milestone: Milestone, judgement: MilestoneJudgement) -> str:
    if milestone.completed_on:
        return f"{date_format(milestone.due_on)}, completed {date_format(milestone.completed_on)}"
    return f"{date_format(milestone.due_on)}{', overdue' if judgement.is_overdue else ''}"


def _slip_words(milestone: Milestone, judgement: MilestoneJudgement) -> str:
    if not judgement.slipped_days:
        return ""
    days = abs(judgement.slipped_days)
    way = "later" if judgement.slipped_days > 0 else "earlier"
    return f"First set for {date_format(milestone.first_due_on)}, now {days} day{'' if days == 1 else 's'} {way}"


def _is_open(milestone: Milestone) -> bool:
    return milestone.state in (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)
