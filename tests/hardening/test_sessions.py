"""Sessions, sign-in, redirects and hosts (hardening.md 3 vi). Throttling and passwords: tests/accounts/test_sign_in."""

from datetime import date, timedelta
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings

from accounts.changes import tries
from accounts.models import Appointment
from tests.architecture.world import World
from tests.conftest import NOW
from tests.hardening.attacks import damage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
SIGN_IN = "/account/sign-in/"
PASSWORD = "Correct-Horse-Battery-7"
ELSEWHERE = (
    "https://elsewhere.example/", "//elsewhere.example/", "///elsewhere.example", "/\\elsewhere.example/",
    "\\\\elsewhere.example", "http:elsewhere.example", "https:/elsewhere.example", "/\t/elsewhere.example",
    "javascript:alert(1)", " https://elsewhere.example", "//elsewhere.example\\@testserver/",
    "https://testserver@elsewhere.example/", "/\r\nLocation: https://elsewhere.example/",
)  # fmt: skip


@pytest.fixture
def officer(world: World) -> str:
    """The address of an officer who can sign in with the password."""
    user = world.users["data_officer"]
    user.set_password(PASSWORD)
    user.save()
    return user.email


def signed_in(email: str, *, client: Client | None = None, **fields: str) -> Client:
    client = client or Client()
    answer = client.post(SIGN_IN, {"login": email, "password": PASSWORD, **fields})
    assert answer.status_code == 302
    return client


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_signed_in(client: Client) -> bool:
    return client.get("/organisation/roles/").status_code == 200


def test_signing_in_makes_a_new_session(officer: str):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32  # planted by somebody else beforehand
    signed_in(officer, client=client)
    first = session_of(client)
    assert first != "a" * 32
    client.post("/account/sign-out/")
    assert session_of(signed_in(officer, client=client)) != first


def test_signing_out_ends_the_session_itself(officer: str):
    client = signed_in(officer)
    kept = session_of(client)
    client.post("/account/sign-out/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_signed_in(thief)


def test_looking_at_the_sign_out_page_does_not_sign_out(officer: str):
    client = signed_in(officer)
    client.get("/account/sign-out/")
    assert is_signed_in(client)


def test_a_session_ends_after_twelve_hours(officer: str):
    client = signed_in(officer)
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            assert is_signed_in(client), minutes
    with time_machine.travel(NOW + timedelta(hours=12, minutes=1)):
        assert not is_signed_in(client)


def test_an_appointment_that_ends_takes_its_rights_with_it_at_once(officer: str, world: World):
    client, page = signed_in(officer), f"/indicators/returns/{world.ours.in_return.pk}/"
    assert client.get(page).status_code == 200
    Appointment.objects.filter(user__email=officer).update(ends_on=date(2026, 10, 13))
    assert client.get(page).status_code == 404
    assert client.get("/plans/levels/").status_code == 403


def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(officer: str):
    cookie = signed_in(officer).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(officer: str, target: str):
    address = f"{SIGN_IN}?next={quote(target)}"
    page = Client().get(address).content.decode()
    assert damage(page) == ()
    for sent in (
        Client().post(address, {"login": officer, "password": PASSWORD}),
        Client().post(SIGN_IN, {"login": officer, "password": PASSWORD, "next": target}),
        signed_in(officer).get(address),
    ):
        where = urlsplit(sent["Location"])
        assert (where.scheme, where.netloc) == ("", ""), sent["Location"]
        assert not sent["Location"].startswith(("//", "/\\", "\\"))
        assert "\n" not in sent["Location"]


def test_the_page_that_was_asked_for_comes_after_signing_in(officer: str):
    asked = Client().get("/plans/milestones/?unit=1&q=a")
    answer = Client().post(asked["Location"], {"login": officer, "password": PASSWORD})
    assert answer["Location"] == "/plans/milestones/?unit=1&q=a"


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "testserver.elsewhere.example", "testserver@elsewhere.example", "a b"]
)
def test_a_host_that_is_not_ours_is_refused(host: str):
    answer = Client(raise_request_exception=False).get(SIGN_IN, headers={"host": host})
    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.content.decode()


def test_a_forwarded_address_does_not_reset_the_number_of_tries(officer: str):
    for number in range(10):
        with time_machine.travel(NOW + timedelta(minutes=number)):
            wrong = {"login": officer, "password": "wrong"}
            Client().post(SIGN_IN, wrong, headers={"x-forwarded-for": f"10.0.0.{number}"})
    right = {"login": officer, "password": PASSWORD}
    with time_machine.travel(NOW + timedelta(minutes=11)):
        assert Client().post(SIGN_IN, right, headers={"x-forwarded-for": "10.9.9.9"}).status_code == 429


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_each_visitor_has_tries_of_their_own(officer: str, monkeypatch: pytest.MonkeyPatch):
    """What the proxy itself adds counts, not what the visitor sent."""
    monkeypatch.setattr(tries, "_ADDRESS", tries.Limit(most=3, within=timedelta(minutes=15), free=3))

    def wrong(visitor: str, number: int) -> int:
        forwarded = {"x-forwarded-for": f"1.2.3.{number}, {visitor}"}
        tried = {"login": f"person{number}@exampleshire.example", "password": "wrong"}
        return Client().post(SIGN_IN, tried, headers=forwarded).status_code

    assert [wrong("10.0.0.1", number) for number in range(4)] == [200, 200, 200, 429]
    assert wrong("10.0.0.2", 99) == 200


@override_settings(ALLOWED_HOSTS=["performance.example"])
def test_a_forwarded_host_is_not_believed(world: World, mailoutbox: list[object]):
    client = Client(headers={"host": "performance.example", "x-forwarded-host": "elsewhere.example"})
    client.post("/account/password/forgotten/", {"email": world.users["data_officer"].email})
    assert len(mailoutbox) == 1
    assert "elsewhere.example" not in mailoutbox[0].body
    assert "://performance.example/account/password/new/" in mailoutbox[0].body


def test_a_link_to_set_a_password_works_once(officer: str, mailoutbox: list[object]):
    Client().post("/account/password/forgotten/", {"email": officer})
    path = next(urlsplit(word).path for word in mailoutbox[0].body.split() if "/password/new/" in word)
    new = {"password1": "Another-Horse-Battery-8", "password2": "Another-Horse-Battery-8"}
    for first in (True, False):
        client = Client()
        page = client.get(path, follow=True)
        answer = client.post(page.redirect_chain[-1][0] if page.redirect_chain else path, new)
        assert (answer.status_code == 302) is first
