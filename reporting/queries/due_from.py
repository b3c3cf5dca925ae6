"""What is due from an organisation, by day: a partner's own timetable (A14)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Min, QuerySet
from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import london_day
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import Indicator, Observation, RecoveryAction, Return
from indicators.queries.deadlines import deadline, due_day
from indicators.workflow import EDITABLE
from plans.models import ENDED, DatedAction, Milestone, Plan, PlanState
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
    waiting: Any = asked_of(_waiting, within=units)
    firsts = dict(waiting)
    for owed in _returns(*firsts) if firsts else ():
        first = firsts[owed.pk]
        day, url = london_day(due_day(owed, first)), reverse("indicators:return-edit", args=[owed.pk])
        soon = is_soon(day, today=london_day(at))
        yield DueRow(day, f"Figures of {owed.period.label}", "Return", "", url, is_late=at > first, is_soon=soon)


@written_once
def _waiting(*units: int) -> QuerySet[Any]:
    found = Observation.objects.filter(in_return__locked_at=None, state__in=EDITABLE, is_current=True)
    found = one_of_these(found, "in_return__service", units)
    return found.values_list("in_return").annotate(first=Min(deadline()))


@written_once
def _returns(*keys: int) -> QuerySet[Return]:
    return Return.objects.filter(pk__one_of=keys)


def _quarters(units: Collection[int], today: date) -> Iterator[DueRow]:
    """Of quarters that are not open yet, for whoever has measures."""
    if not asked_of(_a_measure, within=units):
        return
    for cycle in _coming(today):
        url, soon = reverse("indicators:return-list"), is_soon(cycle.due_on, today=today)
        yield DueRow(cycle.due_on, f"Figures of {cycle.period.label}", "Return", "", url, is_late=False, is_soon=soon)


@written_once
def _a_measure(*units: int) -> QuerySet[Any]:
    return one_of_these(Indicator.objects.filter(ends_on=None), "service", units).values_list("pk")[:1]


@written_once
def _coming(today: date) -> QuerySet[Cycle]:
    return Cycle.objects.filter(opened_at=None, due_on__gte=today)


def _steps(units: Collection[int], today: date) -> Iterator[DueRow]:
    for each in asked_of(_milestones, within=units):
        yield _judged(each, f"{each.ref} {each.title}", "Milestone", each.get_absolute_url(), today)


@written_once
def _milestones(*units: int) -> QuerySet[Milestone]:
    found = Milestone.objects.shared_within(units)
    found = found.exclude(state__in=ENDED).exclude(objective__plan__state=PlanState.CLOSED)
    return found.select_related("owner")


def _recovery(units: Collection[int], today: date) -> Iterator[DueRow]:
    """What is done about measures of these units that are off target."""
    for each in asked_of(_recovery_actions, within=units):
        what = f"{each.title} (measure {each.indicator.ref})"
        yield _judged(each, what, "Recovery action", each.get_absolute_url(), today)


@written_once
def _recovery_actions(*units: int) -> QuerySet[RecoveryAction]:
    found = one_of_these(RecoveryAction.objects.exclude(state__in=ENDED), "indicator__service", units)
    return found.select_related("owner", "indicator")


def _judged(each: Milestone | DatedAction, what: str, kind: str, url: str, today: date) -> DueRow:
    """What is on hold is due by its day still, and is not late."""
    stands = judged(each, today=today)
    return DueRow(each.due_on, what, kind, each.owner.title, url, stands.is_overdue, stands.is_due_soon)


def _plans(units: Collection[int], today: date) -> Iterator[DueRow]:
    """By the planning timetable: what each plan that is written waits for."""
    plans = asked_of(_written, within=units)
    dues = due_by_plan(plans, today=today)
    for each in plans:
        if due := dues.get(each.pk):
            what, soon = f"{each.title}: {due.doing}", is_soon(due.on, today=today)
            yield DueRow(due.on, what, "Plan", each.owner.title, each.get_absolute_url(), due.is_late, soon)


@written_once
def _written(*units: int) -> QuerySet[Plan]:
    found = Plan.objects.shared_within(units).filter(state__in=BEFORE_APPROVAL)
    return found.select_related("owner")


def _risks(units: Collection[int], actor: Actor, today: date) -> Iterator[DueRow]:
    known = Risk.objects.visible_to(actor).within(frozenset(units)).told_openly().standing()
    risks = list(known.select_related("owner"))
    for risk in risks:
        day, what = risk.review_on, f"{risk.ref} {risk.title}: to be reviewed"
        late, soon = is_review_overdue(day, today=today), is_soon(day, today=today)
        yield DueRow(day, what, "Risk", risk.owner.title, risk.get_absolute_url(), late, soon)
    for each in _mitigations(*(risk.pk for risk in risks)) if risks else ():
        what = f"{each.title} (risk {each.risk.ref})"
        yield _judged(each, what, "Action against a risk", each.risk.get_absolute_url(), today)


@written_once
def _mitigations(*risks: int) -> QuerySet[Mitigation]:
    found = Mitigation.objects.filter(risk__one_of=risks).exclude(state__in=ENDED)
    return found.select_related("owner", "risk")
