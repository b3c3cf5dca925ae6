"""The page on which mail is tried, and the queues through which it leaves."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Event
from accounts.roles import Role
from foundation.outbox import deliver, waiting
from pmmi.celery import app
from pmmi.running.supervisor import commands
from tests.factories import sign_in
from tests.pages import words_of

TRY = "/set-up/mail/"


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def administrator(self):
        return sign_in(Role.ADMINISTRATOR)

    def test_it_says_when_the_message_left(self, administrator):
        client, actor = administrator
        assert actor.user.email in client.get(TRY).content.decode()
        answer = client.post(TRY, {"email": "ann@x.example"}, follow=True)
        assert "ann@x.example 14 October 2026, 10:30 Waits for the mail worker" in words_of(answer)
        assert Event.objects.filter(action="sent a test message", by=actor.user).count() == 1
        deliver(clock=timezone.now)
        assert [each.to for each in mail.outbox] == [["ann@x.example"]]
        assert "Left on 14 October 2026, 10:30." in words_of(client.get(TRY))

    def test_it_says_why_the_message_did_not_leave(self, administrator, settings):
        settings.PMMI_EMAIL_BACKEND = "tests.foundation.test_outbox.Down"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.x.example", 587
        client, _ = administrator
        client.post(TRY, {"email": "ann@x.example"})
        deliver(clock=timezone.now)
        said = words_of(client.get(TRY))
        assert "The mail server mail.x.example:587 refused the connection" in said
        assert "It is tried again from 14 October 2026, 10:30." in said
        waiting().update(next_try_at=None)
        assert "Given up. The mail server mail.x.example:587 refused" in words_of(client.get(TRY))

    def test_an_address_that_is_none_is_asked_for_again(self, administrator):
        client, _ = administrator
        assert "Enter an email address in the right format" in words_of(client.post(TRY, {"email": "ann"}))
        assert not waiting().exists()


def queue_of(task: str) -> str:
    return app.amqp.router.route({}, task)["queue"].name


def test_mail_and_builds_have_queues_and_workers_of_their_own():
    assert queue_of("pmmi.tasks.deliver_mail") == "mail"
    assert queue_of("reporting.tasks.build_run") == queue_of("reporting.tasks.recover_runs") == "builds"
    lines = commands("127.0.0.1:8000").values()
    taken = [line[line.index("--queues") + 1] for line in lines if "--queues" in line]
    assert sorted(taken) == sorted(app.amqp.queues) == ["builds", "mail"]


def test_no_task_runs_for_ever():
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert ours.keys() >= {"pmmi.tasks.deliver_mail", "reporting.tasks.build_run"}
    assert all((task.time_limit or app.conf.task_time_limit) <= 3600 for task in ours.values())
