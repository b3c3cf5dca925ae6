"""Who may know of a plan, change it and update its milestones, and who is recorded."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import actor_for
from plans.permissions import check_edit, check_known, check_update, may_edit, may_update
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    MilestoneFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    acting_as,
)

pytestmark = pytest.mark.django_db
PRIVATE = "This plan is private to its owner and their line of managers."


def holder(post, **appointment):
    return actor_for(AppointmentFactory(post=post, **appointment).user, today=date(2026, 10, 14))


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def private():
    manager = PostFactory()
    owner = PostFactory(reports_to=manager)
    return PlanFactory(level=LevelFactory(name="EDR", is_private=True), owner=owner, unit=owner.unit)


def test_a_plan_is_known_to_who_reads_its_unit(plan):
    check_known(acting_as("councillor"), plan)
    check_known(acting_as("partner", unit=plan.unit), plan)
    with pytest.raises(Http404):
        check_known(acting_as("partner"), plan)


def test_a_private_plan_is_known_to_its_line_alone(private):
    check_known(holder(private.owner), private)
    check_known(holder(private.owner.reports_to), private)
    for role in ("administrator", "approver"):
        with pytest.raises(Http404):
            check_known(acting_as(role, unit=private.unit), private)


def test_a_plan_is_changed_by_the_performance_team(plan):
    deputy = AppointmentFactory(post__role="administrator", is_deputy=True)
    by = check_edit(actor_for(deputy.user, today=date(2026, 10, 14)), plan)
    assert by.on_behalf_of == deputy.post
    assert may_edit(acting_as("administrator"), plan)
    for actor in (acting_as("approver", unit=plan.unit), holder(plan.owner)):
        assert not may_edit(actor, plan)
        with pytest.raises(PermissionDenied, match="change plans and objectives"):
            check_edit(actor, plan)


def test_a_private_plan_is_changed_by_its_line_on_behalf_of_its_owner(private):
    assert check_edit(holder(private.owner), private).on_behalf_of is None
    assert check_edit(holder(private.owner, is_deputy=True), private).on_behalf_of == private.owner
    assert check_edit(holder(private.owner.reports_to), private).on_behalf_of is None
    for actor in (acting_as("administrator", unit=private.unit), holder(PostFactory(reports_to=private.owner))):
        assert not may_edit(actor, private)
        with pytest.raises(PermissionDenied, match=PRIVATE):
            check_edit(actor, private)


def test_a_milestone_is_updated_by_role_in_the_unit_or_by_its_owner(plan):
    milestone = MilestoneFactory(objective__plan=plan)
    officer = acting_as("data_officer", unit=plan.unit)
    assert may_update(officer, milestone)
    assert check_update(officer, milestone).on_behalf_of is None
    assert may_update(holder(milestone.owner), milestone)
    assert check_update(holder(milestone.owner), milestone).on_behalf_of is None
    for stranger in (acting_as("data_officer"), acting_as("employee", unit=plan.unit), holder(plan.owner)):
        assert not may_update(stranger, milestone)
        with pytest.raises(PermissionDenied, match="update this milestone"):
            check_update(stranger, milestone)


def test_who_deputises_for_a_milestones_owner_acts_on_behalf_unless_a_role_of_their_own_suffices(plan):
    milestone = MilestoneFactory(objective__plan=plan)
    assert check_update(holder(milestone.owner, is_deputy=True), milestone).on_behalf_of == milestone.owner
    officer = AppointmentFactory(post__role="data_officer", post__unit=plan.unit)
    AppointmentFactory(user=officer.user, post=milestone.owner, is_deputy=True)
    assert check_update(actor_for(officer.user, today=date(2026, 10, 14)), milestone).on_behalf_of is None
    deputy = AppointmentFactory(post__role="data_officer", post__unit=plan.unit, is_deputy=True)
    assert check_update(actor_for(deputy.user, today=date(2026, 10, 14)), milestone).on_behalf_of == deputy.post


def test_a_milestone_of_a_private_plan_is_updated_by_its_line_or_its_owner(private):
    milestone = MilestoneFactory(objective__plan=private, owner=PostFactory())
    for actor in (holder(private.owner), holder(private.owner.reports_to), holder(milestone.owner)):
        assert may_update(actor, milestone)
        assert check_update(actor, milestone) == actor
    officer = acting_as("data_officer", unit=private.unit)
    assert not may_update(officer, milestone)
    with pytest.raises(PermissionDenied, match=PRIVATE):
        check_update(officer, milestone)


def test_the_unit_is_that_of_the_plan():
    milestone = MilestoneFactory(objective__owner__unit=UnitFactory())
    assert not may_update(acting_as("data_officer", unit=milestone.objective.owner.unit), milestone)
