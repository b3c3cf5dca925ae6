"""How often somebody may try: strangers are held off, and cannot close an account to its owner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.account.auth_backends import AuthenticationBackend
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from accounts.changes.tries import Kind, TooManyTries, Who, account_of, forget_old, is_first_use, tried
from accounts.models import Tries, User
from tests.at_once import at_once
from tests.conftest import NOW
from tests.factories import AppointmentFactory
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
PASSWORD = "Correct-Horse-Battery-7"
SIGN_IN = "/account/sign-in/"
FORGOTTEN = "/account/password/forgotten/"


def person_called(name: str) -> User:
    user = AppointmentFactory(user__email=f"{name}@exampleshire.example", user__name=name.title()).user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def ann() -> User:
    return person_called("ann")


def attempt(email: str, password: str = "wrong", *, at: timedelta, address: str, client: Client | None = None):
    with time_machine.travel(NOW + at, tick=False):
        return (client or Client()).post(SIGN_IN, {"login": email, "password": password}, REMOTE_ADDR=address)


def ten_wrong(email: str) -> list[int]:
    """One a minute, each from another address."""
    return [attempt(email, at=timedelta(minutes=n), address=f"10.0.0.{n}").status_code for n in range(10)]


def usual_device(person: User, *, address: str = "10.5.5.5") -> Client:
    """The browser in which the person signed in a month ago."""
    client = Client()
    answer = attempt(person.email, PASSWORD, at=timedelta(days=-30), address=address, client=client)
    assert answer.status_code == 302
    client.cookies.pop("sessionid")
    return client


def signs_in(person: User, *, at: timedelta, address: str = "10.9.9.9", client: Client | None = None) -> bool:
    return attempt(person.email, PASSWORD, at=at, address=address, client=client).status_code == 302


@pytest.mark.parametrize("email", ["ann@exampleshire.example", "nobody@exampleshire.example"])
def test_the_eleventh_try_in_a_quarter_of_an_hour_is_refused_for_known_and_unknown_names(ann: User, email: str):
    assert ten_wrong(email) == [200] * 10
    answer = attempt(email, at=timedelta(minutes=11), address="10.0.0.99")
    assert (answer.status_code, answer["Retry-After"]) == (429, "240")
    assert "Too many tries" in words_of(answer)
    assert email not in answer.content.decode()
    assert attempt(email, at=timedelta(minutes=15, seconds=1), address="10.0.0.99").status_code == 200


def test_after_ten_wrong_tries_the_right_password_is_refused_too_on_a_device_that_is_not_known(ann: User):
    ten_wrong(ann.email)
    assert not signs_in(ann, at=timedelta(minutes=11))
    assert signs_in(ann, at=timedelta(minutes=26))


def test_a_device_known_from_before_is_not_closed_by_the_tries_of_others(ann: User):
    device = usual_device(ann)
    ten_wrong(ann.email)
    assert signs_in(ann, at=timedelta(minutes=11), client=device)


def test_a_known_device_has_ten_tries_of_its_own(ann: User):
    device = usual_device(ann)
    for n in range(10):
        assert attempt(ann.email, at=timedelta(minutes=n), address="10.5.5.5", client=device).status_code == 200
    assert not signs_in(ann, at=timedelta(minutes=10), client=device)
    assert signs_in(ann, at=timedelta(minutes=10), address="10.7.7.7")


def test_a_known_device_is_not_closed_by_others_at_its_address(ann: User):
    device = usual_device(ann, address="10.1.1.1")
    for n in range(50):
        attempt(f"person{n}@exampleshire.example", at=timedelta(0), address="10.1.1.1")
    assert attempt("person@exampleshire.example", at=timedelta(0), address="10.1.1.1").status_code == 429
    assert not signs_in(ann, at=timedelta(0), address="10.1.1.1")
    assert signs_in(ann, at=timedelta(0), address="10.1.1.1", client=device)


def test_a_device_is_known_for_those_alone_who_signed_in_on_it(ann: User):
    device = usual_device(person_called("bob"))
    ten_wrong(ann.email)
    assert not signs_in(ann, at=timedelta(minutes=11), client=device)


def test_several_people_share_a_device(ann: User):
    bob, device = person_called("bob"), usual_device(ann)
    assert attempt(bob.email, PASSWORD, at=timedelta(days=-1), address="10.5.5.5", client=device).status_code == 302
    device.cookies.pop("sessionid")
    for each in (ann, bob):
        ten_wrong(each.email)
    assert signs_in(ann, at=timedelta(minutes=11), client=device)
    device.cookies.pop("sessionid")
    assert signs_in(bob, at=timedelta(minutes=11), client=device)


def test_a_cookie_that_was_made_up_is_worth_nothing(ann: User):
    device = usual_device(ann)
    value = device.cookies["device"].value
    device.cookies["device"] = value[:-1] + ("A" if value[-1] != "A" else "B")
    ten_wrong(ann.email)
    assert not signs_in(ann, at=timedelta(minutes=11), client=device)


def test_the_wait_grows_after_five_wrong_tries(ann: User):
    def answers(second: float) -> bool:
        return attempt(ann.email, at=timedelta(seconds=second), address="10.0.0.1").status_code == 200

    assert [answers(n / 10) for n in range(6)] == [True] * 6
    assert not answers(1)
    assert answers(3)
    assert not answers(6)
    assert answers(7.5)
    assert not answers(15)
    assert answers(16)


@pytest.mark.parametrize(
    "variant",
    [
        "ANN@Exampleshire.Example",
        " ann@exampleshire.example ",
        "\uff41nn@exampleshire.example",
        "ann@ex\u0131mpleshire",
    ],
)
def test_all_ways_to_write_an_address_are_one_account(variant: str):
    is_the_same = account_of(variant) == account_of("ann@exampleshire.example")
    assert is_the_same is ("\u0131" not in variant)
    assert account_of("d\u0131rector@x.example") == account_of("director@x.example")


def test_variants_share_the_ten_tries(ann: User):
    for n in range(10):
        email = ("ANN@exampleshire.example", " ann@Exampleshire.example")[n % 2]
        assert attempt(email, at=timedelta(minutes=n), address=f"10.0.0.{n}").status_code == 200
    assert not signs_in(ann, at=timedelta(minutes=11))


def test_filling_the_cache_takes_no_limit_away(ann: User):
    ten_wrong(ann.email)
    call_command("createcachetable", verbosity=0)
    cache.clear()
    assert not signs_in(ann, at=timedelta(minutes=11))


def test_a_lock_of_the_database_never_counts_as_a_failed_try(ann: User, monkeypatch: pytest.MonkeyPatch):
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(AuthenticationBackend, "authenticate", locked)
        for _ in range(12):
            assert attempt(ann.email, PASSWORD, at=timedelta(0), address="10.0.0.1").status_code == 503
    assert [(each.failed, each.waiting) for each in Tries.objects.all()] == [([], [])] * 2
    assert signs_in(ann, at=timedelta(0), address="10.0.0.1")


def test_signing_in_uses_up_nothing(ann: User):
    for _ in range(12):
        assert signs_in(ann, at=timedelta(0))


@pytest.mark.parametrize("email", ["ann@exampleshire.example", "nobody@exampleshire.example"])
def test_a_mailbox_gets_three_password_links_an_hour_whoever_asks(ann: User, email: str):
    def ask(n: int, minutes: int, **options: object) -> int:
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client = options.pop("client", None) or Client()
            return client.post(FORGOTTEN, {"email": email}, REMOTE_ADDR=f"10.0.0.{n}").status_code

    device = usual_device(ann)
    assert [ask(n, n) for n in range(5)] == [302, 302, 302, 429, 429]
    links = [each for each in mail.outbox if each.to == [email] and "/account/password/new/" in each.body]
    assert len(links) == (3 if email == ann.email else 0)
    assert ask(9, 10, client=device) == (302 if email == ann.email else 429)
    assert ask(1, 61) == 302


def test_the_old_password_cannot_be_guessed_by_who_finds_a_browser_signed_in(ann: User):
    client = Client()
    client.force_login(ann)
    new = "Another-Horse-Battery-8"
    sent = {"oldpassword": "wrong", "password1": new, "password2": new}
    answers = [client.post("/account/password/", sent).status_code for _ in range(8)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_old_tries_are_cleared_away(ann: User):
    ten_wrong(ann.email)
    assert forget_old(at=NOW + timedelta(hours=2)) == 0
    assert forget_old(at=NOW + timedelta(days=2)) == 11
    assert not Tries.objects.exists()


@pytest.mark.services
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_twenty_at_the_same_moment_are_no_way_around_the_limit():
    taken: list[int] = []

    def guess(number: int) -> Callable[[], None]:
        def job() -> None:
            who = Who(name="ann@exampleshire.example", address=f"10.0.0.{number}")
            with tried(Kind.SIGN_IN, who, at=NOW) as outcome:
                taken.append(number)
                outcome.is_failed = True

        return job

    answers = at_once(*(guess(number) for number in range(20)))
    assert 1 <= len(taken) <= 10
    assert sum(isinstance(each, TooManyTries) for each in answers) == 20 - len(taken)
    connection.close()


@pytest.mark.services
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_of_twenty_with_the_same_code_at_the_same_moment_one_is_the_first():
    answers = at_once(*[lambda: is_first_use("ann@exampleshire.example", "123456", at=NOW)] * 20)
    assert sorted(answers) == [False] * 19 + [True]
    connection.close()


def test_failed_and_refused_tries_are_in_the_log_by_default_and_not_what_was_typed(client: Client, caplog):
    """The name may be a password that was typed into the wrong field."""
    with caplog.at_level("WARNING"):
        for _ in range(11):
            client.post(SIGN_IN, {"login": "my.secret@password.example", "password": "wrong"})
    told = [line.getMessage() for line in caplog.records if line.name == "accounts.changes.tries"]
    assert len(told) == 11
    assert told[0] == "A try (sign-in) from 127.0.0.1 failed."
    assert told[-1] == "A try (sign-in) from 127.0.0.1 was refused unheard."
    assert "secret" not in caplog.text
