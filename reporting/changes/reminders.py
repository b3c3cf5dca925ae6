"""Each digest is stored before it is sent, so that a person gets one a day, however often the sending is restarted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from reporting.models import Cycle, Reminder

CLAIM_MINUTES = 5  # after which others may send what a pass that died had claimed


@transaction.atomic
def write_reminder(*, cycle: Cycle, to: User, day: date, lines: Sequence[dict[str, str]]) -> Reminder:
    """The person's digest of that day: the one that exists, or a new one with these lines."""
    reminder, _ = Reminder.objects.get_or_create(to=to, day=day, defaults={"cycle": cycle, "lines": list(lines)})
    return reminder


def claim_reminder(*, reminder: Reminder, at: datetime) -> bool:
    """True when this pass is the one to send it."""
    idle = Q(claimed_at=None) | Q(claimed_at__lt=at - timedelta(minutes=CLAIM_MINUTES))
    return bool(Reminder.objects.filter(idle, pk=reminder.pk, sent_at=None).update(claimed_at=at))


def mark_sent(*, reminder: Reminder, at: datetime) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=at)


def give_back(*, reminder: Reminder) -> None:
    """The message could not leave: the next pass may try at once."""
    Reminder.objects.filter(pk=reminder.pk).update(claimed_at=None)
