"""Which plans end with a year, and what each is called when it is started again from the last."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from foundation.statements import written_once
from plans.models import Objective, Plan, PlanState
from plans.periods import Period

_YEARS = re.compile(r"\b(20\d\d)(\s*(?:/|-|–|to)\s*)(20\d\d|\d\d)\b|\b(20\d\d)\b")
_YEARLY_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A plan that is to be started from ``plan``. ``objectives`` has each old one's key and the new reference."""

    plan: Plan
    ref: str
    title: str
    starts_on: date
    ends_on: date
    objectives: tuple[tuple[Objective, str], ...]

    @property
    def is_yearly(self) -> bool:
        """Whether it is a plan of a year: a longer one is usually written anew."""
        return (self.ends_on - self.starts_on).days < _YEARLY_DAYS


def renewals(year: Period) -> list[Renewal]:
    """The plans that end within the year before ``year`` and have no successor, as they are to be started again.
    Closed ones are left out, as are private ones. Three statements.
    """
    before = year.previous()
    plans = _ending(before.start, before.end)
    standing: dict[int, list[Objective]] = defaultdict(list)
    for each in _standing(*(plan.pk for plan in plans)):
        standing[each.plan_id].append(each)
    refs: list[Any] = _refs()
    taken = set(refs)
    return [_renewal(plan, standing[plan.pk], year, taken) for plan in plans]


@written_once
def _ending(first: date, last: date) -> QuerySet[Plan]:
    ending = Plan.objects.not_private().filter(ends_on__gte=first, ends_on__lte=last, level__in_use=True)
    ending = ending.exclude(state=PlanState.CLOSED).filter(followed_by=None)
    return ending.select_related("level", "unit", "owner").order_by("level__position", "title", "pk")


@written_once
def _standing(*plans: int) -> QuerySet[Objective]:
    """The objectives of plans (by key) that did not become part of another."""
    return Objective.objects.filter(plan__one_of=plans).not_merged().select_related("owner")


@written_once
def _refs() -> QuerySet[Any]:
    """The references of all plans and objectives: none of them may be given again."""
    plans, objectives = (model.objects.values_list("ref", flat=True) for model in (Plan, Objective))
    return plans.union(objectives)


def _renewal(plan: Plan, objectives: Sequence[Objective], year: Period, taken: set[str]) -> Renewal:
    span = max(1, round((plan.ends_on - plan.starts_on).days / 365))
    starts_on = plan.ends_on + timedelta(days=1)
    objectives = sorted(objectives, key=lambda each: (each.position, each.ref))
    return Renewal(
        plan=plan,
        ref=next_ref(plan.ref, year, span, taken, most=20),
        title=years_on(plan.title, span)[:200],
        starts_on=starts_on,
        ends_on=_years_later(starts_on, span) - timedelta(days=1),
        objectives=tuple((each, next_ref(each.ref, year, span, taken, most=20)) for each in objectives),
    )


def years_on(text: str, span: int) -> str:
    """The text with its years moved on: "Waste plan 2026/27" is "Waste plan 2027/28" a year later."""

    def moved(found: re.Match[str]) -> str:
        first, between, last, alone = found.groups()
        if alone:
            return str(int(alone) + span)
        end = int(last) + span
        return f"{int(first) + span}{between}{end % 100:02}" if len(last) == 2 else f"{int(first) + span}{between}{end}"

    return _YEARS.sub(moved, text)


def next_ref(ref: str, year: Period, span: int, taken: Collection[str], *, most: int) -> str:
    """A reference that nothing has yet, and adds it to ``taken``: its years moved on, or the new year's two digits at
    its end in place of the old ones.
    """
    new, old = f"-{year.start.year % 100:02}", f"-{(year.start.year - span) % 100:02}"
    moved = years_on(ref, span)
    base = moved if moved != ref else ref.removesuffix(old)
    number = 1
    while True:
        ending = ("" if moved != ref else new) + (f".{number}" if number > 1 else "")
        found = f"{base[: most - len(ending)]}{ending}"
        if found not in taken:
            taken.add(found)  # type: ignore[attr-defined]
            return found
        number += 1


def numbered_ref(base: str, number: int, taken: Collection[str], *, most: int) -> str:
    """A reference that nothing has yet, and adds it to ``taken``: the base with a number, such as "SP-PARKS-27-1"."""
    between = "" if base.endswith("-M") else "-"
    while True:
        ending = f"{between}{number}"
        found = f"{base[: most - len(ending)]}{ending}"
        if found not in taken:
            taken.add(found)  # type: ignore[attr-defined]
            return found
        number += 1


def _years_later(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if is_leap_day else day.day)
