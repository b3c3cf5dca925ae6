"""A review waits in the inbox of the one whose turn it is, and of nobody else."""

from datetime import date

import pytest
from django.core import mail

from accounts.models import Appointment
from edr.queries.waiting import OF_TEAM, OWN, reviews_waiting
from edr.workflow import Stage
from foundation.outbox import deliver
from reporting.dashboards.needs_you import needs_you
from reporting.reminders import send_digests
from tests.edr.conftest import AT, Line
from tests.factories import AppointmentFactory, CycleFactory
from tests.factories.edr import ReviewFactory, ReviewObjectiveFactory, sign_stages

pytestmark = pytest.mark.django_db


def waits(line: Line, user) -> list[str]:
    return [each.text for each in reviews_waiting(line.acting(user), AT)]


def test_without_an_objective_it_waits_for_the_person_then_for_the_manager(line):
    assert waits(line, line.person) == [OWN]
    assert waits(line, line.manager) == []
    ReviewObjectiveFactory(review=line.review)
    assert waits(line, line.person) == []
    assert waits(line, line.manager) == [OF_TEAM]
    assert waits(line, line.director) == [], "the manager's manager may sign, and is not asked to"
    (waiting,) = [each for each in needs_you(line.acting(line.manager), at=AT) if each.title == OF_TEAM]
    assert (waiting.url, waiting.is_late) == (line.review.get_absolute_url(), False)


def test_what_the_manager_signed_waits_for_the_person(line):
    ReviewObjectiveFactory(review=line.review)
    line.review.signatures.create(stage=Stage.OBJECTIVES, side="manager", signed_by=line.manager, signed_at=AT)
    assert (waits(line, line.person), waits(line, line.manager)) == ([OWN], [])
    line.review.signatures.create(stage=Stage.OBJECTIVES, side="employee", signed_by=line.person, signed_at=AT)
    assert (waits(line, line.person), waits(line, line.manager)) == ([], [OF_TEAM]), "the mid-year has begun"
    sign_stages(line.review, manager=line.manager, stages=[Stage.MID_YEAR])
    assert (waits(line, line.person), waits(line, line.manager)) == ([], []), "the end-year has not"


def test_many_of_a_team_are_one_line_and_no_deputy_is_told(line):
    for _ in range(2):
        held = AppointmentFactory(post__reports_to=line.head, post__role="data_officer")
        ReviewObjectiveFactory(review=ReviewFactory(person=held.user, post=held.post, held=False))
    (one,) = reviews_waiting(line.acting(line.manager), AT)
    assert (one.text, one.path) == (OF_TEAM, "/reviews/team/")
    deputy = AppointmentFactory(post=line.head, is_deputy=True).user
    assert waits(line, deputy) == []


def test_who_moved_is_asked_of_by_the_line_of_the_new_post_alone(line):
    ReviewObjectiveFactory(review=line.review)
    Appointment.objects.filter(user=line.person).update(ends_on=date(2026, 10, 1))
    new = AppointmentFactory(post__reports_to=line.top, user=line.person)
    assert new.post.reports_to == line.top
    assert waits(line, line.manager) == []
    assert waits(line, line.director) == [OF_TEAM]


def test_no_reminder_tells_of_it(line):
    CycleFactory()
    send_digests(at=AT)
    deliver(clock=lambda: AT)
    assert not any("review" in message.body.lower() for message in mail.outbox)
    assert waits(line, line.person) == [OWN]


@pytest.mark.parametrize("number", [0, 3])
def test_it_takes_one_statement(line, number, django_assert_num_queries):
    for _ in range(number):
        held = AppointmentFactory(post__reports_to=line.head)
        ReviewObjectiveFactory(review=ReviewFactory(person=held.user, post=held.post, held=False))
    actor = line.acting(line.manager)
    with django_assert_num_queries(1):
        reviews_waiting(actor, AT)
