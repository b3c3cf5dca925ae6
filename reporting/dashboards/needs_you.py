"""What needs a person: one list for the first page and the inbox, from what reminders are made of."""

from collections.abc import Iterable
from datetime import datetime

from accounts.actors import Actor
from accounts.duties import Duty, own_duties
from accounts.queries.holders import holders_of
from accounts.roles import Permission
from foundation.dates import london_day
from foundation.snapshot_cache import SnapshotCache
from indicators.models import Return
from indicators.views.return_summary import ToDo, to_do
from reporting.queries.reminders import owned_duties


def needs_you(actor: Actor, *, at: datetime) -> list[ToDo]:
    """Figures to enter or approve, milestones, plans, what meetings agreed, one's own review and files, the late first.
    A number of statements that does not grow.
    """
    figures: list[ToDo] = []
    if actor.reaches(Permission.FIGURE_ENTER) or actor.reaches(Permission.FIGURE_APPROVE):
        figures = to_do(Return.objects.all(), actor, at=at)
    posts, today = frozenset(_answering(actor, at)), london_day(at)
    # What is one's own is asked anew each time: nothing of it is kept.
    owned = map(_as_to_do, SnapshotCache()(lambda: owned_duties(posts, today=today), "owned duties", posts, today))
    private = (ToDo(each.text, each.why, each.path, "Open", False) for each in own_duties(actor, at=at))
    return sorted([*figures, *owned, *private], key=lambda each: not each.is_late)


def _answering(actor: Actor, at: datetime) -> set[int]:
    """The posts that the person is told for: their own, and those that nobody holds and they deputise for."""
    own = {grant.post.pk for grant in actor.grants if not grant.is_deputy}
    deputised: Iterable[int] = actor.post_ids - own
    if actor.user and deputised:
        holders = holders_of(deputised, today=london_day(at))
        own |= {post for post, told in holders.items() if any(each.user.pk == actor.user.pk for each in told)}
    return own


def _as_to_do(duty: Duty) -> ToDo:
    return ToDo(duty.text, f"You {duty.because} as {duty.post}.", duty.path, "Open", duty.late)
