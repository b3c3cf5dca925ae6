"""Signing in, forgotten passwords and refusals: the product's shell, plain words, nothing to trip over."""

import re
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from indicators.judging.measure_row import UNRATED_BANDS
from tests.factories.accounts import UserFactory, sign_in
from tests.pmmi.markup import intruders, parse

pytestmark = pytest.mark.django_db


def heading(answer) -> str:
    return parse(answer.content.decode()).find(".//h1").text_content().strip()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/account/sign-in/", "Sign in to Exampleshire Council performance"),
        ("/account/password/forgotten/", "Forgotten your password?"),
        ("/account/password/forgotten/sent/", "Check your e-mail"),
        ("/account/password/new/done/", "Your password has been changed"),
        ("/account/password/new/x-y/", "This link no longer works"),
        ("/account/disabled/", "This account is closed"),
    ],
)
def test_each_page_has_one_heading_and_the_shell(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 200
    assert heading(answer) == words
    page = parse(answer.content.decode())
    assert len(page.findall(".//h1")) == 1
    assert "Exampleshire Council" in page.find(".//title").text
    assert intruders(answer.content.decode()) == []


def test_signing_in_asks_for_two_things_and_offers_help(client):
    page = parse(client.get("/account/sign-in/").content.decode())
    form = page.find(".//main//form")
    assert [field.get("name") for field in form.iter("input") if field.get("type") != "hidden"] == ["login", "password"]
    assert page.get_element_by_id("id_password").get("autocomplete") == "current-password"
    assert page.find(".//a[@href='/account/password/forgotten/']") is not None
    assert "sign up" not in page.text_content().lower()


def test_a_wrong_password_is_said_at_the_top_without_saying_which_part(client):
    user = UserFactory()
    answer = client.post("/account/sign-in/", {"login": user.email, "password": "not-the-password"})
    text = answer.content.decode()
    assert "<title>Error: Sign in" in text
    assert "There is a problem" in text
    assert 'value="not-the-password"' not in text


def test_where_to_go_next_survives_a_wrong_password(client):
    answer = client.post("/account/sign-in/", {"login": "a@b.example", "password": "x", "next": "/plans/"})
    assert parse(answer.content.decode()).find(".//main//input[@name='next']").get("value") == "/plans/"


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client):
    user = UserFactory()
    client.post("/account/password/forgotten/", {"email": user.email})
    link = re.search(r"/account/password/new/\S+", mail.outbox[0].body)[0]
    answer = client.get(link, follow=True)
    assert heading(answer) == "Choose a new password"
    words = {"password1": "a long quiet sentence", "password2": "a long quiet sentence"}
    answer = client.post(answer.redirect_chain[-1][0], words, follow=True)
    assert heading(answer) == "Your password has been changed"
    user.refresh_from_db()
    assert user.check_password("a long quiet sentence")


def test_signing_out_is_a_button_on_every_page_and_a_question_on_its_own():
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = parse(client.get("/account/sign-out/").content.decode())
    (form,) = page.xpath("//header//form[@method='post']")
    assert form.find(".//button").text == "Sign out"
    assert "Sign out?" in page.find(".//h1").text_content()
    client.post("/account/sign-out/")
    assert "_auth_user_id" not in client.session


def test_what_is_refused_or_missing_says_what_to_do():
    answer = Client().get("/not-there/")
    assert answer.status_code == 404
    assert heading(answer) == "Page not found"
    client, _ = sign_in(Role.EMPLOYEE)
    answer = client.get("/components/")
    assert answer.status_code == 403
    assert "Ask the performance team" in parse(answer.content.decode()).find(".//main").text_content()


def test_an_address_of_a_button_says_that_it_is_no_page():
    client, _ = sign_in(Role.ADMINISTRATOR)
    answer = client.get(reverse("reporting:home-briefed"))
    assert (answer.status_code, answer["Allow"], heading(answer)) == (405, "POST", "This address is not a page")


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/cycles/2026-07-01QF/?tab=history#top", "/cycles/2026-07-01QF/?tab=history"),
        ("http://elsewhere.example/cycles/", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(client, came_from, back_to):
    answer = client.post(reverse("reporting:home-briefed"), headers={"referer": came_from})
    assert answer["Location"] == f"{reverse('account_login')}?{urlencode({'next': back_to}, safe='/')}"


def test_a_form_from_an_ended_session_says_what_happened():
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert heading(answer) == "Your session has ended"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "405", "404", "429", "500"])
def test_error_pages_stand_without_any_context(name):
    text = render_to_string(f"{name}.html")
    assert parse(text).find(".//h1") is not None
    assert intruders(text) == []


def test_help_explains_every_word_that_stands_in_the_place_of_a_status():
    client, _ = sign_in(Role.COUNCILLOR)
    page = parse(client.get("/help/").content.decode())
    terms = [each.text_content().strip("✓●▲? ") for each in page.xpath("//dt[not(preceding::*[@id='roles'])]")]
    words = [band["word"] for band in UNRATED_BANDS.values()]
    assert sorted(terms) == sorted(["On target", "Near target", "Off target", *words])
