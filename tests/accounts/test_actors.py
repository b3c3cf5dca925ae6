"""Through which post somebody acts: as its holder, or as a deputy on its behalf."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actors import STRANGER, SYSTEM, actor_for
from accounts.roles import Permission, Role
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory, acting_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


def holding_all(*held):
    """Somebody in each of the posts, (post, as deputy)."""
    user = UserFactory()
    for post, is_deputy in held:
        AppointmentFactory(user=user, post=post, is_deputy=is_deputy)
    return actor_for(user, today=TODAY)


def test_a_deputy_holds_a_post_on_its_behalf_and_a_holder_as_oneself():
    post, other = PostFactory(), PostFactory()
    assert holding_all((post, True)).holding(post.pk).on_behalf_of == post
    assert holding_all((post, False)).holding(post.pk).on_behalf_of is None
    assert holding_all((other, False), (post, True)).holding(post.pk).on_behalf_of == post
    assert holding_all((other, True)).holding(post.pk).on_behalf_of is None


def test_a_right_is_used_on_behalf_only_where_no_post_of_ones_own_gives_it():
    unit = UnitFactory()
    own, deputised = (PostFactory(role="data_officer", unit=unit) for _ in range(2))
    elsewhere = PostFactory(role="data_officer")
    assert holding_all((deputised, True)).using(Permission.FIGURE_ENTER, unit.pk).on_behalf_of == deputised
    assert holding_all((elsewhere, False), (deputised, True)).using(
        Permission.FIGURE_ENTER, unit.pk
    ).on_behalf_of == deputised  # fmt: skip
    assert holding_all((own, False), (deputised, True)).using(Permission.FIGURE_ENTER, unit.pk).on_behalf_of is None
    assert holding_all((elsewhere, True)).using(Permission.FIGURE_ENTER, unit.pk).on_behalf_of is None


def test_only_the_line_of_managers_leads_a_post():
    head = PostFactory(role="administrator")
    manager = PostFactory(reports_to=head)
    officer = PostFactory(reports_to=manager)
    leads = {
        post: [holding_all((post, False)).leads(Permission.PRIVATE_EDIT, each.pk) for each in (head, manager, officer)]
        for post in (head, manager, officer)
    }
    assert leads == {head: [True] * 3, manager: [False, True, True], officer: [False, False, True]}
    assert set(holding_all((manager, False)).line(Permission.PRIVATE_EDIT)) == {manager, officer}
    assert not holding_all((head, False)).line(Permission.PLAN_EDIT)
    assert not holding_all((head, False)).leads(Permission.PLAN_EDIT, head.pk)


def test_beneath_are_the_posts_that_report_to_ones_own_and_not_those_of_a_deputy():
    top = PostFactory()
    middle, beside = PostFactory(reports_to=top), PostFactory(reports_to=top)
    last = PostFactory(reports_to=middle)

    def beneath(*held, permission=Permission.PRIVATE_EDIT):
        return set(holding_all(*held).beneath(permission))

    assert beneath((top, False)) == {middle, beside, last}
    assert beneath((middle, False)) == {last}
    assert beneath((middle, False), (top, True)) == {last}
    assert beneath((top, True)) == beneath() == set()
    assert beneath((top, False), permission=Permission.COUNCIL_READ) == set()


def test_a_right_reaches_the_council_the_units_or_nothing():
    unit = UnitFactory()
    team = UnitFactory(parent=unit)
    officer = acting_as("data_officer", unit=unit)
    assert officer.reaches(Permission.FIGURE_ENTER) == {unit.pk, team.pk}
    assert officer.reaches(Permission.COUNCIL_READ) is None
    assert officer.reaches(Permission.PRIVATE_EDIT) == officer.reaches(Permission.PLAN_EDIT) == frozenset()
    assert officer.may_anywhere(Permission.FIGURE_ENTER)
    assert not officer.may_anywhere(Permission.PLAN_EDIT)


def test_who_is_nobody_has_a_name_and_no_post():
    nobody = actor_for(AnonymousUser(), today=TODAY)
    assert (nobody.user, nobody.grants, nobody.roles, nobody.post_ids) == (None, (), frozenset(), frozenset())
    assert (SYSTEM.name, STRANGER.name) == ("The system", "Somebody not signed in")
    person = acting_as("auditor")
    assert (person.name, person.roles) == (person.user.name, {Role.AUDITOR})
    assert person.post_ids == {person.grants[0].post.pk}
    assert person.grants[0].post.role == Role.AUDITOR
