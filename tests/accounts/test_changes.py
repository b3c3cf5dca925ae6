"""Changes to people, units, posts and appointments: audited once each, refused in plain words (A8, G1, G2)."""

from dataclasses import fields
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.changes import organisation, people
from accounts.models import Appointment, Event, Post, Unit, User
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)


@pytest.fixture
def by():
    return Actor(user=AppointmentFactory(post__role=Role.ADMINISTRATOR.value, user__name="Ann Lee").user)


def the_event(thing, page=None):
    (event,) = Event.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))
    assert (event.page_type, event.page_id) == ((page or thing)._meta.label_lower, str((page or thing).pk))
    assert event.by_name == "Ann Lee"
    return event


def details_of(kind, thing, **changes):
    return kind(**{**{each.name: getattr(thing, each.name) for each in fields(kind)}, **changes})


unit_words = partial(details_of, organisation.UnitDetails)
post_words = partial(details_of, organisation.PostDetails)


# Units


def test_a_unit_is_made_renamed_moved_and_closed(by):
    old, new = UnitFactory(name="Place"), UnitFactory(name="People")
    unit = organisation.create_unit(by=by, at=AT, name="Homes", kind="department", parent=old)
    assert the_event(unit).changes == {
        "name": [None, "Homes"],
        "kind": [None, "Department or service"],
        "parent": [None, "Place"],
    }
    words = unit_words(unit, name="Housing", parent=new, ends_on=date(2027, 3, 31))
    organisation.edit_unit(by=by, at=AT, unit=unit, version=1, why="Reorganisation", details=words)
    (event,) = Event.objects.filter(action="changed")
    assert event.changes == {
        "name": ["Homes", "Housing"],
        "parent": ["Place", "People"],
        "ends_on": [None, "2027-03-31"],
    }
    assert event.why == "Reorganisation"


def test_a_unit_cannot_lie_beneath_itself(by):
    top = UnitFactory()
    middle = UnitFactory(parent=top)
    bottom = UnitFactory(parent=middle)
    for parent in (top, middle, bottom):
        with pytest.raises(ChangeRefused, match="cannot lie beneath itself"):
            organisation.edit_unit(by=by, at=AT, unit=top, version=1, details=unit_words(top, parent=parent))
    assert Unit.objects.get(pk=top.pk).parent is None


def test_a_unit_is_not_closed_over_what_is_still_in_it(by):
    unit = UnitFactory(name="Housing")
    UnitFactory(parent=unit, name="Repairs")
    PostFactory(unit=unit, title="Head of Housing")
    PostFactory(unit=unit, title="Old post", ends_on=date(2020, 1, 1))
    with pytest.raises(ChangeRefused, match="still in Housing first: Repairs, Head of Housing"):
        organisation.edit_unit(by=by, at=AT, unit=unit, version=1, details=unit_words(unit, ends_on=TODAY))


def test_a_unit_does_not_end_before_it_starts(by):
    unit = UnitFactory()
    words = unit_words(unit, starts_on=TODAY, ends_on=date(2026, 10, 13))
    with pytest.raises(ChangeRefused, match="ends before it starts"):
        organisation.edit_unit(by=by, at=AT, unit=unit, version=1, details=words)


# Posts


def test_a_post_is_made_and_changed(by):
    unit, manager = UnitFactory(name="Housing"), PostFactory(title="Director")
    post = organisation.create_post(by=by, at=AT, title="Officer", unit=unit, role="data_officer", reports_to=manager)
    assert the_event(post).changes["role"] == [None, "Data officer"]
    organisation.edit_post(
        by=by, at=AT, post=post, version=1, details=post_words(post, role="approver", reports_to=None)
    )
    (event,) = Event.objects.filter(action="changed")
    assert event.changes == {"role": ["Data officer", "Head of service"], "reports_to": ["Director", None]}


def test_a_post_cannot_report_to_itself_through_others(by):
    top = PostFactory()
    below = PostFactory(reports_to=PostFactory(reports_to=top))
    for manager in (top, below):
        with pytest.raises(ChangeRefused, match="already reports to"):
            organisation.edit_post(by=by, at=AT, post=top, version=1, details=post_words(top, reports_to=manager))


def test_the_last_administrator_keeps_the_role(by):
    post = Post.objects.get()
    for words in (post_words(post, role="employee"), post_words(post, ends_on=TODAY)):
        with pytest.raises(ChangeRefused, match="without an administrator"):
            organisation.edit_post(by=by, at=AT, post=post, version=1, details=words)
    AppointmentFactory(post__role="administrator")
    organisation.edit_post(by=by, at=AT, post=post, version=1, details=post_words(post, role="employee"))
    assert Post.objects.get(pk=post.pk).role == "employee"


# Appointments


