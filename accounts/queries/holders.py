"""Who is told what concerns a post: one answer for reminders and for the inbox."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Appointment, User
from foundation.statements import written_once


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post; ``as_deputy`` where the post itself is vacant."""

    user: User
    as_deputy: bool


def holders_of(post_ids: Iterable[int], *, today: date) -> dict[int, list[Holder]]:
    """Who is told for each post: those who hold it, or its deputies where nobody does. Only who may sign in."""
    found: dict[int, list[Holder]] = defaultdict(list)
    for each in _appointments(today, *post_ids):
        if each.is_deputy and any(not holder.as_deputy for holder in found[each.post_id]):
            continue
        found[each.post_id].append(Holder(each.user, each.is_deputy))
    return found


@written_once
def _appointments(today: date, *posts: int) -> QuerySet[Appointment]:
    found = Appointment.objects.on(today).filter(post__one_of=posts, user__is_active=True)
    return found.select_related("user").order_by("is_deputy", "user__name")
