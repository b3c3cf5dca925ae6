"""Tokens: made and ended by who administers people, shown once, and good for no more than their post."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Event, Tries
from accounts.roles import Role
from api.models import Token
from api.rules.scopes import Scope
from tests.api.factories import caller, token
from tests.conftest import NOW
from tests.factories import PostFactory, sign_in

pytestmark = pytest.mark.django_db

FORM = {"name": "Finance", "scopes": ["measures:read"], "expires_on": "31 March 2027"}


def form(post, **fields):
    return {**FORM, "post": post.pk, **fields}


def text(answer):
    return " ".join(answer.content.decode().split())


def ask(secret):
    return Client().get("/api/v1/token", headers={"Authorization": f"Bearer {secret}"})


def test_an_administrator_makes_one_and_sees_it_once():
    client, actor = sign_in(Role.ADMINISTRATOR)
    post = PostFactory(title="Finance analyst")
    made = client.post("/set-up/tokens/new/", form(post))
    (stored,) = Token.objects.all()
    secret = made.context["secret"]
    assert secret in text(made)
    assert secret not in text(client.get("/set-up/tokens/"))
    assert secret not in str(Token.objects.values().get())
    assert "no-store" in made["Cache-Control"]
    event = Event.objects.get(action="made", thing_type="api.token")
    assert (event.by_id, event.changes["acts as"]) == (actor.user.pk, [None, "Finance analyst"])
    assert secret not in str(event.changes)
    assert ask(secret).json()["acts_as"] == "Finance analyst"
    assert stored.last_used_at is None
    stored.refresh_from_db()
    assert stored.last_used_at is not None
    assert "Never" not in text(client.get("/set-up/tokens/"))


def test_an_empty_list_says_what_tokens_are_for():
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "No token yet" in text(client.get("/set-up/tokens/"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter the name of the system"),
        ({"scopes": []}, "Select what it may do"),
        ({"scopes": ["edr:read"]}, "from the list"),
        ({"expires_on": "31 March 2030"}, "Choose a last day from today to 15 October 2028"),
        ({"expires_on": "1 October 2026"}, "Choose a last day from today"),
        ({"post": 999999}, "from the list"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(fields, words):
    client, _ = sign_in(Role.ADMINISTRATOR)
    refused = client.post("/set-up/tokens/new/", {**form(PostFactory()), **fields})
    assert words in text(refused)
    assert not Token.objects.exists()


def test_two_that_work_are_not_called_alike():
    client, _ = sign_in(Role.ADMINISTRATOR)
    token(PostFactory(), name="Finance")
    assert "There is a token of this name" in text(client.post("/set-up/tokens/new/", form(PostFactory())))
    client.post(f"/set-up/tokens/{Token.objects.get().pk}/end/")
    client.post("/set-up/tokens/new/", form(PostFactory()))
    assert Token.objects.filter(name="Finance").count() == 2


def test_ending_one_is_told_in_the_trail_and_done_at_once():
    client, _ = sign_in(Role.ADMINISTRATOR)
    made, secret = token(PostFactory())
    assert ask(secret).status_code == 200
    for _ in range(2):
        client.post(f"/set-up/tokens/{made.pk}/end/")
    assert ask(secret).status_code == 401
    assert Event.objects.filter(action="ended", thing_type="api.token").count() == 1
    assert "Ended by" in text(client.get("/set-up/tokens/"))


def test_the_list_leaves_as_a_file_without_a_secret():
    client, _ = sign_in(Role.ADMINISTRATOR)
    made, secret = token(PostFactory(title="Analyst"), name="Finance")
    rows = client.get("/set-up/tokens/?download=csv").content.decode("utf-8-sig")
    assert "Finance,Analyst," in rows
    assert secret not in rows
    assert made.digest not in rows


def dead_tokens():
    ended, one = token(PostFactory())
    Token.objects.filter(pk=ended.pk).update(ended_at=NOW)
    expired, two = token(PostFactory())
    Token.objects.filter(pk=expired.pk).update(made_at=NOW - timedelta(days=9), expires_at=NOW - timedelta(days=1))
    _, three = token(PostFactory(ends_on=date(2026, 10, 13)))
    left, four = token(PostFactory())
    left.made_by.is_active = False
    left.made_by.save()
    return [one, two, three, four]


def test_every_dead_token_is_answered_like_a_wrong_one():
    wrong = ask("pmmi_wrong")
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Bearer")
    for secret in dead_tokens():
        answer = ask(secret)
        assert (answer.status_code, answer.json()) == (401, wrong.json())
    for headers in ({}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer"}, {"Authorization": ""}):
        answer = Client().get("/api/v1/token", headers=headers)
        assert (answer.status_code, answer.json()) == (401, wrong.json())


def test_a_token_in_the_address_or_a_session_opens_nothing():
    _, secret = token(PostFactory())
    assert Client().get(f"/api/v1/token?token={secret}&access_token={secret}").status_code == 401
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert client.get("/api/v1/token").status_code == 401


def test_an_answer_sets_no_cookie_and_is_not_kept():
    answer = caller(Role.EMPLOYEE).get("/token")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_token_that_asks_too_often_waits_as_long_as_it_is_told(settings):
    settings.PMMI_API_PER_MINUTE = 3
    system = caller(Role.EMPLOYEE)
    with time_machine.travel(NOW, tick=False) as clock:
        assert [system.get("/token").status_code for _ in range(3)] == [200] * 3
        refused = system.get("/token")
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert caller(Role.EMPLOYEE).get("/token").status_code == 200, "each token has its own"
        clock.shift(int(refused["Retry-After"]))
        assert system.get("/token").status_code == 200


def test_who_guesses_is_held_off_by_address_and_good_tokens_are_not():
    system = caller(Role.EMPLOYEE)
    assert {ask(f"pmmi_{number}").status_code for number in range(50)} == {401}
    refused = ask("pmmi_51")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "detail" in refused.json()
    assert system.get("/token").status_code == 200
    assert not any("pmmi" in each for each in Tries.objects.values_list("subject", flat=True))


def test_without_the_scope_nothing_is_told_and_the_trail_says_who_asked():
    system = caller(Role.ADMINISTRATOR, scopes=frozenset({Scope.PLANS_READ}), name="Intranet")
    for path in ("/measures", "/statuses", "/figures", "/targets", "/risks", "/summary", "/measures/NONE"):
        answer = system.get(path)
        assert (answer.status_code, list(answer.json())) == (403, ["detail"]), path
    told = Event.objects.filter(action="was refused").latest("pk")
    assert told.by_name.startswith("Token “Intranet” as")


@pytest.mark.parametrize("path", ["/nothing", "/figures/X/not-a-period", "/measures/a/b", "/../../plans/"])
def test_what_is_not_there_is_told_in_json(path):
    answer = caller(Role.EMPLOYEE).get(path)
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_another_method_is_refused_in_json():
    answer = caller(Role.EMPLOYEE).post("/measures", {})
    assert (answer.status_code, answer["Allow"], list(answer.json())) == (405, "GET", ["detail"])


def test_plain_http_is_refused_where_pages_lead_to_https(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^api/"]  # as in the served mode
    answer = caller(Role.EMPLOYEE).get("/token")
    assert (answer.status_code, "HTTPS" in answer.json()["detail"]) == (403, True)
    assert "Location" not in answer
