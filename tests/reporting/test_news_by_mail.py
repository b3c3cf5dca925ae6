"""What is new in an inbox comes by e-mail as often as its reader chose: with what waits, in one message a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from accounts.actors import SYSTEM, actor_for
from accounts.changes.news import News, mark_read, tell
from accounts.models import MailPace, Notice, NoticeKind, User
from accounts.queries.inbox import unmailed
from foundation.models import OutboxMessage
from foundation.outbox import deliver
from reporting import reminders
from reporting.models import Reminder
from reporting.reminders import news_goes_on
from tests.factories import AppointmentFactory
from tests.reporting.test_reminders import service  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 8, tzinfo=UTC)  # a Wednesday on which reminders go out
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)  # one on which none do


def told(person: User, words: str = "It changed.", at: datetime = AT) -> None:
    plain = {"kind": NoticeKind.SHEET, "path": "/measures/A/", "about": ("measure", 1), "unit_id": None}
    news = News(words=words, people={person.pk: "own this measure"}, **plain)
    tell(by=SYSTEM, at=at, news=[news])


def send(at: datetime) -> list[str]:
    """The bodies of what leaves."""
    mail.outbox.clear()
    reminders.send_digests(at=at)
    deliver(clock=lambda: at)
    return [each.body for each in mail.outbox]


def member(pace: str = MailPace.DAILY) -> User:
    return AppointmentFactory(post__role="councillor", user__mail_pace=pace).user


@pytest.mark.parametrize(
    ("day", "paces"),
    [
        (date(2026, 10, 12), {"daily", "weekly"}),
        (date(2026, 10, 13), {"daily"}),
        (date(2026, 10, 17), set()),
        (date(2026, 8, 31), set()),  # a bank holiday, so the week's news goes on the day after
        (date(2026, 9, 1), {"daily", "weekly"}),
    ],
)
def test_on_which_days_news_goes_out(day, paces):
    assert news_goes_on(day) == paces


def test_it_says_what_happened_where_and_why():
    told(member())
    (body,) = send(MONDAY)
    assert "New in your inbox:\n\n- It changed.\n   http://127.0.0.1:8000/measures/A/\n" in body
    assert "You get this because you own this measure." in body
    assert "http://127.0.0.1:8000/inbox/mail/" in body
    assert "none when nothing is new" in body
    assert mail.outbox[0].subject == "Exampleshire Council performance: 1 new in your inbox"


def test_it_leaves_once_and_no_more_than_once_a_day():
    person = member()
    told(person)
    assert len(send(MONDAY)) == 1
    told(person, "Something else.", MONDAY)
    assert send(MONDAY + timedelta(hours=1)) == []
    (body,) = send(MONDAY + timedelta(days=1))
    assert "Something else." in body
    assert "It changed." not in body


def test_what_was_read_does_not_come():
    person = member()
    told(person)
    mark_read(by=actor_for(person, today=AT.date()), at=AT)
    assert send(MONDAY) == []


def test_what_may_no_longer_be_opened_does_not_come():
    person = member()
    told(person)
    person.appointments.update(ends_on=date(2026, 11, 1))
    assert send(MONDAY) == []


def test_each_gets_it_as_often_as_they_chose():
    daily, weekly, never = member(), member(MailPace.WEEKLY), member(MailPace.NEVER)
    for person in (daily, weekly, never):
        told(person)
    send(MONDAY + timedelta(days=1))
    assert [each.to for each in mail.outbox] == [[daily.email]]
    send(MONDAY + timedelta(days=7))
    assert [each.to for each in mail.outbox] == [[weekly.email]]


def test_what_waits_and_what_is_new_come_in_one_message(service):  # noqa: F811
    _, officer, _ = service
    told(officer.user)
    (body,) = send(AT)
    assert "2 figures to hand in" in body
    assert "- It changed." in body
    assert "none when nothing waits for you" in body
    assert Reminder.objects.get().lines[0]["text"].endswith("20 October 2026")
    assert Notice.objects.get().mailed_at == AT
    assert send(AT + timedelta(hours=1)) == []


def test_news_of_a_message_that_gave_way_leaves_with_a_later_one(service):  # noqa: F811
    _, officer, _ = service
    told(officer.user)
    reminders.send_digests(at=AT)  # and mail is down
    reminders.send_digests(at=AT + timedelta(days=1))
    assert OutboxMessage.objects.count() == 1
    (body,) = send(AT + timedelta(days=2))[-1:]
    assert "- It changed." in body


@pytest.mark.parametrize("size", [1, 8])
def test_reading_takes_the_same_statements_however_many_people(size, django_assert_max_num_queries):
    for _ in range(size):
        told(member())
    with django_assert_max_num_queries(2):
        assert len(unmailed([MailPace.DAILY], at=MONDAY)) == size


def test_a_long_list_is_cut_and_says_so():
    person = member()
    for number in range(22):
        told(person, f"Change {number}.")
    (body,) = send(MONDAY)
    assert body.count("You get this because") == 20
    assert "And 2 further notices." in body
