"""The one message a day to each person: what waits for them, and what is new in their inbox."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import MailPace, Notice, User
from accounts.queries.identity import council_name
from accounts.queries.inbox import unmailed
from foundation.dates import london_day
from foundation.words import counted, one_line
from plans.working_days import is_working_day, working_day_after
from reporting.changes.reminders import write_news, write_reminder
from reporting.queries.reminders import Digest, digests, next_digest_on, reminded_on

_MOST_NEWS = 20  # of what is new; the inbox has the rest


def send_digests(*, at: datetime) -> int:
    """Put today's messages into the outbox; how many are new. Called again, it adds only what is not there yet."""
    today = london_day(at)
    (cycle, todays), told = digests(at=at), reminded_on(today)
    paces = news_goes_on(today)
    news = unmailed(paces, at=at) if paces else {}
    sent = 0
    if cycle is not None:
        next_on = next_digest_on(cycle, today=today)
        for each in todays:
            if each.user.pk in told:
                continue
            new = news.pop(each.user.pk, [])
            mail = message(each, next_on, news=new)
            sent += write_reminder(
                cycle=cycle, to=each.user, day=today, lines=each.lines, message=mail, at=at, news=new
            )
    for person, new in news.items():
        if person not in told:
            write_news(news=new, message=news_message(new[0].to, new, day=today), at=at)
            sent += 1
    return sent


def news_goes_on(day: date) -> set[MailPace]:
    """Which news by e-mail goes out on a day: the daily on each working day, the weekly on the week's first."""
    monday = day - timedelta(days=day.weekday())
    if not is_working_day(day):
        return set()
    return {MailPace.DAILY} | ({MailPace.WEEKLY} if day == working_day_after(monday, 0) else set())


def message(digest: Digest, next_on: date | None, *, news: Sequence[Notice] = ()) -> EmailMessage:
    """The digest as plain text, with the day of the next, and what is new. Every text from data is put on one line, so
    that no name can forge another.
    """
    number = len(digest.lines)
    things = "1 thing waits" if number == 1 else f"{number} things wait"
    context = {
        "number": number,
        "lines": [{key: one_line(text) for key, text in line.items()} for line in digest.lines],
        "next_on": next_on,
    }
    return _mail(digest.user, f"{things} for you", news, context)


def news_message(to: User, news: Sequence[Notice], *, day: date) -> EmailMessage:
    """What is new in somebody's inbox, on a day on which nothing waits for them. There is one a day, however often it
    is asked for.
    """
    mail = _mail(to, f"{len(news)} new in your inbox", news, {})
    mail.extra_headers["Message-ID"] = f"<news.{to.pk}.{day.isoformat()}@{settings.PMMI_SITE_URL.partition('://')[2]}>"
    return mail


def _mail(to: User, subject: str, news: Sequence[Notice], context: dict[str, object]) -> EmailMessage:
    council = one_line(council_name())
    context |= {
        "name": one_line(to.name),
        "site": settings.PMMI_SITE_URL,
        "council": council,
        "news": news[:_MOST_NEWS],
        "further": counted(len(news) - _MOST_NEWS, "further notice") if len(news) > _MOST_NEWS else "",
        "inbox": reverse("inbox"),
        "mail_page": reverse("inbox-mail"),
    }
    body = render_to_string("reporting/reminder.txt", context)
    return EmailMessage(subject=f"{council} performance: {subject}", body=body, to=[to.email])
