"""Milestones over time, of a plan or of an objective: the picture, and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from accounts.actors import Actor
from foundation.dates import day_words
from plans.models import Milestone, Objective
from plans.queries.milestones import MilestoneRow, milestone_row, percent_of_plan, percent_together
from plans.queries.waits import with_waits
from reporting.charts.gantt import Bar, gantt_svg


class Line(NamedTuple):
    """A milestone in the table: its row, and the days that the picture shows."""

    row: MilestoneRow
    starts: str
    expected: str


class Group(NamedTuple):
    """The milestones of one objective, with how much of them is done together ("" where nothing has weight)."""

    title: str
    url: str
    together: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Timeline:
    """``reporting/timeline.html``. ``cautions`` counts what ends before something that it waits for."""

    picture: str
    groups: list[Group]
    together: str
    count: int
    slipped: int
    cautions: int


def timeline_of(objectives: Sequence[Objective], *, actor: Actor, today: date) -> Timeline:
    """The milestones of these objectives, in their order, as they stand on a day. Two statements."""
    place = {each.pk: number for number, each in enumerate(objectives)}
    found = Milestone.objects.filter(objective__in=objectives).select_related("owner").order_by("due_on", "ref")
    milestones = sorted(found, key=lambda each: place[each.objective_id])
    rows = with_waits([milestone_row(each, today=today) for each in milestones], actor=actor)
    named = {each.pk: each for each in objectives}
    groups = [
        _group(named[pk], list(pairs))
        for pk, pairs in groupby(zip(milestones, rows, strict=True), key=lambda pair: pair[0].objective_id)
    ]
    bars = [_bar(each, row, named, before) for each, row, before in _with_before(milestones, rows)]
    return Timeline(
        picture=gantt_svg(bars, today=today) if bars else "",
        groups=groups,
        together=_percent(percent_of_plan(rows)),
        count=len(rows),
        slipped=sum(row.judgement.slipped_days > 0 for row in rows),
        cautions=sum(bool(row.cautions) for row in rows),
    )


def _with_before(
    milestones: Sequence[Milestone], rows: Sequence[MilestoneRow]
) -> list[tuple[Milestone, MilestoneRow, Milestone | None]]:
    """Each milestone with its row and the one before it."""
    return list(zip(milestones, rows, [None, *milestones], strict=False))


def _bar(each: Milestone, row: MilestoneRow, named: dict[int, Objective], before: Milestone | None) -> Bar:
    is_first = before is None or before.objective_id != each.objective_id
    return Bar(
        key=each.pk,
        title=f"{each.ref} {each.title}",
        starts_on=each.starts_on,
        due_on=each.due_on,
        first_due_on=each.first_due_on,
        percent=each.percent_complete,
        status=row.status,
        expected_on=each.completed_on or each.forecast_on,
        waits_for=[awaited.pk for awaited in row.waits_for],
        heading=str(named[each.objective_id]) if is_first and len(named) > 1 else "",
    )


def _group(objective: Objective, pairs: Sequence[tuple[Milestone, MilestoneRow]]) -> Group:
    lines = [Line(row, day_words(each.starts_on), day_words(each.forecast_on)) for each, row in pairs]
    together = percent_together([row for _, row in pairs])
    return Group(str(objective), objective.get_absolute_url(), _percent(together), lines)


def _percent(percent: Decimal | None) -> str:
    """ "63%", halves up; "" where nothing has weight."""
    return "" if percent is None else f"{int(percent + Decimal('0.5'))}%"
