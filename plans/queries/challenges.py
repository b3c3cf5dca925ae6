"""Which priorities were challenged before their plan was approved, and which are still to be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import Post
from foundation.dates import day_words
from foundation.statements import written_once
from plans.models import Objective, ObjectiveKind, Plan, PlanTimetable, PriorityChallenge
from plans.progress import DUE_SOON_DAYS
from plans.thread import Finding, Health, Node
from plans.workflow import BEFORE_APPROVAL

_A_YEAR = timedelta(days=366)


class Unchallenged(NamedTuple):
    """A priority of a plan that is being written, and the last day for its challenge."""

    priority: Objective
    by: date

    def words(self, today: date) -> str:
        return f"{'Was to be' if today > self.by else 'To be'} challenged by {day_words(self.by)}."


def challenges_of(priority: Objective) -> Sequence[PriorityChallenge]:
    """Those of a priority, the latest first. One statement; none for another objective."""
    if priority.kind != ObjectiveKind.PRIORITY:
        return []
    found = PriorityChallenge.objects.filter(objective=priority).select_related("recorded_by")
    return list(found.order_by("-challenged_on", "-pk"))


def challenge_of(priority: Objective, *, today: date) -> dict[str, object]:
    """``plans/_challenges.html``: what its page tells of it; {} for what is no priority. Two statements at most."""
    if priority.kind != ObjectiveKind.PRIORITY or priority.plan.level.is_private:
        return {}
    found, day = challenges_of(priority), None
    if not found and not priority.plan.is_approved:
        day = challenge_day(priority.plan, _with_a_day())
    return {"challenges": found, "still_to_be": Unchallenged(priority, day).words(today) if day else ""}


def challenge_day(plan: Plan, found: Iterable[PlanTimetable]) -> date | None:
    """By when the priorities of a plan are challenged: the first such day in the timetables of its year, of whichever
    level, since what stands beneath a priority is written after it. None where no timetable says it.
    """
    days = (
        each.challenge_on
        for each in found
        if each.challenge_on and each.starts_on <= plan.starts_on < each.starts_on + _A_YEAR
    )
    return min(days, default=None)


def unchallenged(*, reach: frozenset[int] | None = None) -> list[Unchallenged]:
    """Priorities of plans that are being written which nobody has challenged yet and that have a day for it; of the
    units in ``reach`` (None: all). Two statements at most, one where there are none.
    """
    waiting = [each for each in _waiting() if reach is None or each.plan.unit_id in reach]
    found = list(_with_a_day()) if waiting else []
    days = ((each, challenge_day(each.plan, found)) for each in waiting)
    return [Unchallenged(each, day) for each, day in days if day]


def too_late(found: Iterable[Unchallenged], today: date, nodes: Mapping[int, Node]) -> list[Finding]:
    """Those whose day is over, as what is wrong with the golden thread; ``nodes`` are those that stand in it."""
    return [
        Finding(
            Health.UNCHALLENGED,
            each.priority.ref,
            each.priority.title,
            each.words(today),
            nodes.get(each.priority.pk),
        )
        for each in found
        if today > each.by
    ]


def to_challenge(today: date, posts: Collection[int] | None) -> list[tuple[Post, Unchallenged]]:
    """Those whose day is near or over, with the post that owns the plan, for the holders of these posts (None: all)."""
    soon = today + timedelta(days=DUE_SOON_DAYS)
    return [
        (each.priority.plan.owner, each)
        for each in unchallenged()
        if each.by <= soon and (posts is None or each.priority.plan.owner_id in posts)
    ]


@written_once
def _waiting() -> QuerySet[Objective]:
    found = Objective.objects.not_private().not_merged().filter(kind=ObjectiveKind.PRIORITY, challenges=None)
    found = found.filter(plan__state__in=BEFORE_APPROVAL).select_related("plan__owner")
    return found.order_by("plan__title", "position", "ref")


@written_once
def _with_a_day() -> QuerySet[PlanTimetable]:
    return PlanTimetable.objects.filter(challenge_on__isnull=False)
