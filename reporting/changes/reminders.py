"""Each digest is stored before it is sent, so that a person gets one a day, however often the sending is restarted."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import transaction

from accounts.changes.news import mail_again, mark_mailed
from accounts.models import Notice, User
from foundation.models import OutboxMessage
from foundation.outbox import put
from reporting.models import Cycle, Reminder


@transaction.atomic
def write_reminder(
    *,
    cycle: Cycle,
    to: User,
    day: date,
    lines: Sequence[dict[str, str]],
    message: EmailMessage,
    at: datetime,
    news: Sequence[Notice] = (),
) -> bool:
    """Note the person's digest of that day and put its message into the outbox; False where there is one already. The
    ``news`` in it has left by e-mail then.

    One of an earlier day that still waits there gives way: nobody gets two at once when mail was down overnight.
    """
    reminder, is_new = Reminder.objects.get_or_create(to=to, day=day, defaults={"cycle": cycle, "lines": list(lines)})
    if is_new:
        _withdraw_earlier(to, day)
        reminder.message = put(message, at=at)
        reminder.save(update_fields=["message"])
        mark_mailed(news, at=at)
    return is_new


@transaction.atomic
def write_news(*, news: Sequence[Notice], message: EmailMessage, at: datetime) -> None:
    """Put a message of nothing but news into the outbox."""
    put(message, at=at)
    mark_mailed(news, at=at)


def _withdraw_earlier(to: User, day: date) -> None:
    earlier = Reminder.objects.filter(to=to, day__lt=day, message__next_try_at__isnull=False)
    messages = dict(earlier.values_list("message", "message__created_at"))
    earlier.delete()
    OutboxMessage.objects.filter(pk__in=messages).delete()
    if messages:
        mail_again(to.pk, since=min(messages.values()))
