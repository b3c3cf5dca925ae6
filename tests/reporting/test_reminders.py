"""Reminders: one digest a person a day, each leaves once, and it is plain why somebody was not reminded (D11)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from accounts.actors import SYSTEM
from foundation.models import OutboxMessage
from foundation.outbox import deliver, remove_old
from indicators.models import Observation, Return
from reporting import reminders
from reporting.changes.cycles import open_cycle
from reporting.changes.reminders import write_reminder
from reporting.models import Cycle, Reminder
from reporting.queries.reminders import digests, transparency
from scrutiny.models import MeetingAction
from tests.factories import AppointmentFactory, CycleFactory, IndicatorFactory, MilestoneFactory, PostFactory
from tests.factories.accounts import UnitFactory
from tests.factories.scrutiny import MeetingFactory

pytestmark = pytest.mark.django_db
# Wednesday 14 October 2026: within five working days of the due date, 20 October.
AT = datetime(2026, 10, 14, 8, 0, tzinfo=UTC)
LATE = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def service():
    """A service with two figures due, an officer who provides them and a head who approves."""
    unit = UnitFactory(name="Waste and Recycling")
    officer = AppointmentFactory(post__unit=unit, post__title="Data officer", user__name="Dana Officer")
    head = AppointmentFactory(post__unit=unit, post__title="Head of Waste", user__name="Hugh Head")
    for _ in range(2):
        IndicatorFactory(service=unit, owner=head.post, data_provider=officer.post, approver=head.post)
    open_cycle(by=SYSTEM, at=AT, cycle=CycleFactory())
    return unit, officer, head


def send(at):
    """Put the day's digests into the outbox, and what is there on its way; how many left."""
    reminders.send_digests(at=at)
    return deliver(clock=lambda: at)


