"""The timetable's pages in words: where a quarter is, how each service's return is, what is to be released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTransform

from foundation.dates import day_words, london_day
from foundation.words import counted
from indicators.queries.deadlines import approval_due, due_day
from indicators.queries.returns import state_of
from reporting.models import Cycle, Report
from reporting.queries.cycles import Collection
from reporting.queries.reports import audience_words, drafts_of
from reporting.workflow import ReportState

Json = dict[str, Any]

STAGES = (
    ("Collection opens", "opens_on"),
    ("Figures due", "due_on"),
    ("Late after", "late_after"),
    ("Approval due", "approval_due_on"),
    ("Returns lock", "locks_on"),
    ("Management team", "management_team_on"),
    ("Cabinet", "cabinet_on"),
    ("Scrutiny", "scrutiny_on"),
)


def cycle_list_rows() -> list[Json]:
    """Every quarter with a timetable, the newest first, with how many of its reports are drafts and released."""
    of_state = {
        name: Count("reports", filter=Q(reports__state=state))
        for name, state in (("drafts", ReportState.DRAFT), ("released", ReportState.RELEASED))
    }
    return [
        {"cycle": cycle, "name": cycle.period.long_label, "drafts": cycle.drafts, "released": cycle.released}
        for cycle in Cycle.objects.annotate(**of_state).order_by("-period")
    ]


def timetable_rows(cycle: Cycle, *, today: date) -> list[Json]:
    """Each stage with its day and whether that is past, today or ahead."""
    rows = []
    for label, name in STAGES:
        day = getattr(cycle, name)
        when = "today" if day == today else "past" if day < today else "ahead"
        rows.append({"label": label, "day": day, "when": when})
    return rows


def cycle_sentence(cycle: Cycle, rows: Sequence[Collection], *, at: datetime) -> str:
    """The one thing to know of a quarter's collection."""
    today = london_day(at)
    if cycle.opened_at is None:
        return f"Collection opens on {day_words(cycle.opens_on)}."
    counts = [row.progress for row in rows]
    total, missing = sum(each.total for each in counts), sum(each.missing for each in counts)
    left, waiting = sum(each.left for each in counts), sum(each.waiting for each in counts)
    late = sum(each.late > 0 for each in counts)
    if left:
        due = min(due_day(row.in_return, row.progress.first) for row in rows if row.progress.left)
        when = f"{counted(late, 'service')} late" if late else f"due {day_words(due)}"
        services = counted(sum(each.left > 0 for each in counts), "service")
        return f"{left} of {total} figures are still to come in, from {services}: {when}."
    if waiting:
        due = min(approval_due(row.in_return, row.progress.back_by) for row in rows if row.progress.waiting)
        return f"All {total} figures are in; {waiting} wait for approval, due {day_words(due)}."
    if today <= cycle.locks_on or not missing:
        return f"All {total} figures are in and approved. The reports can be built and released."
    return f"The returns are locked; {missing} of {total} figures are missing."


def collection_rows(rows: Sequence[Collection], *, at: datetime) -> list[Json]:
    """Each service's return: how many figures are where, and its state as a mark. The late come first."""
    shown = [
        {
            "service": row.service.name,
            "url": row.in_return.get_absolute_url(),
            "mark": state_of(row.in_return, row.progress, at=at, says_left=False),
            "to_do": row.progress.left,
            "waiting": row.progress.waiting,
            "approved": row.progress.approved,
            "missing": row.progress.missing,
            "total": row.progress.total,
            "late": row.progress.late,
        }
        for row in rows
    ]
    return sorted(shown, key=lambda row: (not row["late"], -row["to_do"], -row["waiting"], row["service"]))


def reports_told(cycle: Cycle) -> Json:
    """How many of the cycle's reports are drafts and how many are released."""
    counts = Report.objects.filter(cycle=cycle).aggregate(
        drafts=Count("pk", filter=Q(state=ReportState.DRAFT)),
        released=Count("pk", filter=Q(state=ReportState.RELEASED)),
    )
    return dict(counts)


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """A draft to be released, with its number on the page, from 0. ``lacks`` says what is missing or unsigned in it,
    "" where nothing is.
    """

    number: int
    pk: int
    title: str
    lacks: str


def release_choices(cycle: Cycle) -> dict[str, list[DraftChoice]]:
    """The cycle's drafts by whom they are for."""
    groups: dict[str, list[DraftChoice]] = {}
    drafts = drafts_of(cycle).annotate(coverage=KeyTransform("coverage", "document"))
    for number, draft in enumerate(drafts.order_by("audience", "committee__name", "kind", "title")):
        choice = DraftChoice(number, draft.pk, draft.title, _lacks(dict(draft.coverage["rows"])))
        groups.setdefault(audience_words(draft), []).append(choice)
    return groups


def _lacks(counts: Mapping[str, str]) -> str:
    """From the rows under a document's coverage line."""
    labels = ("Missing", "Awaiting sign-off")
    return ", ".join(f"{counts[each]} {each.lower()}" for each in labels if counts.get(each, "0") != "0")
