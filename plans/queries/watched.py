"""Plans and objectives as they are watched. Private ones are not: they are told to nobody."""

from typing import Any

from accounts.actors import Actor
from accounts.roles import Permission
from accounts.watchable import Kind
from plans.models import Objective, Plan
from plans.models.plan import PartsOfPlans


def _known(rows: PartsOfPlans, actor: Actor) -> Any:
    return rows.not_private().within(actor.reaches(Permission.COUNCIL_READ))


PLAN = Kind(
    name="plan",
    heading="Plans",
    told="its approval and changes, and its objectives and milestones",
    openable=lambda actor: _known(Plan.objects.all(), actor),
)
OBJECTIVE = Kind(
    name="objective",
    heading="Objectives",
    told="measures that serve it and change their status, its milestones, and changes of it",
    openable=lambda actor: _known(Objective.objects.all(), actor),
    title=lambda objective: objective.title,
)
