"""The daily digests: each is put into the outbox once a day."""

from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from foundation.dates import london_day
from foundation.words import one_line
from reporting.changes.reminders import write_reminder
from reporting.queries.reminders import Digest, digests, next_digest_on, reminded_on


def send_digests(*, at: datetime) -> int:
    """Put today's digests into the outbox; how many are new. Called again, it adds only what is not there yet."""
    today = london_day(at)
    cycle, todays = digests(at=at)
    if cycle is None:
        return 0
    told, next_on = reminded_on(today), next_digest_on(cycle, today=today)
    return sum(
        write_reminder(cycle=cycle, to=each.user, day=today, lines=each.lines, message=message(each, next_on), at=at)
        for each in todays
        if each.user.pk not in told
    )


def message(digest: Digest, next_on: date | None) -> EmailMessage:
    """The digest as plain text, with the day of the next. Every text from data is put on one line, so that no name can
    forge another.
    """
    number = len(digest.lines)
    context = {
        "name": one_line(digest.user.name),
        "number": number,
        "lines": [{key: one_line(text) for key, text in line.items()} for line in digest.lines],
        "site": settings.PMMI_SITE_URL,
        "council": one_line(settings.PMMI_COUNCIL_NAME),
        "next_on": next_on,
    }
    things = "1 thing waits" if number == 1 else f"{number} things wait"
    return EmailMessage(
        subject=f"{context['council']} performance: {things} for you",
        body=render_to_string("reporting/reminder.txt", context),
        to=[digest.user.email],
    )