class TestDigest:
    def test_tells_the_officer_what_is_due_with_a_link_and_why(self, service):
        _, officer, _ = service
        assert send(AT) == 1
        (message,) = mail.outbox
        assert message.to == [officer.user.email]
        assert message.subject == "Exampleshire Council performance: 1 thing waits for you"
        assert "Waste and Recycling: 2 figures to hand in, due Tuesday 20 October 2026" in message.body
        assert f"http://127.0.0.1:8000/indicators/returns/{Return.objects.get().pk}/" in message.body
        assert "You get this because you provide these figures as Data officer." in message.body
        assert "The next goes out on Thursday 15 October 2026" in message.body

    def test_tells_the_approver_what_waits(self, service):
        _, _, head = service
        Observation.objects.update(state="submitted", value=1)
        send(AT)
        (message,) = mail.outbox
        assert message.to == [head.user.email]
        assert "2 figures wait for approval, due Tuesday 27 October 2026" in message.body

    def test_says_what_is_late_and_what_was_sent_back(self, service):
        Observation.objects.filter(pk=Observation.objects.first().pk).update(state="sent_back", value=1)
        send(LATE)
        assert (
            "2 figures to hand in, late since Thursday 22 October 2026, 1 of them sent back with a note"
            in mail.outbox[0].body
        )

    def test_lists_milestones_that_are_due_or_overdue(self, service):
        _, _, head = service
        MilestoneFactory(owner=head.post, ref="M1", title="New depot", due_on=date(2026, 10, 20))
        MilestoneFactory(owner=head.post, ref="M2", title="Old depot", due_on=date(2026, 10, 1))
        MilestoneFactory(owner=head.post, ref="M3", title="Far away", due_on=date(2027, 3, 1))
        send(AT)
        body = next(message.body for message in mail.outbox if message.to == [head.user.email])
        assert "1. Milestone M2 Old depot: was due 1 October 2026" in body
        assert "2. Milestone M1 New depot: due 20 October 2026" in body
        assert "M3" not in body

    def test_tells_who_is_to_do_what_a_meeting_agreed(self, service):
        _, _, head = service
        agreed = {"meeting": MeetingFactory(held_at=datetime(2026, 9, 3, 18, tzinfo=UTC)), "owner": head.post}
        for text, due_on in (("Report back", date(2026, 10, 1)), ("Look again", date(2027, 3, 1))):
            MeetingAction.objects.create(text=text, due_on=due_on, **agreed)
        MeetingAction.objects.create(text="Done with", due_on=date(2026, 10, 1), state="done", **agreed)
        send(AT)
        body = next(message.body for message in mail.outbox if message.to == [head.user.email])
        assert "on 3 September 2026: Report back, was due 1 October 2026" in body
        assert "You get this because you own this action as" in body
        assert "Look again" not in body
        assert "Done with" not in body

    def test_stops_once_nothing_is_left(self, service):
        Observation.objects.update(state="approved", value=1)
        assert send(AT) == 0
        assert mail.outbox == []

    def test_holds_all_of_a_persons_posts_in_one_message(self, service):
        _, officer, head = service
        AppointmentFactory(post=head.post, user=officer.user)
        Observation.objects.filter(pk=Observation.objects.first().pk).update(state="submitted", value=1)
        send(AT)
        body = next(message.body for message in mail.outbox if message.to == [officer.user.email])
        assert "1 figure to hand in" in body
        assert "1 figure waits for approval" in body

    def test_a_deputy_is_asked_only_where_the_post_is_vacant(self, service):
        _, officer, _ = service
        deputy = AppointmentFactory(post=officer.post, is_deputy=True, user__name="Dee Puty")
        send(AT)
        assert [message.to for message in mail.outbox] == [[officer.user.email]]
        officer.ends_on = date(2026, 10, 14)
        officer.save()
        send(AT + timedelta(days=1))
        assert mail.outbox[1].to == [deputy.user.email]
        assert "as deputy for Data officer, which is vacant" in mail.outbox[1].body

    @pytest.mark.parametrize("day", [date(2026, 10, 17), date(2026, 11, 4)])
    def test_none_goes_out_on_other_days(self, service, day):
        assert send(datetime(day.year, day.month, day.day, 8, tzinfo=UTC)) == 0

    @pytest.mark.parametrize(
        "attack", ["Waste\nBcc: everybody@example.com", "Waste\r\n\r\n2. Forged line", "Waste\u2028x"]
    )
    def test_no_name_can_forge_a_line(self, service, attack):
        unit, *_ = service
        unit.name = attack
        unit.save()
        send(AT)
        body = mail.outbox[0].body
        assert f"1. {' '.join(attack.split())}: 2 figures" in body
        assert not any(line.startswith(("Bcc:", "2.")) for line in body.splitlines())

    def test_takes_the_same_statements_however_many_people(self, service, django_assert_max_num_queries):
        for _ in range(12):
            IndicatorFactory(service=service[0], data_provider=AppointmentFactory().post)
        open_cycle(by=SYSTEM, at=AT, cycle=Cycle.objects.get())
        with django_assert_max_num_queries(18):
            _, found = digests(at=AT)
        assert len(found) == 13


class TestOnce:
    def test_a_second_pass_sends_nothing(self, service):
        send(AT)
        assert reminders.send_digests(at=AT + timedelta(hours=1)) == 0
        assert deliver(clock=lambda: AT + timedelta(hours=1)) == 0
        assert len(mail.outbox) == 1
        assert Reminder.objects.get().message.sent_at == AT

    def test_the_next_day_sends_again(self, service):
        assert send(AT) == 1
        assert send(AT + timedelta(days=1)) == 1

    def test_one_that_still_waits_the_next_day_gives_way(self, service):
        reminders.send_digests(at=AT)
        assert send(AT + timedelta(days=1)) == 1
        assert [each.day for each in Reminder.objects.all()] == [date(2026, 10, 15)]
        assert OutboxMessage.objects.count() == 1

    def test_the_row_and_its_message_are_written_together(self, service, monkeypatch):
        class Killed(BaseException):
            pass

        def killed(message, at):
            raise Killed

        monkeypatch.setattr("reporting.changes.reminders.put", killed)
        with pytest.raises(Killed):
            reminders.send_digests(at=AT)
        assert not Reminder.objects.exists()

    def test_a_digest_is_not_written_twice(self, service):
        _, officer, _ = service
        given = {"cycle": Cycle.objects.get(), "to": officer.user, "day": date(2026, 10, 14), "lines": [], "at": AT}
        message = mail.EmailMessage("1 thing waits", "…", to=[officer.user.email])
        assert write_reminder(**given, message=message)
        assert not write_reminder(**given, message=message)
        assert OutboxMessage.objects.count() == 1


