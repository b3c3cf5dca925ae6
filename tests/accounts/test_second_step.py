"""The second step of signing in: an app, recovery codes, passkeys; needed by role."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import Event, User
from accounts.password_links import password_link
from accounts.roles import Role
from tests.conftest import NOW
from tests.factories import AppointmentFactory
from tests.factories.accounts import sign_in
from tests.pages import words_of

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-Battery-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECOND_STEP = "/account/second-step/"


@pytest.fixture(autouse=True)
def _codes_are_remembered_as_used():
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def ann() -> User:
    user = AppointmentFactory(user__email="ann@exampleshire.example", post__role=Role.DATA_OFFICER.value).user
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def password_step(client: Client) -> str:
    answer = client.post("/account/sign-in/", {"login": "ann@exampleshire.example", "password": PASSWORD})
    assert answer.status_code == 302
    return answer["Location"]


def is_signed_in(client: Client) -> bool:
    return client.get("/organisation/roles/").status_code == 200


def test_setting_up_an_app_asks_for_the_password_again_and_gives_recovery_codes(
    ann: User, django_capture_on_commit_callbacks
):
    client = Client()
    password_step(client)
    asked = client.get(f"{SECOND_STEP}app/")
    assert asked["Location"].startswith("/account/confirm/?next=")
    assert client.post(asked["Location"], {"password": "wrong", "next": f"{SECOND_STEP}app/"}).status_code == 200
    answer = client.post(asked["Location"], {"password": PASSWORD, "next": f"{SECOND_STEP}app/"}, follow=True)
    assert "Set up an authenticator app" in words_of(answer)
    assert 'src="data:image/svg+xml;base64,' in answer.content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{SECOND_STEP}app/", {"code": code_of(secret)}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{SECOND_STEP}recovery-codes/"
    assert "10 of 10 are left" in words_of(answer)
    assert Event.objects.filter(action="added an authenticator app", by=ann).count() == 1
    assert {each.to[0] for each in mail.outbox} == {ann.email}
    assert any("an authenticator app was added" in each.body for each in mail.outbox)


def test_the_password_alone_no_longer_signs_in(ann: User):
    TOTP.activate(ann, SECRET)
    client = Client()
    assert password_step(client) == f"{SECOND_STEP}code/"
    assert not is_signed_in(client)
    assert "device" not in client.cookies
    assert "Second step of signing in" in words_of(client.get(f"{SECOND_STEP}code/"))
    assert client.post(f"{SECOND_STEP}code/", {"code": code_of(SECRET)}).status_code == 302
    assert is_signed_in(client)
    assert Event.objects.filter(action="signed in", by=ann).count() == 1


def code_step(client: Client, code: str) -> str:
    """What the page says to a code; "" where it signs in."""
    answer = client.post(f"{SECOND_STEP}code/", {"code": code})
    return "" if answer.status_code == 302 else words_of(answer)


@pytest.mark.parametrize("again", ["{}", " {} "])
@pytest.mark.parametrize("seconds", [1, 31, 59])
def test_a_code_is_taken_once_while_it_is_good(ann: User, again: str, seconds: int):
    TOTP.activate(ann, SECRET)
    code, owner, looker_on = code_of(SECRET), Client(), Client()
    password_step(owner)
    assert code_step(owner, code) == ""
    with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
        cache.clear()  # as where it is full, or another process's own
        password_step(looker_on)
        assert "That code was used already. Wait for the next one." in code_step(looker_on, again.format(code))
        assert not is_signed_in(looker_on)
        assert code_step(looker_on, code_of_next()) == ""


def code_of_next() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + 1))


def test_the_code_that_showed_that_the_app_is_set_up_signs_nobody_in(ann: User):
    client = Client()
    password_step(client)
    client.post("/account/confirm/", {"password": PASSWORD})
    client.get(f"{SECOND_STEP}app/")
    code = code_of(client.session[SECRET_SESSION_KEY])
    assert client.post(f"{SECOND_STEP}app/", {"code": code}).status_code == 302
    looker_on = Client()
    password_step(looker_on)
    assert "That code was used already" in code_step(looker_on, code)


def test_a_new_password_by_link_does_not_go_round_it(ann: User):
    TOTP.activate(ann, SECRET)
    client, new = Client(), "Another-Horse-Battery-8"
    page = client.get(password_link(ann), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert not is_signed_in(client)
    answer = client.post("/account/sign-in/", {"login": ann.email, "password": new})
    assert answer["Location"] == f"{SECOND_STEP}code/"
    assert not is_signed_in(client)
    assert code_step(client, code_of(SECRET)) == ""


def test_a_code_cannot_be_guessed(ann: User):
    TOTP.activate(ann, SECRET)
    client = Client()
    password_step(client)
    for minutes in range(10):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert client.post(f"{SECOND_STEP}code/", {"code": "000000"}).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert client.post(f"{SECOND_STEP}code/", {"code": code_of(SECRET)}).status_code == 429
        assert not is_signed_in(client)


def test_each_page_of_the_second_step_is_in_our_look(ann: User):
    TOTP.activate(ann, SECRET)
    key = Authenticator.objects.create(user=ann, type=Authenticator.Type.WEBAUTHN, data={"name": "Work phone"})
    client = Client()
    password_step(client)
    client.post(f"{SECOND_STEP}code/", {"code": code_of(SECRET)})
    client.post("/account/confirm/", {"password": PASSWORD})
    assert "A change here leaves you signed in elsewhere." in words_of(client.get(SECOND_STEP))
    expected = {
        "": "Second step of signing in",
        "app/remove/": "Remove your authenticator app?",
        "recovery-codes/new/": "Make recovery codes",
        "passkeys/": "Work phone",
        f"passkeys/{key.pk}/name/": "Rename a passkey",
        f"passkeys/{key.pk}/remove/": "Remove a passkey?",
    }
    for path, words in expected.items():
        answer = client.get(SECOND_STEP + path)
        assert words in words_of(answer), path
        assert "app-main" in answer.content.decode()
    assert client.post(f"{SECOND_STEP}passkeys/{key.pk}/remove/").status_code == 302
    assert Event.objects.filter(action="removed a passkey", by=ann).count() == 1


def test_adding_a_passkey_hands_the_browser_what_it_needs(ann: User):
    client = Client()
    password_step(client)
    client.post("/account/confirm/", {"password": PASSWORD})
    text = client.get(f"{SECOND_STEP}passkeys/new/").content.decode()
    assert '"challenge"' in text
    assert 'data-allauth-onload="allauth.webauthn.forms.addForm"' in text


def test_a_role_that_needs_it_is_led_to_set_it_up_and_to_nothing_else(ann: User, settings):
    settings.PMMI_MFA_ROLES = frozenset({"data_officer"})
    client = Client()
    password_step(client)
    for path in ("/", "/plans/milestones/", "/indicators/returns/"):
        assert client.get(path)["Location"] == SECOND_STEP
    assert client.post("/organisation/units/new/", {"name": "Parks"})["Location"] == SECOND_STEP
    assert "Your role needs a second step" in words_of(client.get(SECOND_STEP))
    assert client.get("/about/").status_code == 200
    TOTP.activate(ann, SECRET)
    assert client.get("/indicators/returns/").status_code == 200


def test_other_roles_go_on_without(ann: User, settings):
    settings.PMMI_MFA_ROLES = frozenset({"administrator"})
    client = Client()
    password_step(client)
    assert is_signed_in(client)
    administrator, _ = sign_in(Role.ADMINISTRATOR)
    assert administrator.get("/organisation/roles/")["Location"] == SECOND_STEP


def test_an_administrator_takes_it_from_who_lost_it_and_the_person_is_told(
    ann: User, django_capture_on_commit_callbacks
):
    TOTP.activate(ann, SECRET)
    administrator, actor = sign_in(Role.ADMINISTRATOR)
    assert "Remove the second step" in administrator.get(f"/organisation/people/{ann.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(f"/organisation/people/{ann.pk}/second-step/")
    assert not Authenticator.objects.filter(user=ann).exists()
    assert Event.objects.filter(action="removed the second step of", by=actor.user, thing_id=str(ann.pk)).exists()
    assert [each.to for each in mail.outbox] == [[ann.email]]
    answer = administrator.post(f"/organisation/people/{ann.pk}/second-step/", follow=True)
    assert "signs in without a second step" in words_of(answer)
