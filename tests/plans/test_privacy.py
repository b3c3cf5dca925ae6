"""A private plan is for its owner and the owner's line of managers alone, everywhere."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.http import Http404

from accounts import audit
from accounts.actors import SYSTEM, actor_for
from accounts.models import Event, Post
from accounts.queries.history import audit_trail
from accounts.roles import ROLES, Permission, Reach, Role
from foundation.refusals import ChangeRefused
from plans.changes import plans
from plans.models import Level, Milestone, Objective, Plan
from plans.permissions import check_known
from plans.queries.thread import load_thread
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    acting_as,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)


def holder(post, **appointment):
    return actor_for(AppointmentFactory(post=post, **appointment).user, today=TODAY)


@pytest.fixture
def line():
    """Director, manager, officer: each reports to the one before."""
    director = PostFactory(role="director")
    manager = PostFactory(role="approver", reports_to=director, unit=director.unit)
    return director, manager, PostFactory(reports_to=manager, unit=director.unit)


@pytest.fixture
def milestone(line):
    level = LevelFactory(name="Individual EDR plan", is_private=True)
    plan = PlanFactory(level=level, owner=line[-1], unit=line[-1].unit)
    return MilestoneFactory(objective=ObjectiveFactory(plan=plan, owner=line[-1]), owner=line[-1])


def known(actor):
    for plan in Plan.objects.all():
        is_listed = Plan.objects.visible_to(actor).filter(pk=plan.pk).exists()
        with nullcontext() if is_listed else pytest.raises(Http404):
            check_known(actor, plan)
    return [model.objects.visible_to(actor).count() for model in (Plan, Objective, Milestone)]


def test_owner_and_line_know_of_it_and_nobody_else(line, milestone):
    assert [known(holder(post)) for post in line] == [[1, 1, 1]] * 3
    assert known(holder(line[-1], is_deputy=True)) == [1, 1, 1]
    beside = PostFactory(reports_to=line[0], unit=line[0].unit)
    beneath = PostFactory(reports_to=line[-1], unit=line[0].unit)
    assert [known(holder(post)) for post in (beside, beneath)] == [[0, 0, 0]] * 2
    for role in Role:
        assert known(acting_as(role.value, unit=line[0].unit)) == [0, 0, 0], role
    assert known(SYSTEM) == [0, 0, 0]


def test_every_role_reaches_its_own_line_and_none_goes_further():
    assert {ROLES[role].reach(Permission.PRIVATE_EDIT) for role in Role} == {Reach.LINE}


def test_posts_that_report_in_a_circle_end(line):
    Post.objects.filter(pk=line[0].pk).update(reports_to=line[-1])
    assert set(Post.objects.in_line([line[1].pk])) == set(line)
    assert not Post.objects.in_line([])


def test_the_council_thread_is_drawn_without_it(line, milestone):
    assert milestone.objective_id not in load_thread().nodes
    assert milestone.objective_id in load_thread(Objective.objects.visible_to(holder(line[1]))).nodes


def test_the_trail_tells_of_it_to_the_line_alone(line, milestone):
    things = [milestone, milestone.objective, milestone.objective.plan, PlanFactory()]
    for thing in things:
        audit.record(by=SYSTEM, at=AT, action="changed", thing=thing)
    assert audit_trail(reader=holder(line[0])).count() == len(things)
    assert [event.thing_id for event in audit_trail(reader=acting_as("administrator"))] == [str(things[-1].pk)]
    assert Event.objects.count() == len(things)


def test_new_ones_are_refused_and_stored_ones_stay_private(line, milestone):
    plan = milestone.objective.plan
    owner, shared = holder(line[-1]), LevelFactory(name="Team plan")

    def details(**changes):
        names = ("level", "ref", "title", "unit", "owner", "starts_on", "ends_on")
        return plans.PlanDetails(**{**{name: getattr(plan, name) for name in names}, **changes})

    with pytest.raises(ChangeRefused, match="private to one person"):
        plans.create_plan(by=owner, at=AT, details=details(ref="EDR2"))
    with pytest.raises(ChangeRefused, match="What is private stays so"):
        plans.edit_plan(by=owner, at=AT, plan=plan, version=1, details=details(level=shared))
    assert plans.edit_plan(by=owner, at=AT, plan=plan, version=1, details=details(title="Mine")).title == "Mine"


def test_levels_that_promise_it_are_marked():
    promised = [
        LevelFactory(name="Individual EDR plan"),
        LevelFactory(name="My year", guidance="Private to the person and the line of managers."),
    ]
    LevelFactory(name="Team plan", guidance="Of a team.")
    import_module("plans.migrations.0003_private_levels").mark_private_levels(apps, None)
    assert list(Level.objects.filter(is_private=True).order_by("pk")) == promised
