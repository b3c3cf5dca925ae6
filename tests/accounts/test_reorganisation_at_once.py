"""Two people who reorganise at the same moment, on PostgreSQL: one does it, the other is told so, nothing is half."""

from functools import partial

import pytest
from django.db import connection

from accounts.changes.reorganisation import apply, prepare
from accounts.models import Move, ReorganisationKind
from accounts.queries.reorganisation import preview_of
from foundation.refusals import ChangeRefused
from tests import factories
from tests.accounts.reorganised import AT, TODAY, chosen
from tests.at_once import at_once
from tests.factories.accounts import acting_as

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
K = ReorganisationKind


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("the database under test is not PostgreSQL")


def prepared(*successors):
    """A post that owns three plans, prepared to be handed over to each of these."""
    by, post = acting_as("administrator"), factories.PostFactory()
    plans = [factories.PlanFactory(owner=post) for _ in range(3)]
    made = [prepare(by=by, at=AT, chosen=chosen(K.HAND_OVER, posts=[post], successor=each)) for each in successors]
    jobs = [
        partial(apply, by=by, at=AT, reorganisation=each, digest=preview_of(each, today=TODAY).digest) for each in made
    ]
    return plans, jobs


def test_one_that_two_people_apply_is_done_once():
    plans, (job,) = prepared(successor := factories.PostFactory())
    answers = at_once(job, job)
    (refused,) = [each for each in answers if isinstance(each, ChangeRefused)]
    assert "applied already" in str(refused)
    assert Move.objects.count() == 3
    for plan in plans:
        plan.refresh_from_db()
        assert plan.owner == successor


def test_of_two_that_take_the_same_things_one_is_done_whole():
    plans, jobs = prepared(factories.PostFactory(), factories.PostFactory())
    answers = at_once(*jobs)
    (refused,) = [each for each in answers if isinstance(each, ChangeRefused)]
    assert "Nothing" in str(refused)
    for plan in plans:
        plan.refresh_from_db()
    assert len({plan.owner_id for plan in plans}) == 1
    assert Move.objects.count() == 3
