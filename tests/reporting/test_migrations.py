"""What migrations make of the reminders that are there."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from reporting.models import Reminder
from tests.conftest import NOW
from tests.factories import CycleFactory, UserFactory

pytestmark = pytest.mark.sweep

BEFORE, AFTER = [("reporting", "0002_withdrawn_reports")], [("reporting", "0003_outbox")]
TODAY = date(2026, 10, 14)


@pytest.mark.django_db(transaction=True)
def test_a_digest_that_was_sent_stays_and_one_that_never_left_is_forgotten():
    cycle, ann, ben = CycleFactory(), UserFactory(), UserFactory()
    old = migrated(BEFORE).get_model("reporting", "Reminder")

    def reminder(to: User, day: date, sent_at: datetime | None) -> None:
        old.objects.create(cycle_id=cycle.pk, to_id=to.pk, day=day, lines=[], sent_at=sent_at)

    reminder(ann, TODAY, NOW)
    reminder(ben, TODAY - timedelta(days=1), NOW - timedelta(days=1))
    reminder(ben, TODAY, None)
    migrated(AFTER)
    assert set(Reminder.objects.values_list("to", "day", "message")) == {
        (ann.pk, TODAY, None),
        (ben.pk, TODAY - timedelta(days=1), None),
    }


def migrated(to: list[tuple[str, str]]):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps
