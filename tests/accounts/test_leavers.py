"""What signed a person in is erased some time after they left; what they did keeps their name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from accounts import audit
from accounts.actors import SYSTEM, Actor
from accounts.audit_check import check_trail
from accounts.changes.leavers import erase_leavers
from accounts.changes.people import create_person, edit_person, enable_person
from accounts.models import Event, Notice, User, Watch
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from tests.factories import AppointmentFactory, sign_in
from tests.pages import words_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=5 * 366)
LEFT = date(2024, 10, 1)


@pytest.fixture
def ann() -> User:
    """She left two years and a few days ago, and last came before that."""
    person = AppointmentFactory(user__name="Ann Lee", user__email="ann@exampleshire.example", ends_on=LEFT).user
    person.set_password("Correct-Horse-Battery-7")
    person.last_login = person.last_briefed_at = LONG_AGO + timedelta(days=30)
    person.save()
    User.objects.filter(pk=person.pk).update(joined_at=LONG_AGO)
    EmailAddress.objects.create(user=person, email=person.email)
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    Watch.objects.create(user=person, about="measure", about_id=1, since=LONG_AGO)
    Notice.objects.create(to=person, at=LONG_AGO, words="It changed.", about="measure", about_id=1)
    return person


def erase() -> int:
    return erase_leavers(at=AT, years=2)


def test_what_signed_them_in_goes_and_their_name_stays_on_what_they_did(ann: User):
    done = audit.record(by=Actor(user=ann), at=LONG_AGO, action="approved", thing=audit.Named("figure", "HS01", "1"))
    assert erase() == 1
    ann.refresh_from_db()
    assert (ann.name, ann.email, ann.is_active) == ("Ann Lee", f"person-{ann.pk}@erased.invalid", False)
    assert (ann.last_login, ann.last_briefed_at, ann.has_usable_password()) == (None, None, False)
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert not Watch.objects.exists()
    assert not Notice.objects.exists()
    assert Event.objects.get(pk=done.pk).by_name == "Ann Lee"
    erased = Event.objects.get(action="erased the sign-in of", thing_id=str(ann.pk))
    assert (erased.by_name, erased.why, erased.changes) == ("The system", "They left more than 2 years ago.", {})
    assert check_trail().problems == []
    assert erase() == 0


@pytest.mark.parametrize(
    "stays",
    [
        lambda ann: ann.appointments.update(ends_on=None),
        lambda ann: ann.appointments.update(ends_on=date(2024, 10, 20)),
        lambda ann: AppointmentFactory(user=ann, starts_on=date(2027, 1, 1)),
        lambda ann: User.objects.filter(pk=ann.pk).update(last_login=AT - timedelta(days=300)),
        lambda ann: User.objects.filter(pk=ann.pk).update(joined_at=AT - timedelta(days=300)),
    ],
    ids=["holds a post", "left later", "comes back", "came since", "is new"],
)
def test_who_is_still_here_is_left_alone(ann: User, stays):
    stays(ann)
    assert erase() == 0
    assert User.objects.get(pk=ann.pk).email == "ann@exampleshire.example"


def test_a_post_that_was_closed_ends_the_appointments_in_it(ann: User):
    appointment = ann.appointments.get()
    ann.appointments.update(ends_on=None)
    appointment.post.ends_on = LEFT
    appointment.post.save()
    assert erase() == 1


def test_who_never_held_a_post_has_left_once_nobody_came_for_so_long():
    person = create_person(by=SYSTEM, at=LONG_AGO, name="Bob Ray", email="bob@exampleshire.example")
    User.objects.filter(pk=person.pk).update(joined_at=LONG_AGO)
    assert erase() == 1


def test_who_comes_back_is_given_an_address_and_nothing_is_sent_to_where_nobody_is(
    ann: User, django_capture_on_commit_callbacks
):
    erase()
    ann.refresh_from_db()
    with pytest.raises(ChangeRefused, match="was erased after they left"):
        enable_person(by=SYSTEM, at=AT, person=ann)
    with django_capture_on_commit_callbacks(execute=True):
        edit_person(by=SYSTEM, at=AT, person=ann, name="Ann Lee", email="ann.lee@exampleshire.example")
        assert enable_person(by=SYSTEM, at=AT, person=ann).is_active
    assert {each.to[0] for each in mail.outbox} == {"ann.lee@exampleshire.example"}


def test_their_page_says_that_they_left(ann: User):
    erase()
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = reverse("accounts:person-detail", args=[ann.pk])
    assert f"person-{ann.pk}@erased.invalid" in words_of(client.get(page))
    told = words_of(client.get(page, {"tab": "history"}))
    assert "Erased the sign-in of person “Ann Lee”" in told
    assert "They left more than 2 years ago." in told
