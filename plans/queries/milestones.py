"""Reading milestones, judged as they stand on a day (rules.md 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import day_words
from foundation.marks import Mark
from foundation.narrowing import narrowed, with_words
from foundation.statements import written_once
from foundation.words import counted
from plans.models import DatedAction, Milestone, PlanState
from plans.progress import MilestoneJudgement, milestone_progress, parent_percent
from plans.queries.known import reach_of, visible_within


class Awaited(NamedTuple):
    """What a milestone waits for. ``ref`` is "" where the reader may not know of it."""

    pk: int
    ref: str
    title: str

    @property
    def url(self) -> str:
        return reverse("plans:milestone-detail", args=[self.ref]) if self.ref else ""


class Days(NamedTuple):
    """When a milestone starts, is due, was due at first, and is expected to end or ended (None: nobody said so)."""

    starts_on: date
    due_on: date
    first_due_on: date
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone on a day, in the words of every page, report and download.

    ``slipped`` tells of an earlier due date, "" where it stands as first set. What it waits for, and why that cannot
    come out, are read by ``queries.waits`` alone.
    """

    pk: int
    objective_id: int
    ref: str
    title: str
    owner: str
    due: str
    slipped: str
    percent_complete: int
    narrative: str
    completed_on: date | None
    judgement: MilestoneJudgement
    weight: Decimal = Decimal(1)
    days: Days | None = None
    waits_for: tuple[Awaited, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def status(self) -> Mark:
        return self.judgement.mark

    @property
    def weight_words(self) -> str:
        return f"{self.weight.normalize():f}"

    @property
    def percent(self) -> str:
        return f"{self.percent_complete}%"

    @property
    def url(self) -> str:
        return reverse("plans:milestone-detail", args=[self.ref])


def find_milestones(
    *, actor: Actor, words: str = "", unit_id: int | None = None, plan_id: int | None = None, state: str = ""
) -> QuerySet[Milestone]:
    """Milestones that a person may know of, with their owners, of plans that are not closed, narrowed."""
    found = _not_closed(Milestone.objects.visible_to(actor)).select_related("owner")
    found = with_words(found, words, "title", "ref")
    return narrowed(found, objective__plan__unit_id=unit_id, objective__plan_id=plan_id, state=state)


def _not_closed(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    return milestones.exclude(objective__plan__state=PlanState.CLOSED)


def milestones_of_plan(plan: int, *, actor: Actor) -> list[Milestone]:
    """Those of ``find_milestones`` that are of one plan (its key), ``in_time``. One statement, written once."""
    reach, units = reach_of(actor)
    return _of_plan(plan, *reach, units=units)


@written_once
def _of_plan(plan: int, *reach: int, units: int | None) -> QuerySet[Milestone]:
    found = visible_within(Milestone.objects.filter(objective__plan=plan), reach, units)
    return in_time(_not_closed(found))


@written_once
def milestones_of_objective(objective: int) -> QuerySet[Milestone]:
    """All of an objective (its key), ``in_time``. One statement."""
    return in_time(Milestone.objects.filter(objective=objective))


def in_time(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """By the day on which they are due, with their owners."""
    return milestones.select_related("owner").order_by("due_on", "ref")


@written_once
def milestones_of_unit(unit: int) -> QuerySet[Milestone]:
    """Those of a unit's plans that are nobody's own, ``in_time``. One statement."""
    return in_time(Milestone.objects.not_private().filter(objective__plan__unit=unit))


def judged(each: Milestone | DatedAction, *, today: date) -> MilestoneJudgement:
    """How a milestone, or an action by a day, stands on a day (rules.md 10)."""
    return milestone_progress(
        state=each.state,
        starts_on=each.starts_on,
        due_on=each.due_on,
        first_due_on=each.first_due_on,
        percent_complete=each.percent_complete,
        today=today,
    )


def milestone_row(milestone: Milestone, *, today: date) -> MilestoneRow:
    """The milestone, read with its owner, as it stands on a day."""
    judgement = judged(milestone, today=today)
    completed = f", completed {day_words(milestone.completed_on)}" if milestone.completed_on else ""
    return MilestoneRow(
        pk=milestone.pk,
        objective_id=milestone.objective_id,
        ref=milestone.ref,
        title=milestone.title,
        owner=milestone.owner.title,
        due=f"{day_words(milestone.due_on)}{completed}",
        slipped=slip_words(milestone.first_due_on, judgement.slipped_days),
        percent_complete=milestone.percent_complete,
        narrative=milestone.narrative or milestone.reason,
        completed_on=milestone.completed_on,
        judgement=judgement,
        weight=milestone.weight,
        days=Days(
            milestone.starts_on,
            milestone.due_on,
            milestone.first_due_on,
            milestone.completed_on or milestone.forecast_on,
        ),
    )


def milestone_rows(milestones: Iterable[Milestone], *, today: date) -> list[MilestoneRow]:
    """Each milestone as it stands on a day, in the order given."""
    return [milestone_row(milestone, today=today) for milestone in milestones]


def percent_together(rows: Iterable[MilestoneRow]) -> Decimal | None:
    """How much of an objective is done: the mean of its milestones by weight; those not scored are left out. None where
    nothing has weight.
    """
    return parent_percent(
        (row.weight, Decimal(row.percent_complete)) for row in rows if row.judgement.progress.is_scored
    )


def percent_of_plan(rows: Iterable[MilestoneRow]) -> Decimal | None:
    """How much of a plan is done: the mean of its objectives, each as far as its milestones are by weight; None where
    nothing has weight.
    """
    by_objective: dict[int, list[MilestoneRow]] = {}
    for row in rows:
        by_objective.setdefault(row.objective_id, []).append(row)
    found = map(percent_together, by_objective.values())
    return parent_percent((Decimal(1), percent) for percent in found if percent is not None)


def with_concern(rows: list[MilestoneRow], concern: str) -> list[MilestoneRow]:
    """Those that are "overdue", "off_track", "due_soon", have "slipped" or end "before_others" that they wait for; ""
    keeps all. Others: ValueError.
    """
    match concern:
        case "":
            return rows
        case "overdue" | "off_track":
            return [row for row in rows if row.status.key == concern]
        case "before_others":
            return [row for row in rows if row.cautions]
        case "due_soon":
            return [row for row in rows if row.judgement.is_due_soon]
        case "slipped":
            return [row for row in rows if row.judgement.slipped_days > 0 and row.judgement.is_open]
    raise ValueError(f"“{concern}” is not a concern about milestones.")


def slip_words(first_due_on: date, days: int) -> str:
    """That a due date was another at first, so many days ago or ahead; "" where it stands as first set."""
    if not days:
        return ""
    way = "later" if days > 0 else "earlier"
    return f"First set for {day_words(first_due_on)}, now {counted(abs(days), 'day')} {way}"
