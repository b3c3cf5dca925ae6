"""Signing in: the same answer for known and unknown addresses, and in the audit trail (G2). How often: test_tries."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Event
from foundation.models import OutboxMessage
from foundation.outbox import NOBODY, deliver
from tests.factories import AppointmentFactory, UserFactory
from tests.pages import words_of

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-Battery-7"
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def person():
    user = AppointmentFactory(user__email="ann@exampleshire.example", user__name="Ann Lee").user
    user.set_password(PASSWORD)
    user.save()
    return user


def try_to_sign_in(email, password, *, client=None, address="10.1.1.1"):
    client = client or Client()
    return client, client.post(SIGN_IN, {"login": email, "password": password}, REMOTE_ADDR=address)


def test_signing_in_and_out_is_in_the_trail(person):
    client, answer = try_to_sign_in("Ann@Exampleshire.example", PASSWORD)
    assert answer.status_code == 302
    client.post("/account/sign-out/")
    assert "_auth_user_id" not in client.session
    events = Event.objects.order_by("pk")
    assert [(event.action, event.by, event.thing_id) for event in events] == [
        ("signed in", person, str(person.pk)),
        ("signed out", person, str(person.pk)),
    ]


def test_a_wrong_password_an_unknown_address_and_a_disabled_account_are_answered_alike(person):
    disabled = UserFactory(is_active=False)
    disabled.set_password(PASSWORD)
    disabled.save()
    answers = [
        try_to_sign_in(email, password)[1]
        for email, password in (
            (person.email, "wrong"),
            ("nobody@exampleshire.example", "wrong"),
            (disabled.email, "wrong"),
        )
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words_of(answer) for answer in answers}) == 1
    assert [event.action for event in Event.objects.all()] == ["failed to sign in as"] * 3


def test_a_disabled_account_cannot_sign_in_with_its_old_password(person):
    person.is_active = False
    person.save()
    client, _ = try_to_sign_in(person.email, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_session_ends_when_the_account_is_disabled(person):
    client, _ = try_to_sign_in(person.email, PASSWORD)
    assert client.get("/organisation/roles/").status_code == 200
    person.is_active = False
    person.save()
    assert client.get("/organisation/roles/").status_code == 302


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Short-7", "at least 12"),
        ("password1234", "too common"),
        ("ann@exampleshire.example", "too similar"),
        ("Password1234!!", "too common"),
        ("aaabbbaaabbb", "too common"),
        ("Exampleshire-2026!", "not made of your name"),
        ("Council-Ann-Lee-99", "not made of your name"),
    ],
)
def test_a_weak_new_password_is_refused(person, password, why):
    client, _ = try_to_sign_in(person.email, PASSWORD)
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert why in words_of(answer)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_new_password_is_in_the_trail_and_ends_other_sessions(person):
    client, _ = try_to_sign_in(person.email, PASSWORD)
    other, _ = try_to_sign_in(person.email, PASSWORD)
    new = "Another-Horse-Battery-8"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Event.objects.filter(action="set a new password", by=person).count() == 1
    assert Client().login(email=person.email, password=new)
    assert not Event.objects.filter(changes__icontains=new).exists()
    assert other.get("/organisation/roles/").status_code == 302
    assert client.get("/organisation/roles/").status_code == 200


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown_addresses(person, settings):
    """The same page, and the same work: a message in the outbox. That for nobody never leaves."""
    settings.EMAIL_BACKEND = "foundation.outbox.OutboxBackend"
    answers = [
        Client().post("/account/password/forgotten/", {"email": email}, follow=True)
        for email in (person.email, "nobody@exampleshire.example")
    ]
    assert words_of(answers[0]) == words_of(answers[1])
    rows = OutboxMessage.objects.order_by("pk")
    assert [row.to for row in rows] == [[person.email], [NOBODY]]
    assert rows[0].subject == rows[1].subject
    assert all("/account/password/new/" in row.body for row in rows)
    assert deliver(clock=timezone.now) == 1
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_the_link_written_for_nobody_leads_nowhere(settings):
    settings.EMAIL_BACKEND = "foundation.outbox.OutboxBackend"
    Client().post("/account/password/forgotten/", {"email": "nobody@exampleshire.example"})
    link = re.search(r"/account/password/new/\S+", OutboxMessage.objects.get().body)[0]
    assert "This link no longer works" in words_of(Client().get(link, follow=True))
