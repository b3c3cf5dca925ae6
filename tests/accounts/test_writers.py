"""Several people writing at once on PostgreSQL: the trail stays one chain, and what two do together is seen."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from accounts import audit
from accounts.actors import SYSTEM
from accounts.audit_check import check_trail
from accounts.models import Event
from foundation.refusals import ChangeRefused
from plans.changes.objectives import set_links
from plans.queries.thread import load_thread
from tests.at_once import at_once
from tests.factories import ObjectiveFactory, UnitFactory

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_clock,
    pytest.mark.usefixtures("on_postgresql"),
]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


def test_the_chain_stays_whole_under_several_writers():
    units = UnitFactory.create_batch(6)

    def write(unit):
        for number in range(5):
            with transaction.atomic():
                audit.record(by=SYSTEM, at=AT, action=f"change {number}", thing=unit)

    assert at_once(*(lambda unit=unit: write(unit) for unit in units)) == [None] * 6
    assert Event.objects.count() == 30
    assert check_trail().problems == []


def test_two_links_that_together_make_a_loop_are_not_both_kept():
    first, second = ObjectiveFactory.create_batch(2)

    def link(child, parent):
        set_links(by=SYSTEM, at=AT, objective=child, primary=parent, on=date(2026, 10, 14))

    answers = at_once(lambda: link(first, second), lambda: link(second, first))
    assert sum(isinstance(answer, ChangeRefused) for answer in answers) == 1
    assert len(load_thread().ties) == 1
    assert Event.objects.count() == 1
