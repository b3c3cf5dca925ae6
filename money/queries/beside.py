"""What an objective costs, beside how it stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.snapshot_cache import SnapshotCache
from money.models import BudgetLine, Share
from money.queries.books import with_month
from money.queries.costs import Costs, cost_rows, read_costs
from money.queries.lines import line_rows
from money.queries.staff import read_workforce, teams_of
from money.rules.cost import Cost
from plans.models import Objective
from plans.queries.beside import Column, Panel

_MOST = 10
NONE = (
    "No money is linked to it yet. A budget line is linked from its own page, or by the column Objectives of a budget."
)


def cost_of(objective_id: int, *, actor: Actor, today: date, kept: SnapshotCache) -> dict[str, Any]:
    """``money/_cost.html``: what the objective costs with all beneath it, and the lines that serve it itself."""
    costs = _costs(actor, today, kept)
    cost = costs.whole.get(objective_id, Cost())
    shares = Share.objects.filter(objective=objective_id).values("line")
    lines: list[Any] = []
    if costs.book and objective_id in costs.own:
        found = BudgetLine.objects.visible_to(actor).select_related("unit").filter(pk__in=shares)
        lines = line_rows(with_month(found, costs.book).order_by("code")[:_MOST], costs.book)
    beneath = cost != costs.own.get(objective_id, Cost())
    reach = actor.reaches(Permission.COUNCIL_READ)
    workforce = kept(lambda: read_workforce(today=today, actor=actor), "workforce", reach, today)
    staff = workforce.words(workforce.whole.get(objective_id))
    shown = {"book": costs.book, "rows": cost_rows(cost), "lines": lines, "beneath": beneath, "none": NONE}
    return shown | {"staff": staff, "teams": teams_of(objective_id, actor=actor) if staff else []}


def _costs(actor: Actor, today: date, kept: SnapshotCache) -> Costs:
    """Kept while nothing is written: each plan and each objective shows some of them."""
    reach = actor.reaches(Permission.COUNCIL_READ)
    return kept(lambda: read_costs(today=today, actor=actor), "costs", reach, today)


def _beside(actor: Actor, objective: Objective, today: date, kept: SnapshotCache) -> dict[str, Any] | None:
    if objective.plan.level.is_private:
        return None
    shown = cost_of(objective.pk, actor=actor, today=today, kept=kept)
    return shown if shown["book"] or shown["staff"] else None


def _in_a_word(actor: Actor, objectives: Sequence[Objective], today: date, kept: SnapshotCache) -> dict[int, str]:
    """What each objective costs with all beneath it, or that no money is linked."""
    costs = _costs(actor, today, kept)
    return {each.pk: costs.words(each.pk) or "None linked" for each in objectives} if costs.book else {}


IN_TABLES = Column("Money", _in_a_word)
COST = Panel("money/_cost.html", _beside)
