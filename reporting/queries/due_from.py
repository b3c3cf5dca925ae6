"""What is due from an organisation, by day: a partner's own timetable (A14)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Min
from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import london_day
from indicators.models import Indicator, Observation, RecoveryAction, Return
from indicators.queries.deadlines import deadline, due_day
from indicators.workflow import EDITABLE
from plans.models import ENDED, DatedAction, Milestone, Plan
from plans.progress import is_soon
from plans.queries.milestones import judged
from plans.queries.timetables import due_by_plan
from plans.workflow import BEFORE_APPROVAL
from reporting.models import Cycle
from risks.models import Mitigation, Risk
from risks.rules.scoring import is_review_overdue

COLUMNS = ("Due on", "What", "Kind", "From", "Late")


class DueRow(NamedTuple):
    """One thing that is due. ``whose`` is the post that answers for it, "" where it is nobody's in particular."""

    on: date
    what: str
    kind: str
    whose: str
    url: str
    is_late: bool
    is_soon: bool


def due_from(units: Collection[int], actor: Actor, *, at: datetime) -> list[DueRow]:
    """All that is due from these units, the earliest first, what is late among it: figures of returns that are open and
    of quarters whose day is set, milestones, recovery actions, stages of plans that are written, reviews of risks and
    actions against them. Each is late as its own page has it. Nine statements at most. What is exempt is left out.
    """
    today = london_day(at)
    found = [
        *_figures(units, at),
        *_quarters(units, today),
        *_steps(units, today),
        *_recovery(units, today),
        *_plans(units, today),
        *_risks(units, actor, today),
    ]
    return sorted(found, key=lambda row: (row.on, row.what))


def due_rows(rows: Collection[DueRow]) -> list[list[str | date]]:
    """The same under ``COLUMNS``, for a file."""
    return [[row.on, row.what, row.kind, row.whose, "Late" if row.is_late else ""] for row in rows]


def _figures(units: Collection[int], at: datetime) -> Iterator[DueRow]:
    """Of returns that are open: by when the figures that are left are due."""
    waiting = Observation.objects.filter(in_return__service__in=units, in_return__locked_at=None)
    waiting = waiting.filter(state__in=EDITABLE, is_current=True).values_list("in_return")
    firsts = dict(waiting.annotate(first=Min(deadline())))
    for owed in Return.objects.filter(pk__in=firsts):
        first = firsts[owed.pk]
        day, url = london_day(due_day(owed, first)), reverse("indicators:return-edit", args=[owed.pk])
        soon = is_soon(day, today=london_day(at))
        yield DueRow(day, f"Figures of {owed.period.label}", "Return", "", url, is_late=at > first, is_soon=soon)


def _quarters(units: Collection[int], today: date) -> Iterator[DueRow]:
    """Of quarters that are not open yet, for whoever has measures."""
    coming = Cycle.objects.filter(opened_at=None, due_on__gte=today)
    if not Indicator.objects.filter(service__in=units, ends_on=None).exists():
        return
    for cycle in coming:
        url, soon = reverse("indicators:return-list"), is_soon(cycle.due_on, today=today)
        yield DueRow(cycle.due_on, f"Figures of {cycle.period.label}", "Return", "", url, is_late=False, is_soon=soon)


def _steps(units: Collection[int], today: date) -> Iterator[DueRow]:
    found = Milestone.objects.not_private().within(frozenset(units)).exclude(state__in=ENDED).select_related("owner")
    for each in found.exclude(objective__plan__state="closed"):
        yield _judged(each, f"{each.ref} {each.title}", "Milestone", each.get_absolute_url(), today)


def _recovery(units: Collection[int], today: date) -> Iterator[DueRow]:
    """What is done about measures of these units that are off target."""
    found = RecoveryAction.objects.filter(indicator__service__in=units).exclude(state__in=ENDED)
    for each in found.select_related("owner", "indicator"):
        what = f"{each.title} (measure {each.indicator.ref})"
        yield _judged(each, what, "Recovery action", each.get_absolute_url(), today)


def _judged(each: Milestone | DatedAction, what: str, kind: str, url: str, today: date) -> DueRow:
    """What is on hold is due by its day still, and is not late."""
    stands = judged(each, today=today)
    return DueRow(each.due_on, what, kind, each.owner.title, url, stands.is_overdue, stands.is_due_soon)


def _plans(units: Collection[int], today: date) -> Iterator[DueRow]:
    """By the planning timetable: what each plan that is written waits for."""
    plans = Plan.objects.not_private().within(frozenset(units)).filter(state__in=BEFORE_APPROVAL)
    plans = list(plans.select_related("owner"))
    dues = due_by_plan(plans, today=today)
    for each in plans:
        if due := dues.get(each.pk):
            what, soon = f"{each.title}: {due.doing}", is_soon(due.on, today=today)
            yield DueRow(due.on, what, "Plan", each.owner.title, each.get_absolute_url(), due.is_late, soon)


def _risks(units: Collection[int], actor: Actor, today: date) -> Iterator[DueRow]:
    risks = Risk.objects.visible_to(actor).within(frozenset(units)).told_openly().standing()
    for risk in risks.select_related("owner"):
        day, what = risk.review_on, f"{risk.ref} {risk.title}: to be reviewed"
        late, soon = is_review_overdue(day, today=today), is_soon(day, today=today)
        yield DueRow(day, what, "Risk", risk.owner.title, risk.get_absolute_url(), late, soon)
    actions = Mitigation.objects.filter(risk__in=risks).exclude(state__in=ENDED)
    for each in actions.select_related("owner", "risk"):
        what = f"{each.title} (risk {each.risk.ref})"
        yield _judged(each, what, "Action against a risk", each.risk.get_absolute_url(), today)
