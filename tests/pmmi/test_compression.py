"""A page is compressed for its own readers, and never where another site could learn from its length (ADR 9)."""

import gzip
import re

import pytest
from django.test import Client

from accounts.roles import Role
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
OWN = {**GZIP, "Sec-Fetch-Site": "same-origin"}
NAMED = 8  # the flag of a gzip header that holds a file's name: the random text that pads it
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')


@pytest.fixture
def admin() -> Client:
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def is_compressed(answer) -> bool:
    return answer.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_its_reader_asked_for_is_compressed(admin, site):
    plain = admin.get("/components/")
    answer = admin.get("/components/", headers={**GZIP, "Sec-Fetch-Site": site})
    assert is_compressed(answer)
    assert "Accept-Encoding" in answer["Vary"]
    assert "Content-Security-Policy" in answer
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content) / 4
    words = gzip.decompress(answer.content).decode()
    assert TOKEN.sub("", words) == TOKEN.sub("", plain.content.decode())


def test_the_same_page_has_another_length_and_another_token_each_time(admin):
    answers = [admin.get("/components/", headers=OWN).content for _ in range(12)]
    assert {answer[3] for answer in answers} == {NAMED}
    assert len({len(answer) for answer in answers}) > 3
    assert len({TOKEN.search(gzip.decompress(answer).decode())[1] for answer in answers}) == 12


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", None])
def test_what_another_site_may_have_asked_for_is_not_compressed(admin, site):
    said = {} if site is None else {"Sec-Fetch-Site": site}
    answer = admin.get("/indicators/?q=guess", headers={**GZIP, **said})
    assert answer.status_code == 200
    assert b"guess" in answer.content
    assert not is_compressed(answer)


def test_who_cannot_read_it_compressed_gets_it_plain(admin):
    answer = admin.get("/components/", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("address", ["/account/sign-in/", "/account/password/forgotten/", "/about/"])
def test_nothing_is_compressed_for_who_has_not_signed_in(client, address):
    answer = client.get(address, headers=OWN)
    assert answer.status_code == 200
    assert not is_compressed(answer)


def test_pages_of_passwords_and_links_for_one_use_are_not_compressed(admin):
    change = admin.get("/account/password/", headers=OWN)
    link = admin.post("/organisation/people/new/", {"name": "A", "email": "a@exampleshire.example"}, headers=OWN)
    assert b"/account/password/new/" in link.content
    for answer in (change, link):
        assert answer.status_code == 200
        assert not is_compressed(answer)


def test_a_page_that_is_not_there_is_not_compressed(admin):
    answer = admin.get("/plans/plan/guess/", headers=OWN)
    assert answer.status_code == 404
    assert not is_compressed(answer)


@pytest.mark.parametrize("address", ["/lists/plans.csv", "/lists/plans.xlsx"])
def test_downloads_arrive_as_they_are(admin, address):
    plain, answer = admin.get(address), admin.get(address, headers=OWN)
    assert answer.status_code == 200
    assert not is_compressed(answer)
    assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