class TestOpening:
    """Of the quarter whose collection opens on Thursday 1 October 2026."""

    def on(self, day):
        return send(datetime(2026, 10, day, 8, tzinfo=UTC))

    def test_is_told_on_its_day_and_then_not_until_it_is_due_soon(self, service):
        assert [self.on(day) for day in (1, 2, 5, 12, 13)] == [1, 0, 0, 0, 1]
        assert "The next goes out on Tuesday 13 October 2026" in mail.outbox[0].body

    def test_is_told_on_the_next_working_day_if_nothing_ran_on_its_own(self, service):
        assert [self.on(day) for day in (3, 4, 5, 6, 12, 13)] == [0, 0, 1, 0, 0, 1]
        assert "The next goes out on Tuesday 13 October 2026" in mail.outbox[0].body

    def test_told_late_reaches_everybody_once_although_the_sending_broke_off(self, service, monkeypatch):
        unit, *_ = service
        IndicatorFactory(service=unit, data_provider=AppointmentFactory(user__name="Zed Last").post)
        open_cycle(by=SYSTEM, at=AT, cycle=Cycle.objects.get())

        def breaks_off(**given):
            monkeypatch.undo()
            write_reminder(**given)
            raise ConnectionError

        monkeypatch.setattr("reporting.reminders.write_reminder", breaks_off)
        at = datetime(2026, 10, 5, 8, tzinfo=UTC)
        with pytest.raises(ConnectionError):
            reminders.send_digests(at=at)
        assert send(at + timedelta(minutes=15)) == 2
        assert len({message.to[0] for message in mail.outbox}) == 2

    def test_is_not_told_once_the_quarter_has_closed(self, service):
        assert send(datetime(2026, 11, 4, 8, tzinfo=UTC)) == 0

    def test_the_page_says_that_it_is_still_to_leave(self, service):
        at = datetime(2026, 10, 5, 7, tzinfo=UTC)
        row = next(row for row in transparency(Cycle.objects.get(), at=at) if row.post == "Data officer")
        assert row.why_not == "Today's reminder has not left yet."
        self.on(5)
        row = next(row for row in transparency(Cycle.objects.get(), at=at) if row.post == "Data officer")
        assert (row.reminded_on, row.why_not) == (date(2026, 10, 5), "")


class TestTransparency:
    def rows(self, at=AT):
        return {row.post: row for row in transparency(Cycle.objects.get(), at=at)}

    def test_says_who_was_reminded_and_when(self, service):
        send(AT)
        row = self.rows()["Data officer"]
        assert (row.people, row.reminded_on, row.why_not) == ("Dana Officer", date(2026, 10, 14), "")
        assert row.waits == ["Waste and Recycling: 2 figures to hand in, due Tuesday 20 October 2026"]

    def test_says_why_somebody_was_not(self, service):
        unit, officer, _ = service
        vacant = PostFactory(unit=unit, title="Vacant post")
        IndicatorFactory(service=unit, data_provider=vacant)
        open_cycle(by=SYSTEM, at=AT, cycle=Cycle.objects.get())
        assert self.rows()["Head of Waste"].why_not == "Nothing is left to do."
        assert self.rows()["Vacant post"].why_not == "Nobody who can sign in holds this post, nor deputises for it."
        reminders.send_digests(at=AT)
        row = self.rows()["Data officer"]
        assert (row.reminded_on, row.why_not) == (None, "Today's reminder has not left yet.")
        on_saturday = datetime(2026, 10, 17, 9, tzinfo=UTC)
        assert self.rows(on_saturday)["Data officer"].why_not == "No reminders go out today."
        officer.user.is_active = False
        officer.user.save()
        assert self.rows()["Data officer"].people == ""

    def test_remembers_who_was_reminded_when_the_message_is_long_gone(self, service):
        send(AT)
        assert remove_old(at=AT + timedelta(days=31)) == 1
        assert self.rows()["Data officer"].reminded_on == date(2026, 10, 14)
