"""Budget lines by hand: made, changed, and linked to the objectives that they serve."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Unit
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, values_of
from money.changes.budgets import served_words
from money.models import SIGNED, BudgetLine, FlowChoice, Share
from money.rules.rollup import faults_of
from plans.models import Objective, PlanState
from plans.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """What a budget line is. ``planned`` is signed as ledgers sign it: income counts down."""

    code: str
    name: str
    unit: Unit
    nature: str
    flow: str
    planned: Decimal


@transaction.atomic
def create_line(*, by: Actor, at: datetime, year: Period, details: LineDetails) -> BudgetLine:
    """A new line of a year's budget. Raises ChangeRefused."""
    _check(details, year)
    line = BudgetLine.objects.create(year=year, **values_of(details))
    changes = first_values(line, values_of(details))
    audit.record(by=by, at=at, action="made", thing=line, changes=changes)
    return line


@transaction.atomic
def edit_line(
    *, by: Actor, at: datetime, line: BudgetLine, version: int, details: LineDetails, why: str = ""
) -> BudgetLine:
    """Change a line. Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``."""
    stored = BudgetLine.objects.get(pk=line.pk)
    _check(details, stored.year, own=stored.pk)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version, why=why)
    return stored


@transaction.atomic
def link_line(
    *, by: Actor, at: datetime, line: BudgetLine, version: int, shares: Mapping[Objective, Decimal]
) -> BudgetLine:
    """Say what a line serves: all its shares anew, those that stay too. What comes to less than the whole is linked to
    none. Raises ChangeRefused; Conflict when somebody saved after ``version``.
    """
    stored = BudgetLine.objects.get(pk=line.pk)
    held = {each.objective_id: each.percent for each in stored.shares.all()}
    check_shares(shares, held)
    wanted = {objective.pk: percent for objective, percent in shares.items()}
    if wanted == held:
        return stored
    refs = dict(Objective.objects.filter(pk__in=[*held, *wanted]).values_list("pk", "ref"))
    save_version(stored, version=version, fields=[])
    stored.shares.all().delete()
    Share.objects.bulk_create(Share(line=stored, objective_id=pk, percent=each) for pk, each in wanted.items())
    changes = {"objectives": (served_words(held, refs) or None, served_words(wanted, refs) or None)}
    audit.record(by=by, at=at, action="linked", thing=stored, changes=changes)
    return stored


def _check(details: LineDetails, year: Period, *, own: int | None = None) -> None:
    if BudgetLine.objects.filter(year=year, code=details.code).exclude(pk=own).exists():
        raise ChangeRefused(
            f"{details.code} is in the budget of {year} already. Enter another code, or change that line."
        )
    if details.planned < 0 if details.flow == FlowChoice.SPENDING else details.planned > 0:
        raise ChangeRefused(SIGNED)


def check_shares(shares: Mapping[Objective, Decimal], held: Mapping[int, Decimal]) -> None:
    """Raises ChangeRefused for shares that come to more than the whole, or that name what cannot be served openly."""
    if faults := faults_of(list(shares.values())):
        raise ChangeRefused(" ".join(faults))
    for objective in shares:
        if objective.plan.level.is_private:
            raise ChangeRefused("An objective of a private plan cannot be paid for openly. Choose another.")
        if objective.plan.state == PlanState.CLOSED and objective.pk not in held:
            raise ChangeRefused(f"The plan of {objective.ref} is closed. Choose an objective of a plan that is open.")
