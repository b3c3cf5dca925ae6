"""What a record may be said to speak about, and the themes that it may have."""

from typing import Any

from django.db.models import Count, QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from feedback.models import Record, Theme
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import Indicator
from plans.queries.choices import Groups, grouped


def measure_choices(actor: Actor) -> Groups:
    """The measures in use that the person may know of, by service."""
    return grouped(asked_of(_in_use, within=actor.reaches(Permission.COUNCIL_READ)))


@written_once
def _in_use(*services: int) -> QuerySet[Any]:
    found = one_of_these(Indicator.objects.filter(ends_on=None), "service", services)
    return found.order_by("service__name", "ref").values_list("service__name", "pk", "ref", "name")


@written_once
def linked(record: int, *, name: str) -> QuerySet[Any]:
    """The keys of what a record speaks about: its "measures", "objectives" or "themes"."""
    return Record.objects.filter(pk=record, **{f"{name}__isnull": False}).values_list(name, flat=True)


def themes_told() -> QuerySet[Any]:
    """All themes, those in use first, each with how many records have it."""
    return Theme.objects.annotate(used=Count("records")).order_by("is_archived", "name")


def theme_choices() -> list[tuple[Any, str]]:
    """Every theme, for a filter."""
    return [("", "Any theme"), *Theme.objects.values_list("pk", "name")]
