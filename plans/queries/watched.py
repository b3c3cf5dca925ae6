"""Plans and objectives as they are watched. Private ones are not: they are told to nobody."""

from accounts.watchable import Kind
from plans.models import Objective, Plan

PLAN = Kind(
    name="plan",
    heading="Plans",
    told="its approval and changes, and its objectives and milestones",
    openable=lambda actor: Plan.objects.shared_with(actor),
)
OBJECTIVE = Kind(
    name="objective",
    heading="Objectives",
    told="measures that serve it and change their status, its milestones, and changes of it",
    openable=lambda actor: Objective.objects.shared_with(actor),
    title=lambda objective: objective.title,
)
