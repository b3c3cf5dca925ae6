"""Whose sign-in is changed is told by e-mail, whoever changed it."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from accounts.actors import Actor
from accounts.changes import people
from accounts.models import User
from tests.factories import UserFactory
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def by() -> Actor:
    return Actor(user=UserFactory(name="Bea Cole"))


@pytest.fixture
def ann() -> User:
    return UserFactory(email="ann@exampleshire.example", name="Ann Lee")


def told(capture) -> list[tuple[str, str]]:
    """Who is told, and the sentence that says what."""
    assert all("/account/password/forgotten/" in each.body for each in mail.outbox)
    return [(each.to[0], " ".join(each.body.split("\n\n")[1].split())) for each in mail.outbox]


def test_a_link_made_by_an_administrator(by: Actor, ann: User, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people.record_password_link(by=by, at=AT, person=ann)
    words = "on 14 October 2026, 10:30, Bea Cole made this change: a link to set its password was made."
    assert told(mail.outbox) == [(ann.email, words)]


def test_a_changed_address_is_told_at_the_new_and_at_the_old(by: Actor, ann: User, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people.edit_person(by=by, at=AT, person=ann, name="Ann Lee", email="Lee@exampleshire.example")
    assert [address for address, _ in told(mail.outbox)] == ["lee@exampleshire.example", "ann@exampleshire.example"]
    assert "now lee@exampleshire.example, no longer ann@exampleshire.example" in mail.outbox[0].body


def test_a_changed_name_is_no_change_of_the_sign_in(by: Actor, ann: User, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people.edit_person(by=by, at=AT, person=ann, name="Ann Cole", email=ann.email)
    assert mail.outbox == []


def test_a_new_password_and_an_enabled_account(by: Actor, ann: User, django_capture_on_commit_callbacks):
    ann.set_password("Correct-Horse-Battery-7")
    ann.save()
    client, new = Client(), "Another-Horse-Battery-8"
    client.force_login(ann)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/account/password/", {"oldpassword": "Correct-Horse-Battery-7", "password1": new, "password2": new}
        )
        people.disable_person(by=sign_in_administrator(), at=AT, person=ann)
        people.enable_person(by=by, at=AT, person=ann)
    first, second = told(mail.outbox)
    assert first[1].endswith(": a new password was set.")
    assert "made this change" not in first[1]
    assert "Bea Cole made this change: the account was enabled" in second[1]


def sign_in_administrator() -> Actor:
    from accounts.roles import Role

    return sign_in(Role.ADMINISTRATOR)[1]


def test_nothing_is_told_of_a_change_that_was_taken_back(by: Actor, ann: User, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(people.ChangeRefused):
        people.remove_second_step(by=by, at=AT, person=ann)
    assert mail.outbox == []
