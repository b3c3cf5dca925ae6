"""What a record may be said to speak about, and the themes that it may have."""

from typing import Any

from django.db.models import Count, QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from feedback.models import Theme
from foundation.narrowing import within
from indicators.models import Indicator
from plans.models import Objective, PlanState

Groups = list[tuple[str, list[tuple[int, str]]]]


def measure_choices(actor: Actor) -> Groups:
    """The measures in use that the person may know of, by service."""
    found = within(Indicator.objects.filter(ends_on=None), actor.reaches(Permission.COUNCIL_READ), "service")
    rows = found.order_by("service__name", "ref").values_list("service__name", "pk", "ref", "name")
    return _grouped(rows)


def objective_choices(actor: Actor) -> Groups:
    """Objectives that are worked on, of plans that are not private and that the person may know of, by plan."""
    known = Objective.objects.visible_to(actor).not_private().not_merged().exclude(plan__state=PlanState.CLOSED)
    rows = known.order_by("plan__level__position", "plan__title", "position", "ref")
    return _grouped(rows.values_list("plan__title", "pk", "ref", "title"))


def _grouped(rows: Any) -> Groups:
    groups: dict[str, list[tuple[int, str]]] = {}
    for group, pk, ref, name in rows:
        groups.setdefault(group, []).append((pk, f"{ref} {name}"))
    return list(groups.items())


def themes_told() -> QuerySet[Any]:
    """All themes, those in use first, each with how many records have it."""
    return Theme.objects.annotate(used=Count("records")).order_by("is_archived", "name")


def theme_choices() -> list[tuple[Any, str]]:
    """Every theme, for a filter."""
    return [("", "Any theme"), *Theme.objects.values_list("pk", "name")]
