"""A lock that lasts is answered with a sentence and a way to try again, and nothing typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from accounts.roles import Role
from foundation.locks import is_broken_off, is_busy, once_more
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


class RefusedError(Exception):
    def __init__(self, pgcode):
        self.pgcode = pgcode


def error(code="", text="the database said no"):
    try:
        raise OperationalError(text) from RefusedError(code)
    except OperationalError as raised:
        return raised


@pytest.mark.parametrize(
    ("raised", "broken_off", "busy"),
    [
        (error("40P01"), True, True),
        (error("40001"), True, True),
        (error("55P03"), False, True),
        (OperationalError("database is locked"), False, True),
        (OperationalError("locking protocol"), False, True),
        (error("57P01"), False, False),
        (OperationalError("no such table"), False, False),
        (ValueError("database is locked"), False, False),
        (None, False, False),
    ],
)
def test_a_lock_is_told_from_other_faults(raised, broken_off, busy):
    assert (is_broken_off(raised), is_busy(raised)) == (broken_off, busy)


def test_work_is_done_once_more_after_what_was_broken_off_and_never_after_other_faults():
    outcomes, between = [error("40P01"), "done"], []

    def work():
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert once_more(work, before=lambda: between.append(1)) == "done"
    assert between == [1]
    outcomes[:] = [error("55P03"), "done"]
    with pytest.raises(OperationalError):
        once_more(work)


@pytest.fixture
def busy(monkeypatch):
    """Saving a set meets a lock that lasts."""

    def wait(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("indicators.views.sets.create_set", wait)
    return sign_in(Role.ADMINISTRATOR)[0]


def test_a_lock_that_lasts_is_said_and_what_was_typed_can_be_sent_again(busy):
    typed = {"name": "National & local", "description": "What “government” asks for."}
    answer = busy.post(reverse("indicators:set-create"), typed)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Somebody else is changing this just now" in text
    assert f'action="{reverse("indicators:set-create")}"' in text
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    assert kept["name"] == "National &amp; local"
    assert kept["description"] == "What “government” asks for."


def test_a_file_has_to_be_chosen_again_and_a_password_is_not_sent_back(busy, monkeypatch):
    sent = {"name": "A set", "password": "secret", "file": SimpleUploadedFile("a.csv", b"a")}
    text = busy.post(reverse("indicators:set-create"), sent).content.decode()
    assert "The file has to be chosen again" in text
    assert "secret" not in text
