"""A person's own sign-in: sessions that they see and end, and that end by themselves."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Event, User
from accounts.queries.sessions import browser_words
from pmmi.tasks import keep_to_retention
from tests.conftest import NOW
from tests.factories import AppointmentFactory
from tests.pages import page, words_of

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-Battery-7"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def ann() -> User:
    user = AppointmentFactory(user__email="ann@exampleshire.example", user__name="Ann Lee").user
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(person: User, *, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    answer = client.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def confirmed(person: User) -> Client:
    """One in which the password was asked for again just now."""
    client = browser(person)
    assert client.post("/account/confirm/", {"password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/organisation/roles/").status_code == 200


def at(**after: float) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(**after), tick=False)


def test_a_person_sees_where_they_are_signed_in_and_ends_one(ann: User):
    here, there = confirmed(ann), browser(ann, agent=IPHONE)
    text = page(here, "/account/")
    assert "Firefox on Windows" in text
    assert "Safari on iPhone" in text
    session = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{session.pk}/end/").status_code == 302
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "Safari on iPhone" not in page(here, "/account/")
    assert Event.objects.filter(action="ended sessions of", by=ann).count() == 1


def test_a_person_ends_all_sessions_but_this_one(ann: User):
    here, *others = confirmed(ann), browser(ann), browser(ann)
    here.post("/account/sessions/end-others/")
    assert is_signed_in(here)
    assert not any(is_signed_in(each) for each in others)
    assert "ended already" in words_of(here.post("/account/sessions/end-others/", follow=True))


@pytest.mark.parametrize("minutes", [0, 6])
def test_ending_sessions_asks_for_the_password_again_and_then_does_it(ann: User, minutes: int):
    here, there = (confirmed(ann) if minutes else browser(ann)), browser(ann, agent=IPHONE)
    with at(minutes=minutes):
        asked = here.post("/account/sessions/end-others/")
        assert asked["Location"] == "/account/confirm/?next=%2Faccount%2Fsessions%2Fend-others%2F"
        assert is_signed_in(there)
        wrong = here.post(asked["Location"], {"password": "wrong", "next": "/account/sessions/end-others/"})
        assert wrong.status_code == 200
        assert is_signed_in(there)
        answer = here.post(asked["Location"], {"password": PASSWORD, "next": "/account/sessions/end-others/"})
        assert answer["Location"] == "/account/"
        assert "Signed out there." in words_of(here.get("/account/"))
        assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(ann: User):
    theirs = browser(ann)
    other = AppointmentFactory().user
    other.set_password(PASSWORD)
    other.save()
    session = UserSession.objects.get(user=ann)
    answer = confirmed(other).post(f"/account/sessions/{session.pk}/end/", follow=True)
    assert "ended already" in words_of(answer)
    assert is_signed_in(theirs)


def test_sessions_that_a_new_password_ended_are_not_listed(ann: User):
    here, there = browser(ann), browser(ann, agent=IPHONE)
    new = "Another-Horse-Battery-8"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not is_signed_in(there)
    text = page(here, "/account/")
    assert "Firefox on Windows" in text
    assert "Safari on iPhone" not in text


def test_a_session_ends_after_half_an_hour_without_activity_and_says_so(ann: User):
    client = browser(ann)
    for minutes in (20, 45, 74):
        with at(minutes=minutes):
            assert is_signed_in(client)
    with at(minutes=105):
        answer = client.get("/organisation/roles/", follow=True)
        assert answer.redirect_chain == [("/account/sign-in/?next=/organisation/roles/", 302)]
        assert "You were signed out after 30 minutes without activity." in words_of(answer)


def test_a_session_that_never_rests_ends_after_its_hours(ann: User, settings):
    settings.PMMI_SESSION_HOURS = 2
    client = browser(ann)
    for minutes in range(10, 121, 10):
        with at(minutes=minutes):
            assert is_signed_in(client)
    with at(minutes=121):
        assert "You were signed out 2 hours after signing in" in words_of(client.get("/plans/", follow=True))


def test_activity_is_written_once_a_minute_and_not_at_each_page(ann: User, django_assert_num_queries):
    client = browser(ann)
    is_signed_in(client)

    def writes() -> bool:
        before = Session.objects.get(pk=client.session.session_key).session_data
        is_signed_in(client)
        return Session.objects.get(pk=client.session.session_key).session_data != before

    with at(seconds=50):
        assert not writes()
    with at(seconds=70):
        assert writes()
        assert not writes()


def test_staying_is_activity(ann: User):
    client = browser(ann)
    with at(minutes=29):
        assert client.post("/account/stay/").json() == {"minutes": 30}
    with at(minutes=58):
        assert is_signed_in(client)


def test_every_page_of_a_signed_in_person_warns_before_the_session_ends(ann: User):
    assert 'data-idle-minutes="30" data-stay="/account/stay/"' in page(browser(ann), "/account/")
    assert "data-idle-minutes" not in page(Client(), "/account/sign-in/")


def test_sessions_are_cleared_on_schedule(ann: User):
    old, _ = browser(ann), is_signed_in(Client())
    with at(hours=13):
        new = browser(ann)
        keep_to_retention()
    assert [each.session_key for each in UserSession.objects.all()] == [new.session.session_key]
    store = import_module(settings.SESSION_ENGINE).SessionStore
    assert not store().exists(old.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox on Windows"), (EDGE, "Edge on Windows"), (IPHONE, "Safari on iPhone"), ("curl/8", "A browser")],
)
def test_a_browser_is_named_as_people_know_it(agent: str, words: str):
    assert browser_words(agent) == words
