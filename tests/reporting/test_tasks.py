"""What Celery calls: one call each, and a broker that is gone costs nobody anything."""

import threading
from importlib import import_module

import pytest
from kombu.exceptions import OperationalError

from indicators.models import Return
from reporting import tasks
from reporting.models import Reminder
from reporting.workflow import RunState
from tests.factories import AppointmentFactory, CycleFactory, IndicatorFactory
from tests.factories.reporting import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The messages sent, as (arguments, options)."""
    messages = []
    monkeypatch.setattr(tasks.build_run, "apply_async", lambda arguments, **options: messages.append(arguments))
    return messages


def test_scheduled_tasks_exist_under_the_names_of_the_schedule(settings):
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        module, name = entry["task"].rsplit(".", 1)
        task = getattr(import_module(module), name)
        assert task.name == entry["task"]
        # Only a whole backup may take as long as a build.
        assert 0 < task.time_limit <= (3600 if name == "back_up" else 300)


def test_wake_worker_sends_the_number(sent):
    tasks.wake_worker(7).join()
    assert sent == [[7]]


@pytest.mark.parametrize("trouble", [OperationalError("Connection refused"), OSError("No space left on device")])
def test_wake_worker_logs_a_broker_that_is_gone(monkeypatch, caplog, trouble):
    def refuse(arguments, **options):
        raise trouble

    monkeypatch.setattr(tasks.build_run, "apply_async", refuse)
    tasks.wake_worker(7).join()
    assert "No message about run 7 could be sent" in caplog.text


def test_wake_worker_does_not_wait_for_a_broker_that_hangs(monkeypatch):
    answers = threading.Event()
    monkeypatch.setattr(tasks.build_run, "apply_async", lambda arguments, **options: answers.wait())
    sending = tasks.wake_worker(7)
    assert sending.is_alive()
    answers.set()
    sending.join()


def test_build_run_does_the_run():
    run = RunFactory()
    tasks.build_run(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.reason


def test_recover_runs_sends_what_was_forgotten(sent):
    run = RunFactory()  # asked for at 9:00, and it is half past ten in London
    tasks.recover_runs()
    assert sent == [[run.pk]]


def test_open_cycles_keeps_the_timetable():
    CycleFactory()
    IndicatorFactory()
    tasks.open_cycles()
    assert Return.objects.count() == 1


def test_send_reminders_sends_todays():
    officer = AppointmentFactory()
    IndicatorFactory(data_provider=officer.post)
    CycleFactory()
    tasks.open_cycles()
    tasks.send_reminders()
    assert Reminder.objects.get().to == officer.user
