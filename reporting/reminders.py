"""The daily digests. Each is stored first and sent after, so that it is sent only once, whatever fails."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from foundation.dates import london_day
from reporting.changes.reminders import CLAIM_MINUTES, claim_reminder, give_back, mark_sent, write_reminder
from reporting.models import Reminder
from reporting.queries.reminders import digests, next_digest_on, unsent

logger = logging.getLogger(__name__)


def send_digests(*, at: datetime) -> int:
    """Write and send today's digests; how many left. Called again, it sends only what has not left yet.

    A message that cannot leave is logged and waits for the next pass; the others leave all the same.
    """
    today = london_day(at)
    cycle, todays = digests(at=at)
    for digest in todays:
        write_reminder(cycle=cycle, to=digest.user, day=today, lines=digest.lines)
    sent = 0
    for reminder in unsent(day=today, stale_before=at - timedelta(minutes=CLAIM_MINUTES)):
        if claim_reminder(reminder=reminder, at=at):
            sent += _deliver(reminder, at)
    return sent


def _deliver(reminder: Reminder, at: datetime) -> bool:
    try:
        message(reminder).send()
    except (SMTPException, OSError):
        logger.exception("Reminder %s could not be sent; the next pass tries again.", reminder.pk)
        give_back(reminder=reminder)
        return False
    mark_sent(reminder=reminder, at=at)
    return True


def message(reminder: Reminder) -> EmailMessage:
    """The digest as plain text. Every text from data is put on one line, so that no name can forge another."""
    number, host = len(reminder.lines), urlsplit(settings.PMMI_SITE_URL).hostname or "localhost"
    context = {
        "name": _one_line(reminder.to.name),
        "number": number,
        "lines": [{key: _one_line(text) for key, text in line.items()} for line in reminder.lines],
        "site": settings.PMMI_SITE_URL,
        "council": _one_line(settings.PMMI_COUNCIL_NAME),
        "next_on": next_digest_on(reminder.cycle, today=reminder.day),
    }
    things = "1 thing waits" if number == 1 else f"{number} things wait"
    return EmailMessage(
        subject=f"{context['council']} performance: {things} for you",
        body=render_to_string("reporting/reminder.txt", context),
        to=[reminder.to.email],
        # The same digest, sent again after a crash, is recognised as the same message.
        headers={"Message-ID": f"<reminder-{reminder.pk}-{reminder.day.isoformat()}@{host}>"},
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
