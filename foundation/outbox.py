"""The one way out: a row, written in the transaction of what it tells, which a worker sends as an e-mail, or through a
channel that an app above registers.

No page talks to a mail server or to another system, so none can be held by one. A message leaves once: the pass that is
to send it says so in its row first. Where that pass is killed between sending and noting it, the message leaves again
as the same one.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.utils import timezone

from foundation.logs import telling
from foundation.mail_troubles import trouble
from foundation.models import OutboxMessage

logger = logging.getLogger(__name__)

# Written for an address that nobody here has, so that asking for it takes as long as for one that somebody has
# (RFC 2606: no such place exists). It never leaves.
NOBODY = "nobody@nowhere.invalid"
MESSAGE, TEST = "message", "test"
MAIL = "mail"

PASS_SIZE, PASS_SECONDS = 500, 30  # a pass takes so many messages at most, and after so long begins no other
TIME_LIMIT = 90  # seconds after which a pass is killed: a server may answer each step just before the time-out
CLAIM = timedelta(minutes=2)  # longer than a pass can live
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(days=5)
ROW_KEPT = timedelta(days=30)
UNFINISHED = "The last try did not come to its end."
_HELD_BY_A_ROW = "The outbox holds plain text to named readers: no copies, no attachments, no HTML."


class NotTaken(Exception):  # noqa: N818 - it says what happened to the message
    """A channel could not deliver: why, in words for an administrator. It is tried again later."""


Send = Callable[[OutboxMessage, datetime], object]
_channels: dict[str, Send] = {}


def register_channel(name: str, send: Send) -> None:
    """Have messages of this channel leave by ``send``, which raises NotTaken where they cannot; called by an app when
    it is ready.
    """
    _channels[name] = send


class OutboxBackend(BaseEmailBackend):
    """Django's door to the outbox (``EMAIL_BACKEND``): whoever sends, the sign-in library too, writes a row."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written. The libraries that call this pass no time, so the clock is read here."""
        for message in email_messages:
            put(message, at=timezone.now())
        return len(email_messages)


def put(message: EmailMessage, *, at: datetime, kind: str = MESSAGE) -> OutboxMessage:
    """Write the message down; it leaves once the transaction is committed. The sender is whoever the settings say.

    A message with the Message-ID of another is that one: the row that exists is returned. Raises ValueError for what a
    row does not hold, and BadHeaderError for a line break in a header.
    """
    if message.cc or message.bcc or message.attachments or getattr(message, "alternatives", None):
        raise ValueError(_HELD_BY_A_ROW)
    message.message()  # raises here, before the person who asked is told that it is on its way
    headers = dict(message.extra_headers)
    if message.reply_to:
        headers["Reply-To"] = ", ".join(message.reply_to)
    message_id = headers.pop("Message-ID", None) or f"<{kind}.{uuid.uuid4().hex}@{_host()}>"
    words = {"to": list(message.to), "subject": str(message.subject), "body": str(message.body), "headers": headers}
    row, _ = OutboxMessage.objects.get_or_create(
        message_id=message_id, defaults={**words, "created_at": at, "next_try_at": at}
    )
    return row


def put_for(channel: str, *, name: str, to: str, subject: str, body: str, at: datetime) -> OutboxMessage:
    """Write down a message of a channel, whose number within it is ``name``; it leaves once the transaction is
    committed.
    """
    return OutboxMessage.objects.create(
        channel=channel, message_id=f"<{channel}.{name}@{_host()}>", to=[to], subject=subject, body=body,
        created_at=at, next_try_at=at,
    )  # fmt: skip


def give_up(rows: QuerySet[OutboxMessage], *, why: str) -> int:
    """Send these no more; how many there were."""
    return rows.filter(next_try_at__isnull=False).update(next_try_at=None, body="", headers={}, last_error=why)


def deliver(*, clock: Callable[[], datetime]) -> int:
    """One pass: try what is due, the longest due first; how many left. What cannot leave is tried again later."""
    began = clock()
    OutboxMessage.objects.filter(to=[NOBODY]).delete()
    sent = 0
    for row in all_waiting().filter(next_try_at__lte=began).order_by("next_try_at", "pk")[:PASS_SIZE]:
        now = clock()
        if now - began > timedelta(seconds=PASS_SECONDS):
            break
        if _claim(row, at=now):
            with telling(job=f"message {row.pk}"):
                sent += _send(row, clock)
    return sent


