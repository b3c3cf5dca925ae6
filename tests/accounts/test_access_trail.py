"""Who came, was refused, took a file or read what is exempt is in the trail, and in nobody's way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import audit
from accounts.actors import SYSTEM, actor_for
from accounts.audit_chain import GENESIS
from accounts.audit_check import check_trail
from accounts.audit_head import publish_head
from accounts.changes.access import read_exempt
from accounts.models import Event
from accounts.queries.history import events_of
from accounts.roles import Role
from tests.factories import AppointmentFactory, UnitFactory, sign_in
from tests.pages import words_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TRAIL = "/organisation/audit/"


@pytest.fixture(autouse=True)
def _clean_cache():
    call_command("createcachetable", verbosity=0)
    cache.clear()


def told() -> list[tuple[str, str, str]]:
    return [(event.by_name, event.action, event.thing_name) for event in Event.objects.access().order_by("pk")]


def test_who_reads_the_same_exempt_items_again_is_told_of_once_in_ten_minutes():
    ann, ben = (actor_for(AppointmentFactory(user__name=name).user, today=AT.date()) for name in ("Ann", "Ben"))
    pack, other = UnitFactory(name="A pack"), UnitFactory(name="Another pack")
    for by, minutes, thing in ((ann, 0, pack), (ann, 9, pack), (ann, 9, other), (ben, 9, pack), (ann, 10, pack)):
        read_exempt(by=by, at=AT + timedelta(minutes=minutes), thing=thing)
    readings = [(name, thing) for name, action, thing in told() if action == "read exempt items of"]
    assert readings == [("Ann", "A pack"), ("Ann", "Another pack"), ("Ben", "A pack"), ("Ann", "A pack")]


def test_failed_sign_ins_say_who_was_meant_and_from_where():
    ann = AppointmentFactory(user__name="Ann Lee", user__email="ann@exampleshire.example").user
    for typed in ("Ann@exampleshire.example", "Nobody@exampleshire.example"):
        Client().post("/account/sign-in/", {"login": typed, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    assert told() == [
        ("Somebody not signed in", "failed to sign in as", "Ann Lee"),
        ("Somebody not signed in", "failed to sign in as", "nobody’s e-mail address"),
    ]
    assert {event.source for event in Event.objects.all()} == {"from 192.0.2.7"}
    assert events_of(ann) == []
    assert check_trail().problems == []


def test_a_refusal_is_told_with_the_address_but_no_key_of_the_sign_in_library():
    client, user = sign_in(Role.EMPLOYEE)
    assert client.get(TRAIL).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/account/password/new/1-a-secret-key/").status_code == 403
    assert told() == [
        (user.name, "was refused", TRAIL),
        (user.name, "was refused", "account_reset_password_from_key"),
    ]


def test_strangers_cannot_fill_the_trail_with_refusals():
    assert Client(enforce_csrf_checks=True).post("/account/sign-in/").status_code == 403
    assert not Event.objects.exists()


def test_a_file_is_told_with_what_it_was_narrowed_to_and_a_page_is_not():
    client, user = sign_in(Role.ADMINISTRATOR)
    client.get("/organisation/people/?q=lee")
    assert told() == []
    client.head("/organisation/people/?q=lee&download=csv")
    assert told() == []
    client.get("/organisation/people/?q=lee&download=csv")
    event = Event.objects.get()
    assert told() == [(user.name, "downloaded", "people.csv")]
    assert event.changes == {"address": [None, "/organisation/people/?q=lee&download=csv"]}


@pytest.mark.parametrize(("query", "statements"), [("", []), ("?download=csv", ["SELECT", "INSERT"])])
def test_a_file_costs_one_insert_and_a_page_nothing(query: str, statements: list[str]):
    client, _ = sign_in(Role.ADMINISTRATOR)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/organisation/people/{query}")
    assert [each["sql"][:6] for each in asked if "accounts_event" in each["sql"]] == statements


def test_the_page_of_the_trail_parts_changes_from_access():
    client, _ = sign_in(Role.ADMINISTRATOR)
    unit = UnitFactory(name="Housing")
    audit.record(by=SYSTEM, at=AT, action="created", thing=unit)
    client.get("/organisation/people/?download=csv")
    changes, access = (words_of(client.get(TRAIL, {"part": part})) for part in ("changes", "access"))
    assert words_of(client.get(TRAIL)) == changes
    assert "created the unit “Housing”" in changes
    assert "people.csv" not in changes
    assert "Housing" not in access
    assert "downloaded people.csv" in access
    exactly = words_of(client.get(TRAIL, {"part": "access", "action": "downloaded"}))
    assert "people.csv" in exactly
    assert [row.what for row in events_of(unit)] == ["Created"]


def test_the_head_of_the_trail_is_in_the_log_and_sent_to_whom_the_council_names(settings, caplog):
    settings.PMMI_AUDIT_HEAD_TO = ["audit@exampleshire.example", "monitoring@exampleshire.example"]
    with caplog.at_level("INFO", logger="accounts.audit_head"):
        assert publish_head(at=AT) == GENESIS
        event = audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory())
        assert publish_head(at=AT) == event.digest
    assert f"holds 1 events; its last digest is {event.digest}" in caplog.text
    message = mail.outbox[-1]
    assert message.to == settings.PMMI_AUDIT_HEAD_TO
    assert f"manage.py verify_audit --includes {event.digest}" in message.body


def test_nobody_is_sent_it_where_nobody_is_named(settings):
    settings.PMMI_AUDIT_HEAD_TO = []
    publish_head(at=AT)
    assert mail.outbox == []
