"""What is due from an organisation, by day: a partner's own timetable (A14)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Min
from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import london_day
from indicators.models import Indicator, Observation
from indicators.queries.deadlines import deadline
from indicators.workflow import EDITABLE
from plans.models import Milestone, Plan
from plans.progress import DUE_SOON_DAYS
from plans.queries.timetables import due_by_plan
from plans.workflow import BEFORE_APPROVAL
from reporting.models import Cycle
from risks.models import Mitigation, Risk

COLUMNS = ("Due on", "What", "Kind", "From", "Late")
_OPEN = ("not_started", "in_progress", "on_hold")


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
    of quarters whose day is set, milestones, stages of plans that are written, reviews of risks and actions against
    them. Seven statements at most. What is exempt is left out.
    """
    today = london_day(at)
    found = [*_figures(units), *_quarters(units, today), *_steps(units), *_plans(units, today), *_risks(units, actor)]
    rows = [_row(each, today) for each in found]
    return sorted(rows, key=lambda row: (row.on, row.what))


def due_rows(rows: Collection[DueRow]) -> list[list[str | date]]:
    """The same under ``COLUMNS``, for a file."""
    return [[row.on, row.what, row.kind, row.whose, "Late" if row.is_late else ""] for row in rows]


class _Due(NamedTuple):
    on: date
    what: str
    kind: str
    whose: str
    url: str


def _row(due: _Due, today: date) -> DueRow:
    days = (due.on - today).days
    return DueRow(*due, is_late=days < 0, is_soon=0 <= days <= DUE_SOON_DAYS)


def _figures(units: Collection[int]) -> Iterator[_Due]:
    """Of returns that are open: by when the first of their figures has to be in."""
    waiting = Observation.objects.filter(in_return__service__in=units, in_return__locked_at=None)
    waiting = waiting.filter(state__in=EDITABLE, is_current=True).values_list("in_return", "in_return__period")
    for pk, period, first in waiting.annotate(first=Min(deadline())):
        url = reverse("indicators:return-edit", args=[pk])
        yield _Due(london_day(first), f"Figures of {period.label}", "Return", "", url)


def _quarters(units: Collection[int], today: date) -> Iterator[_Due]:
    """Of quarters that are not open yet, for whoever has measures."""
    coming = Cycle.objects.filter(opened_at=None, due_on__gte=today)
    if not Indicator.objects.filter(service__in=units, ends_on=None).exists():
        return
    for cycle in coming:
        yield _Due(cycle.due_on, f"Figures of {cycle.period.label}", "Return", "", reverse("indicators:return-list"))


def _steps(units: Collection[int]) -> Iterator[_Due]:
    found = Milestone.objects.not_private().within(frozenset(units)).filter(state__in=_OPEN).select_related("owner")
    for each in found.exclude(objective__plan__state="closed"):
        yield _Due(each.due_on, f"{each.ref} {each.title}", "Milestone", each.owner.title, each.get_absolute_url())


def _plans(units: Collection[int], today: date) -> Iterator[_Due]:
    """By the planning timetable: what each plan that is written waits for."""
    plans = Plan.objects.not_private().within(frozenset(units)).filter(state__in=BEFORE_APPROVAL)
    plans = list(plans.select_related("owner"))
    dues = due_by_plan(plans, today=today)
    for each in plans:
        if due := dues.get(each.pk):
            what = f"{each.title}: {due.doing}"
            yield _Due(due.on, what, "Plan", each.owner.title, each.get_absolute_url())


def _risks(units: Collection[int], actor: Actor) -> Iterator[_Due]:
    risks = Risk.objects.visible_to(actor).within(frozenset(units)).told_openly().filter(closed_on=None)
    for risk in risks.select_related("owner"):
        yield _Due(
            risk.review_on,
            f"{risk.ref} {risk.title}: to be reviewed",
            "Risk",
            risk.owner.title,
            risk.get_absolute_url(),
        )
    actions = Mitigation.objects.filter(risk__in=risks, state__in=_OPEN).select_related("owner", "risk")
    for each in actions:
        what = f"{each.title} (risk {each.risk.ref})"
        yield _Due(each.due_on, what, "Action against a risk", each.owner.title, each.risk.get_absolute_url())
