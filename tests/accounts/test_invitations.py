"""People are added straight into their posts, and invited to choose a password: by e-mail, or by a link."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.changes.invitations import invite
from accounts.models import Appointment, Event, Post, User
from accounts.roles import Role
from foundation.models import OutboxMessage
from foundation.refusals import ChangeRefused
from tests.conftest import NOW
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, acting_as, sign_in

pytestmark = pytest.mark.django_db
ADDING = "/organisation/people/new/in-post/"
INVITING = "/organisation/people/invitations/"
BEE = {"name": "Bee Dean", "email": "Bee@hart.example", "title": "Head of Waste", "role": "approver"}


@pytest.fixture(autouse=True)
def _outbox(settings) -> None:
    settings.EMAIL_BACKEND = "foundation.outbox.OutboxBackend"


@pytest.fixture
def client() -> Client:
    client, by = sign_in(Role.ADMINISTRATOR)
    User.objects.filter(pk=by.user.pk).update(password="pbkdf2_sha256$1000000$salt$hash")
    client.force_login(User.objects.get(pk=by.user.pk))
    return client


def test_somebody_new_is_in_their_post_from_today(client: Client) -> None:
    unit, head = UnitFactory(name="Waste"), PostFactory(title="Director")
    page = client.post(ADDING, {**BEE, "unit": unit.pk, "reports_to": head.pk}, follow=True).text
    assert "Bee Dean is Head of Waste from today" in page
    made = Appointment.objects.get(user__email="bee@hart.example")
    assert (made.post.title, made.post.reports_to, made.starts_on) == ("Head of Waste", head, NOW.date())
    assert not OutboxMessage.objects.exists()
    # A second person may share the post, under the same role only.
    client.post(ADDING, {**BEE, "email": "cy@hart.example", "unit": unit.pk})
    assert Post.objects.filter(title="Head of Waste").count() == 1
    refused = client.post(ADDING, {**BEE, "email": "di@hart.example", "unit": unit.pk, "role": "employee"}).text
    assert "Waste has a post “Head of Waste” already, as Head of service" in refused
    assert 'value="di@hart.example"' in refused
    assert not User.objects.filter(email="di@hart.example").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "nobody"}, "Enter an email address in the right format"),
        ({"name": ""}, "Enter their full name"),
        ({"role": "king"}, "Choose what they may do from the list"),
        ({"unit": "99"}, "Choose the unit from the list"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(client: Client, typed: dict[str, str], said: str) -> None:
    page = client.post(ADDING, {**BEE, "unit": UnitFactory().pk, **typed}).text
    assert said in page
    assert not User.objects.filter(name="Bee Dean").exists()


def test_an_invitation_leaves_through_the_outbox_and_its_link_works(client: Client, settings) -> None:
    settings.PMMI_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PMMI_SITE_URL = "https://performance.hart.example"
    person = AppointmentFactory(user__name="Bee Dean").user
    assert "Not invited yet" in client.get(INVITING).text
    said = client.post(INVITING, {"chosen": [person.pk], "way": "mail"}, follow=True).text
    assert "1 invitation in the outbox" in said
    assert "Invited on 14 October 2026; the link works until 17 October 2026" in said
    message = OutboxMessage.objects.get()
    assert message.to == [person.email]
    link = re.search(r"https://performance\.hart\.example(\S+)", message.body)[1]
    stranger = Client()
    page = stranger.get(link, follow=True)
    password = "Correct-Horse-Battery-7"
    stranger.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    person.refresh_from_db()
    assert person.check_password(password)
    assert "Has chosen a password" in client.get(f"{INVITING}?state=came").text
    assert "Bee Dean" not in client.get(f"{INVITING}?state=open").text
    assert Event.objects.get(action="invited").thing_id == str(person.pk)


def test_whoever_did_not_come_is_asked_again_once_the_link_has_ended(client: Client) -> None:
    person = AppointmentFactory().user
    User.objects.filter(pk=person.pk).update(invited_at=NOW - timedelta(days=2))
    assert "the link works until" in client.get(INVITING).text
    assert f'value="{person.pk}" id="id_chosen_0" checked' not in client.get(INVITING).text
    User.objects.filter(pk=person.pk).update(invited_at=NOW - timedelta(days=4))
    page = client.get(f"{INVITING}?state=open").text
    assert "the link has ended: ask again" in page
    assert f'value="{person.pk}" id="id_chosen_0" checked' in page


def test_without_mail_it_says_so_and_links_are_handed_over(client: Client, settings) -> None:
    settings.PMMI_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    person = AppointmentFactory().user
    page = client.get(INVITING).text
    assert "E-mail does not leave this machine" in page
    assert "PMMI_EMAIL_HOST" in page
    assert "by e-mail</button>" not in page
    shown = client.post(INVITING, {"chosen": [person.pk], "way": "links"})
    assert re.search(r"http://testserver/account/password/new/\S+", shown.text)
    assert "no-store" in shown["Cache-Control"]
    assert not OutboxMessage.objects.exists()
    person.refresh_from_db()
    assert person.invited_at is not None


def test_who_needs_no_invitation_gets_none_and_then_nobody_does(client: Client) -> None:
    asked, came = AppointmentFactory().user, AppointmentFactory(user__name="Cy Came").user
    User.objects.filter(pk=came.pk).update(password="pbkdf2_sha256$1000000$salt$hash")
    page = client.post(INVITING, {"chosen": [asked.pk, came.pk], "way": "mail"}).text
    assert "Cy Came has a password by now" in page
    assert f'value="{asked.pk}" id="id_chosen_0" checked' in page
    assert "Tick at least one person" in client.post(INVITING, {"way": "mail"}).text
    assert "not on this page any more" in client.post(INVITING, {"chosen": ["0"]}).text
    assert not OutboxMessage.objects.exists()
    assert not User.objects.exclude(invited_at=None).exists()


def test_who_holds_no_post_or_is_disabled_is_refused() -> None:
    left = AppointmentFactory(ends_on=datetime(2026, 1, 1, tzinfo=UTC).date()).user
    disabled = AppointmentFactory(user__is_active=False).user
    for person in (left, disabled):
        with pytest.raises(ChangeRefused, match="nobody was invited"):
            invite(by=acting_as(Role.ADMINISTRATOR), at=NOW, chosen=[person])


def test_the_list_costs_the_same_for_few_as_for_many(client: Client) -> None:
    counts = []
    for size in (1, 30):
        AppointmentFactory.create_batch(size)
        with CaptureQueriesContext(connection) as statements:
            client.get(INVITING)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_whoever_was_given_a_link_by_another_page_counts_as_invited(client: Client) -> None:
    client.post("/organisation/people/new/", {"name": "Bee Dean", "email": "bee@hart.example"})
    assert User.objects.get(name="Bee Dean").invited_at is not None
    person = AppointmentFactory().user
    client.post(f"/organisation/people/{person.pk}/password-link/")
    assert "Invited on 14 October 2026" in client.get(INVITING).text