def test_a_person_is_appointed_as_deputy(by):
    post, user = PostFactory(title="Head of Housing"), UserFactory(name="Sam Price")
    appointment = organisation.appoint(by=by, at=AT, post=post, user=user, starts_on=TODAY, is_deputy=True)
    event = the_event(appointment, page=user)
    assert event.thing_name == "Sam Price as deputy Head of Housing"
    assert event.changes == {
        "post": [None, "Head of Housing"],
        "user": [None, "Sam Price"],
        "is_deputy": [None, "yes"],
        "starts_on": [None, "2026-10-14"],
    }


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 5, 1), None), (date(2026, 1, 1), date(2026, 4, 1)), (date(2026, 6, 30), date(2026, 6, 30))],
)
def test_nobody_holds_a_post_twice_at_once(by, starts_on, ends_on):
    held = AppointmentFactory(starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))
    with pytest.raises(ChangeRefused, match="already holds"):
        organisation.appoint(by=by, at=AT, post=held.post, user=held.user, starts_on=starts_on, ends_on=ends_on)
    later = organisation.appoint(by=by, at=AT, post=held.post, user=held.user, starts_on=date(2026, 7, 1))
    with pytest.raises(ChangeRefused, match="already holds"):
        organisation.edit_appointment(
            by=by, at=AT, appointment=later, starts_on=date(2026, 6, 30), ends_on=None, is_deputy=False
        )


def test_an_appointment_is_ended(by):
    appointment = AppointmentFactory()
    organisation.edit_appointment(
        by=by,
        at=AT,
        appointment=appointment,
        starts_on=appointment.starts_on,
        ends_on=TODAY,
        is_deputy=False,
        why="Retired",
    )
    event = the_event(appointment, page=appointment.user)
    assert (event.changes, event.why) == ({"ends_on": [None, "2026-10-14"]}, "Retired")


def test_the_last_administrators_appointment_is_not_ended_now_or_later(by):
    held = Appointment.objects.get()
    for last in (date(2026, 10, 13), TODAY, date(2027, 3, 31)):
        with pytest.raises(ChangeRefused, match="without an administrator"):
            organisation.edit_appointment(
                by=by, at=AT, appointment=held, starts_on=held.starts_on, ends_on=last, is_deputy=False
            )
    assert Appointment.objects.get().ends_on is None


# People


def test_a_person_is_made_without_a_password(by):
    person = people.create_person(by=by, at=AT, name="Sam Price", email="Sam@Exampleshire.example")
    assert person.email == "sam@exampleshire.example"
    assert not person.has_usable_password()
    assert the_event(person).changes == {"name": [None, "Sam Price"], "email": [None, "sam@exampleshire.example"]}


def test_an_address_is_used_once(by):
    other, person = UserFactory(email="sam@exampleshire.example"), UserFactory()
    with pytest.raises(ChangeRefused, match="already signs in"):
        people.create_person(by=by, at=AT, name="Sam", email="SAM@exampleshire.example")
    with pytest.raises(ChangeRefused, match="already signs in"):
        people.edit_person(by=by, at=AT, person=person, name="Sam", email=other.email)


def test_disabling_takes_the_password_and_enabling_does_not_give_it_back(by):
    person = UserFactory()
    person.set_password("correct horse battery staple")
    person.save()
    before = person.get_session_auth_hash()
    people.disable_person(by=by, at=AT, person=person, why="Left")
    stored = User.objects.get(pk=person.pk)
    assert not stored.is_active
    assert the_event(person).changes == {"is_active": ["yes", "no"]}
    people.enable_person(by=by, at=AT, person=person)
    stored.refresh_from_db()
    assert stored.is_active
    assert not stored.has_usable_password()
    assert stored.get_session_auth_hash() != before


def test_nobody_disables_themselves_the_last_administrator_or_anybody_twice(by):
    with pytest.raises(ChangeRefused, match="your own account"):
        people.disable_person(by=by, at=AT, person=by.user)
    other = Actor(user=UserFactory())
    with pytest.raises(ChangeRefused, match="without an administrator"):
        people.disable_person(by=other, at=AT, person=by.user)
    assert User.objects.get(pk=by.user.pk).is_active
    disabled = UserFactory(is_active=False)
    with pytest.raises(ChangeRefused, match="disabled already"):
        people.disable_person(by=by, at=AT, person=disabled)
    with pytest.raises(ChangeRefused, match="Enable the account first"):
        people.record_password_link(by=by, at=AT, person=disabled)
    with pytest.raises(ChangeRefused, match="not disabled"):
        people.enable_person(by=by, at=AT, person=by.user)


# What the database itself refuses


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Unit, {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)}),
        (Post, {"role": "king"}),
        (Appointment, {"ends_on": date(2019, 1, 1)}),
        (User, {"name": ""}),
    ],
)
def test_the_database_refuses_broken_rows(model, values):
    row = {Unit: UnitFactory, Post: PostFactory, Appointment: AppointmentFactory, User: UserFactory}[model]()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_doubles():
    unit, post, held = UnitFactory(), PostFactory(), AppointmentFactory()
    doubles = (
        lambda: UnitFactory(name=unit.name, kind=unit.kind),
        lambda: PostFactory(title=post.title, unit=post.unit),
        lambda: AppointmentFactory(post=held.post, user=held.user, starts_on=held.starts_on),
        lambda: UserFactory(email=held.user.email),
    )
    for double in doubles:
        with pytest.raises(IntegrityError), transaction.atomic():
            double()
