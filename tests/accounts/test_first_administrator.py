"""The person who lets everybody else in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actors import actor_for
from accounts.models import Event, Post, Unit, User
from accounts.queries.identity import council_name
from accounts.roles import Permission
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

ANN = {"council": "Exampleshire Council", "name": "Ann Lee", "email": "Ann.Lee@example.gov.uk", "no_input": True}


def make(**options: object) -> str:
    printed = StringIO()
    call_command("first_administrator", stdout=printed, **{**ANN, **options})
    return printed.getvalue()


def test_the_link_lets_them_choose_a_password_once_and_run_the_council():
    link = re.search(r"https?://[^/]+(/\S+)", make())[1]
    person = User.objects.get()
    assert actor_for(person, today=NOW.date()).may(Permission.ORGANISATION_EDIT)
    client = Client()
    page = client.get(link, follow=True)
    password = "Correct-Horse-Battery-7"
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    person.refresh_from_db()
    assert person.check_password(password)
    assert 'name="password1"' not in Client().get(link, follow=True).text
    assert Unit.objects.get().name == "Exampleshire Council"


def test_once_somebody_can_sign_in_it_wants_a_reason_and_keeps_it():
    make()
    User.objects.update(password="pbkdf2_sha256$1000000$salt$hash")
    with pytest.raises(CommandError, match=r"1 people can already sign in.*--reason"):
        make(email="bob@example.gov.uk", name="Bob Ray")
    assert User.objects.count() == 1
    make(email="bob@example.gov.uk", name="Bob Ray", reason="Ann left the council")
    assert Unit.objects.count() == 1
    event = Event.objects.get(action="made the first administrator", why="Ann left the council")
    assert event.thing_id == str(User.objects.get(name="Bob Ray").pk)


def test_what_is_missing_or_wrong_is_named_and_nothing_is_made():
    with pytest.raises(CommandError, match="Their email address is missing: give --email"):
        make(email="")
    with pytest.raises(CommandError, match="“ann” is not an email address"):
        make(email="ann")
    assert not Unit.objects.exists()
    assert not User.objects.exists()


def test_where_somebody_can_sign_in_only_if_nobody_can_makes_nothing():
    first = make(if_nobody=True)
    again = make(if_nobody=True, name="Bob Ray", email="bob@example.gov.uk")
    assert "Ann Lee has not chosen a password yet." in again
    assert re.search(r"http\S+", first)
    assert re.search(r"http\S+", again)
    assert User.objects.count() == 1
    User.objects.update(password="pbkdf2_sha256$1000000$salt$hash")
    assert make(if_nobody=True) == ""


def test_the_environment_answers_and_the_councils_name_is_on_its_pages(settings, monkeypatch):
    settings.PMMI_FIRST_ADMINISTRATOR = {"council": "Hart", "name": "Ann", "email": "ann@hart.example", "post": "Head"}
    monkeypatch.setattr("builtins.input", _nobody_there)
    printed = make(council=None, name=None, email=None, no_input=False, site="http://127.0.0.1:8001/")
    assert "\nhttp://127.0.0.1:8001/account/password/new/" in printed
    assert council_name() == Unit.objects.get().name == "Hart"
    assert Post.objects.get().title == "Head"


def _nobody_there(_question: str) -> str:
    raise EOFError
