"""The timetable's pages in words: where a quarter is, how each service's return is, what is to be released."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from foundation.dates import day_words, london_day
from foundation.statements import written_once
from foundation.words import capitalised, counted
from indicators.models import Return
from indicators.queries.deadlines import approval_due, due_day
from indicators.queries.returns import Progress, state_of
from reporting.document import Mark
from reporting.models import Cycle, Report
from reporting.queries.cycles import Collection
from reporting.queries.reports import audience_words, drafts_of
from reporting.queries.timetable import WORKING_DAYS
from reporting.workflow import ReportState


def cycles_told() -> QuerySet[Cycle]:
    """Every quarter with a timetable, the newest first, with its number of ``drafts`` and of ``released`` reports."""
    states = (ReportState.DRAFT, ReportState.RELEASED)
    drafts, released = (Count("reports", filter=Q(reports__state=state)) for state in states)
    return Cycle.objects.annotate(drafts=drafts, released=released).order_by("-period")


def timetable_rows(cycle: Cycle, *, today: date) -> list[dict[str, object]]:
    """Each stage with its day and whether that is past, today or ahead."""
    rows = []
    for name in WORKING_DAYS:
        day, label = getattr(cycle, name), capitalised(Cycle._meta.get_field(name).verbose_name)
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


class CollectionRow(NamedTuple):
    """One service's return: its state, and how many of its figures are where."""

    service: str
    url: str
    mark: Mark
    to_do: int
    waiting: int
    approved: int
    missing: int
    total: int
    late: int


def collection_rows(rows: Sequence[Collection], *, at: datetime) -> list[CollectionRow]:
    """A row for each service's return. The late come first."""
    shown = [_collection_row(row.in_return, row.progress, at) for row in rows]
    return sorted(shown, key=lambda row: (not row.late, -row.to_do, -row.waiting, row.service))


def _collection_row(each: Return, progress: Progress, at: datetime) -> CollectionRow:
    return CollectionRow(
        *(each.service.name, each.get_absolute_url(), state_of(each, progress, at=at, says_left=False)),
        *(progress.left, progress.waiting, progress.approved, progress.missing, progress.total, progress.late),
    )


class ReportsTold(NamedTuple):
    """How many of a cycle's reports are drafts, and how many are released."""

    drafts: int
    released: int


def reports_told(cycle: Cycle) -> ReportsTold:
    """The numbers of a cycle's reports by state."""
    states: list[Any] = _states_of_reports(cycle.pk)
    counts = Counter(states)
    return ReportsTold(counts[ReportState.DRAFT], counts[ReportState.RELEASED])


@written_once
def _states_of_reports(cycle: int) -> QuerySet[Any]:
    return Report.objects.filter(cycle=cycle).values_list("state", flat=True)


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """A draft that can be released, numbered from 0. ``lacks`` says what is missing or unsigned in it, or is ""."""

    number: int
    pk: int
    title: str
    lacks: str


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """The drafts for one audience, or one committee."""

    name: str
    drafts: tuple[DraftChoice, ...]

    @property
    def keys(self) -> str:
        """As the form takes them: those that the page showed, whatever is built meanwhile."""
        return "".join(f"{each.pk}," for each in self.drafts)

    @property
    def sentence(self) -> str:
        """Whether they are ready, and how many lack something."""
        lacking, count = sum(bool(each.lacks) for each in self.drafts), len(self.drafts)
        is_or_are = "is" if count == 1 else "are"
        if not lacking:
            return f"{counted(count, 'report')} {is_or_are} ready, with every figure that was due."
        which = "it lacks figures" if count == 1 else f"{lacking} of them {'lacks' if lacking == 1 else 'lack'} figures"
        return f"{counted(count, 'report')} {is_or_are} built; {which}, and would be released so."


def release_groups(cycle: Cycle) -> list[DraftGroup]:
    """The cycle's drafts by whom they are for. One statement."""
    groups: dict[str, list[DraftChoice]] = {}
    drafts = drafts_of(cycle).annotate(coverage=KeyTransform("coverage", "document"))
    for number, draft in enumerate(drafts.order_by("audience", "committee__name", "kind", "title")):
        choice = DraftChoice(number, draft.pk, draft.title, _lacks(dict(draft.coverage["rows"])))
        groups.setdefault(audience_words(draft), []).append(choice)
    return [DraftGroup(name, tuple(drafts)) for name, drafts in groups.items()]


def _lacks(counts: Mapping[str, str]) -> str:
    """From the rows under a document's coverage line."""
    labels = ("Missing", "Awaiting sign-off")
    return ", ".join(f"{counts[each]} {each.lower()}" for each in labels if counts.get(each, "0") != "0")
