"""What is held about a person, in one file."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.changes import people
from accounts.models import Event, User
from accounts.queries.subject_access import held_about
from accounts.roles import Role
from tests.conftest import NOW
from tests.factories import AppointmentFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    person = people.create_person(by=SYSTEM, at=NOW, name="Ann Lee", email="ann.lee@example.gov.uk")
    person.set_password("Correct-Horse-Battery-7")
    person.save()
    AppointmentFactory(user=person, post__title="Planning officer")
    return person


def test_it_holds_the_person_what_names_them_and_their_trail_and_no_secret(ann: User):
    other = people.create_person(by=SYSTEM, at=NOW, name="Bob Ray", email="bob@example.gov.uk")
    held = held_about(ann)
    assert held["person"]["email"] == "ann.lee@example.gov.uk"
    assert [(each["kind"], each["named as"]) for each in held["records"]] == [("appointment", "user")]
    assert [(each["by"], each["action"], each["on"]) for each in held["trail"]] == [
        ("The system", "created", "Ann Lee")
    ]
    assert ann.password not in str(held)
    assert held["kept apart"] == [
        "Development reviews: the person downloads them under My review, and nobody else can."
    ]
    assert other.email not in str(held)


def test_what_signs_the_person_in_is_left_out(ann: User):
    TOTP.activate(ann, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    UserSession.objects.create(user=ann, session_key="k" * 32, ip="10.1.1.1", user_agent="Firefox")
    told = str(held_about(ann))
    assert "10.1.1.1" in told
    assert "totp" in told
    assert "JBSWY3DP" not in told
    assert "k" * 32 not in told


def test_every_table_that_points_to_people_is_looked_through():
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and model is not Event
    }
    assert {"accounts.Appointment", "indicators.Observation", "reporting.Run"} <= pointing


def test_the_download_is_the_administrators_and_is_in_the_trail(ann: User):
    client, _ = sign_in(Role.ADMINISTRATOR)
    answer = client.post(reverse("accounts:person-held", args=[ann.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="person-{ann.pk}.json"'
    assert answer.json()["person"]["name"] == "Ann Lee"
    assert Event.objects.filter(action="took out what is held about", thing_id=str(ann.pk)).count() == 1
