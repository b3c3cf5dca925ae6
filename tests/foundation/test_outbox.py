"""The outbox: written with what it tells, sent once, later where it cannot leave now."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from foundation import outbox
from foundation.models import OutboxMessage
from foundation.outbox import GIVEN_UP_AFTER, NOBODY, deliver, given_up, put, remove_old, waiting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Down(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError(111, "Connection refused")


class RefusesAnn(EmailBackend):
    def send_messages(self, email_messages):
        if email_messages[0].to == ["ann@x.example"]:
            raise ValueError("a message that cannot be built")
        return super().send_messages(email_messages)


class Killed(BaseException):
    pass


class SendsAndDies(EmailBackend):
    def send_messages(self, email_messages):
        super().send_messages(email_messages)
        raise Killed


@pytest.fixture
def clock() -> Clock:
    return Clock()


def way(settings, backend: type[BaseEmailBackend] | None) -> None:
    settings.PMMI_EMAIL_BACKEND = (
        f"{__name__}.{backend.__name__}" if backend else "django.core.mail.backends.locmem.EmailBackend"
    )


def message(to: str = "ann@x.example", **fields: object) -> EmailMessage:
    return EmailMessage("Hello", "A link: /password/new/x", to=[to], **fields)


class TestWriting:
    @pytest.fixture(autouse=True)
    def _as_served(self, settings):
        settings.EMAIL_BACKEND = "foundation.outbox.OutboxBackend"

    def test_whoever_sends_writes_a_row(self):
        assert send_mail("Hello", "Words", None, ["ann@x.example"]) == 1
        row = OutboxMessage.objects.get()
        assert (row.to, row.subject, row.body, row.attempts, row.sent_at) == (
            ["ann@x.example"], "Hello", "Words", 0, None,
        )  # fmt: skip
        assert mail.outbox == []

    def test_what_is_taken_back_sends_nothing(self):
        with transaction.atomic():
            assert message().send() == 1
            transaction.set_rollback(True)
        assert not OutboxMessage.objects.exists()

    def test_the_same_message_id_is_the_same_message(self):
        first = put(message(headers={"Message-ID": "<1@x.example>"}), at=AT)
        assert put(message(headers={"Message-ID": "<1@x.example>"}), at=AT) == first
        assert put(message(), at=AT) != put(message(), at=AT)

    @pytest.mark.parametrize(
        "given",
        [
            message(cc=["b@x.example"]),
            message(bcc=["b@x.example"]),
            message(attachments=[("a.txt", "a", "text/plain")]),
            EmailMultiAlternatives("Hello", "Words", to=["ann@x.example"], alternatives=[("<p>", "text/html")]),
        ],
    )
    def test_what_a_row_does_not_hold_is_refused(self, given):
        with pytest.raises(ValueError, match="plain text"):
            put(given, at=AT)

    def test_a_line_break_in_a_header_is_refused_at_once(self):
        with pytest.raises(BadHeaderError):
            put(EmailMessage("Hello\nBcc: everybody@x.example", "Words", to=["ann@x.example"]), at=AT)


class TestSending:
    def test_it_leaves_once_and_its_words_go(self, clock, settings):
        settings.DEFAULT_FROM_EMAIL = "performance@example.gov.uk"
        settings.PMMI_EMAIL_REPLY_TO = "team@example.gov.uk"
        row = put(message(), at=AT)
        assert (deliver(clock=clock), deliver(clock=clock)) == (1, 0)
        (sent,) = [each.message() for each in mail.outbox]
        assert (sent["To"], sent["From"], sent["Reply-To"], sent["Message-ID"]) == (
            "ann@x.example", "performance@example.gov.uk", "team@example.gov.uk", row.message_id,
        )  # fmt: skip
        assert "/password/new/x" in sent.get_payload()
        row.refresh_from_db()
        assert (row.sent_at, row.body, row.headers, row.next_try_at) == (AT, "", {}, None)

    def test_its_own_reply_address_is_kept(self, clock, settings):
        settings.PMMI_EMAIL_REPLY_TO = "team@example.gov.uk"
        put(message(reply_to=["chair@example.gov.uk"]), at=AT)
        deliver(clock=clock)
        assert mail.outbox[0].message()["Reply-To"] == "chair@example.gov.uk"

    def test_what_cannot_leave_is_tried_again_ever_more_seldom(self, clock, settings):
        way(settings, Down)
        row = put(message(), at=AT)
        pauses = []
        for _ in range(9):
            deliver(clock=clock)
            row.refresh_from_db()
            pauses.append((row.next_try_at - clock.now).total_seconds())
            assert deliver(clock=clock) == 0
            clock.now = row.next_try_at
        assert pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600]
        assert (row.attempts, row.body) == (9, "A link: /password/new/x")
        assert "refused the connection" in row.last_error

    def test_one_that_cannot_leave_keeps_no_other(self, clock, settings, caplog):
        way(settings, RefusesAnn)
        put(message(), at=AT)
        put(message("ben@x.example"), at=AT)
        assert deliver(clock=clock) == 1
        assert [each.to for each in mail.outbox] == [["ben@x.example"]]
        assert waiting().get().last_error == "ValueError: a message that cannot be built"
        assert "Traceback" in caplog.text  # nobody foresaw it

    def test_after_five_days_it_is_given_up_and_its_words_go(self, clock, settings):
        way(settings, Down)
        put(message(), at=AT)
        clock.now = AT + GIVEN_UP_AFTER
        deliver(clock=clock)
        assert waiting().count() == 1
        clock.move(hours=1)
        deliver(clock=clock)
        assert (waiting().count(), given_up().get().body) == (0, "")

    def test_mail_down_for_an_hour_then_each_leaves_once(self, clock, settings):
        way(settings, Down)
        rows = [put(message(f"person{number}@x.example"), at=AT) for number in range(20)]
        for _ in range(60 * 12):
            assert deliver(clock=clock) == 0
            clock.move(seconds=5)
        way(settings, None)
        for _ in range(10 * 12):  # within the longest pause
            deliver(clock=clock)
            clock.move(seconds=5)
        assert sorted(each.message()["Message-ID"] for each in mail.outbox) == sorted(row.message_id for row in rows)

    def test_a_pass_that_takes_long_begins_no_other_message(self, clock, settings, monkeypatch):
        def slow(row, clock):
            clock.move(seconds=outbox.PASS_SECONDS + 1)
            return True

        monkeypatch.setattr(outbox, "_send", slow)
        for _ in range(3):
            put(message(), at=AT)
        assert deliver(clock=clock) == 1

    def test_killed_before_it_was_noted_it_leaves_again_as_the_same_message(self, clock, settings):
        way(settings, SendsAndDies)
        put(message(), at=AT)
        with pytest.raises(Killed):
            deliver(clock=clock)
        assert waiting().get().last_error == outbox.UNFINISHED
        way(settings, None)
        clock.move(seconds=outbox.TIME_LIMIT)
        assert deliver(clock=clock) == 0  # a pass that lives may still be at it
        clock.move(minutes=1)
        assert deliver(clock=clock) == 1
        assert len({each.message()["Message-ID"] for each in mail.outbox}) == 1

    def test_of_two_passes_one_sends_it(self):
        row = put(message(), at=AT)
        again = OutboxMessage.objects.get(pk=row.pk)
        assert outbox._claim(row, at=AT)
        assert not outbox._claim(again, at=AT)

    def test_what_is_for_nobody_never_leaves(self, clock):
        put(message(NOBODY), at=AT)
        assert not waiting().exists()  # so not even one that is written while a pass begins
        assert deliver(clock=clock) == 0
        assert not OutboxMessage.objects.exists()
        assert mail.outbox == []


def test_rows_of_what_was_sent_go_after_a_month(clock, settings):
    put(message(), at=AT)
    deliver(clock=clock)
    way(settings, Down)
    put(message("ben@x.example"), at=AT)
    deliver(clock=clock)
    assert remove_old(at=AT + timedelta(days=30)) == 0
    assert remove_old(at=AT + timedelta(days=31)) == 1
    assert OutboxMessage.objects.get().to == ["ben@x.example"]


def test_rows_of_what_was_given_up_go_after_a_month(clock, settings):
    way(settings, Down)
    put(message(), at=AT)
    clock.now = AT + GIVEN_UP_AFTER + timedelta(minutes=1)
    deliver(clock=clock)
    assert given_up().count() == 1
    assert remove_old(at=AT + timedelta(days=30)) == 0
    assert remove_old(at=AT + timedelta(days=31)) == 1


def test_the_message_id_names_the_council_s_own_host(settings):
    settings.PMMI_SITE_URL = "https://performance.example.gov.uk:8443/"
    row = put(message(), at=AT)
    assert parseaddr(row.message_id)[1].endswith("@performance.example.gov.uk")
