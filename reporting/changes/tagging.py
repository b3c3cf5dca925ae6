"""Tagging many objectives and measures at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from indicators.models import Indicator
from plans.changes.tags import tag_many
from plans.models import Objective, Tag


@transaction.atomic
def tag_things(
    *, by: Actor, at: datetime, objectives: Collection[int], measures: Collection[int], tag: int, carry: bool
) -> int:
    """Have objectives and measures, by their keys, carry a tag or carry it no longer. Gives how many changed."""
    chosen = Tag.objects.select_related("group").get(pk=tag)
    kinds = (Objective.objects.not_private().filter(pk__in=objectives), Indicator.objects.filter(pk__in=measures))
    return sum(tag_many(by=by, at=at, things=list(things), tag=chosen, carry=carry) for things in kinds)
