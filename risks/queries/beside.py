"""The risks that threaten an objective, beside how it stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.snapshot_cache import SnapshotCache
from plans.models import Objective, PlanState
from plans.queries.beside import Column, Panel
from risks.models import Clearance
from risks.queries.risks import RiskRow
from risks.queries.threats import Threats, cleared, kept_threats


class Listed(NamedTuple):
    """A risk in ``components/risk_table.html`` where no picture numbers it."""

    row: RiskRow
    number: int = 0


def threats_to(objective_id: int, threats: Threats) -> dict[str, Any]:
    """``risks/_threats.html``: the risks that stand against an objective, or that there is none of significance. Of all
    ``threats`` that the reader may know of.
    """
    rows = [Listed(row) for row in threats.against([objective_id])]
    clearance = None if rows else Clearance.objects.filter(objective=objective_id).first()
    return {"threats": rows, "clearance": clearance}


def _beside(actor: Actor, objective: Objective, today: date, kept: SnapshotCache) -> dict[str, Any] | None:
    plan = objective.plan
    if plan.level.is_private:
        return None
    shown = threats_to(objective.pk, kept_threats(actor, today=today, kept=kept))
    if actor.may(Permission.RISK_EDIT, plan.unit_id) and plan.state != PlanState.CLOSED:
        shown["raise_url"] = f"{reverse('risks:risk-create')}?{urlencode({'objective': objective.pk})}"
        if not shown["threats"]:
            shown["clear_url"] = reverse("risks:objective-clear", args=[objective.ref])
    return shown


def _in_a_word(actor: Actor, objectives: Sequence[Objective], today: date, kept: SnapshotCache) -> dict[int, str]:
    """The risks against each objective, that there is none of significance, or that nobody looked."""
    keys = [each.pk for each in objectives]
    threats, none = kept_threats(actor, today=today, kept=kept), cleared(keys)
    return {pk: threats.words([pk]) or ("No significant risk" if pk in none else "Not looked at yet") for pk in keys}


IN_TABLES = Column("Risk", _in_a_word)
THREATS = Panel("risks/_threats.html", _beside)
