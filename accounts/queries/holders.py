"""Who is told what concerns a post: one answer for reminders and for the inbox."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Appointment, User


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post; ``as_deputy`` where the post itself is vacant."""

    user: User
    as_deputy: bool


def holders_of(post_ids: Iterable[int], *, today: date) -> dict[int, list[Holder]]:
    """Who is told for each post: those who hold it, or its deputies where nobody does. Only who may sign in."""
    found: dict[int, list[Holder]] = defaultdict(list)
    appointments = Appointment.objects.on(today).filter(post__in=post_ids, user__is_active=True)
    for each in appointments.select_related("user").order_by("is_deputy", "user__name"):
        if each.is_deputy and any(not holder.as_deputy for holder in found[each.post_id]):
            continue
        found[each.post_id].append(Holder(each.user, each.is_deputy))
    return found