def reaches_people() -> bool:
    """Whether mail leaves this machine; else it is written to files, as until somebody names a mail server."""
    return "filebased" not in settings.PMMI_EMAIL_BACKEND


def all_waiting() -> QuerySet[OutboxMessage]:
    """What has not left and has not been given up, by whatever channel; not what is for nobody."""
    return OutboxMessage.objects.filter(next_try_at__isnull=False).exclude(to=[NOBODY])


def waiting() -> QuerySet[OutboxMessage]:
    """The e-mails among them."""
    return all_waiting().filter(channel=MAIL)


def given_up(channel: str = MAIL) -> QuerySet[OutboxMessage]:
    """What could not leave in five days. Its row stays, without its words."""
    return OutboxMessage.objects.filter(channel=channel, next_try_at=None, sent_at=None)


def tests_of_mail() -> QuerySet[OutboxMessage]:
    """The test messages, the newest first."""
    return OutboxMessage.objects.filter(message_id__startswith=f"<{TEST}.").order_by("-created_at", "-pk")


def remove_old(*, at: datetime) -> int:
    """Remove the rows of what was sent, or written and given up, a month ago and earlier; how many. Their words went
    before.
    """
    before = at - ROW_KEPT
    over = OutboxMessage.objects.filter(next_try_at=None)
    return (over.filter(sent_at__lt=before) | over.filter(sent_at=None, created_at__lt=before)).delete()[0]


def _claim(row: OutboxMessage, *, at: datetime) -> bool:
    """True when this pass is the one to try it."""
    unclaimed = OutboxMessage.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
    row.attempts += 1
    until = at + max(CLAIM, _pause(row.attempts))
    return bool(unclaimed.update(next_try_at=until, attempts=F("attempts") + 1, last_error=UNFINISHED))


def _send(row: OutboxMessage, clock: Callable[[], datetime]) -> bool:
    stored = OutboxMessage.objects.filter(pk=row.pk)
    try:
        _leave(row, clock)
    except Exception as error:  # whatever it is, it must not keep the other messages
        log = logger.warning if isinstance(error, SMTPException | OSError | NotTaken) else logger.exception
        why = str(error) if isinstance(error, NotTaken) else trouble(error)
        log("Message %s could not be sent: %s", row.pk, why)
        now = clock()
        _hold_back(row, until=now + _pause(row.attempts))
        later: dict[str, object] = {"next_try_at": now + _pause(row.attempts)}
        if now - row.created_at > GIVEN_UP_AFTER:
            later = {"next_try_at": None, "body": "", "headers": {}}
        stored.update(last_error=why, **later)
        return False
    stored.update(sent_at=clock(), next_try_at=None, body="", headers={}, last_error="")
    return True


def _leave(row: OutboxMessage, clock: Callable[[], datetime]) -> None:
    if row.channel != MAIL:
        _channels[row.channel](row, clock())
        return
    with get_connection(settings.PMMI_EMAIL_BACKEND) as connection:  # closed where it cannot be opened, too
        connection.send_messages([_message(row)])


def _hold_back(row: OutboxMessage, *, until: datetime) -> None:
    """What else is for a system that did not take this waits with it: nobody stands long at a door that is shut."""
    if row.channel != MAIL:
        others = all_waiting().filter(channel=row.channel, to=row.to, next_try_at__lt=until)
        others.exclude(pk=row.pk).update(next_try_at=until)


def _message(row: OutboxMessage) -> EmailMessage:
    headers = {"Message-ID": row.message_id, **row.headers}
    if settings.PMMI_EMAIL_REPLY_TO and "Reply-To" not in headers:
        headers["Reply-To"] = settings.PMMI_EMAIL_REPLY_TO
    return EmailMessage(row.subject, row.body, to=row.to, headers=headers)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _host() -> str:
    return urlsplit(settings.PMMI_SITE_URL).hostname or "localhost"
