"""What posts answer for, beside the objectives that the thread itself names their owners of."""

from collections import defaultdict
from collections.abc import Collection

from indicators.models import Indicator
from plans.models import Milestone, PlanState


def measures_by_owner(posts: Collection[int]) -> dict[int, set[int]]:
    """The measures that each post owns, by keys. One statement."""
    found: dict[int, set[int]] = defaultdict(set)
    for owner, indicator in Indicator.objects.filter(owner__in=posts).values_list("owner_id", "pk"):
        found[owner].add(indicator)
    return found


def milestones_owned(posts: Collection[int], *, reach: frozenset[int] | None) -> list[Milestone]:
    """The milestones that posts own in plans that are not closed, nearest first, with their owners. One statement."""
    found = Milestone.objects.not_private().within(reach).filter(owner__in=posts)
    found = found.exclude(objective__plan__state=PlanState.CLOSED)
    return list(found.select_related("owner").order_by("due_on", "ref"))
