"""On PostgreSQL the role of the application can read the trail and add to it, and nothing else (issue 9, show 5)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection

from accounts import audit
from accounts.actors import SYSTEM
from accounts.audit_check import check_trail
from accounts.audit_protection import role_may_change
from accounts.changes.erasure import erase_words
from accounts.models import Event
from tests.factories import UnitFactory

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_postgresql"),
]
ROLE, PASSWORD = "pmmi_application_of_a_test", "it's a /secret#?%"
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PMMI_APPLICATION_PASSWORD", PASSWORD)
    call_command("grant_application_role", ROLE)
    yield ROLE
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


@pytest.fixture
def application(role: str) -> Iterator[psycopg2.extensions.cursor]:
    """A session of the application's role: somebody who got hold of its password."""
    told = connection.get_connection_params()
    session = psycopg2.connect(
        dbname=told["dbname"], user=role, password=PASSWORD, host=told.get("host"), port=told.get("port")
    )
    session.autocommit = True
    with session.cursor() as cursor:
        yield cursor
    session.close()


@pytest.fixture
def as_application(role: str) -> Iterator[None]:
    """The product itself, connected with the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_event SET why = 'x'",
        "UPDATE accounts_event SET thing_name = '(erased by law)', changes = '{}', why = '', source = ''",
        "DELETE FROM accounts_event",
        "TRUNCATE accounts_event",
        "TRUNCATE accounts_event CASCADE",
        "ALTER TABLE accounts_event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_not_changed ON accounts_event",
        "CREATE RULE forged AS ON INSERT TO accounts_event DO INSTEAD NOTHING",
        "DROP TABLE accounts_event CASCADE",
        "CREATE TABLE own (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_applications_role_is_refused(application: psycopg2.extensions.cursor, statement: str):
    audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory())
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        application.execute(statement)
    assert check_trail().events == 1
    assert check_trail().problems == []


@pytest.mark.parametrize("to", [ROLE, "PUBLIC"])
def test_it_cannot_give_itself_what_it_has_not(application: psycopg2.extensions.cursor, to: str):
    audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory())
    # PostgreSQL answers with a warning to who has some right and may not pass it on.
    application.execute(f"GRANT ALL ON accounts_event TO {to}")
    application.execute("SELECT has_table_privilege('accounts_event', 'UPDATE, DELETE, TRUNCATE')")
    assert application.fetchone() == (False,)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        application.execute("DELETE FROM accounts_event")


@pytest.mark.usefixtures("as_application")
def test_the_product_works_with_it():
    unit = UnitFactory()
    assert audit.save(by=SYSTEM, at=AT, thing=unit, values={"name": "Another name"})
    Session.objects.create(session_key="a" * 32, session_data="x", expire_date=AT)
    Session.objects.all().delete()
    assert not role_may_change()
    with pytest.raises(ProgrammingError, match="permission denied"):
        erase_words(by=SYSTEM, at=AT, event=Event.objects.get(), why="The law")
    with pytest.raises(CommandError, match="as the owner of the tables"):
        call_command("erase_words", Event.objects.get().pk, reason="The law")


def test_the_owner_empties_nothing_by_mistake():
    audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory())
    assert role_may_change()
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_event")
    assert Event.objects.count() == 1


def test_the_owner_is_no_role_for_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="use another role"):
        call_command("grant_application_role", owner)


def test_a_role_that_is_missing_is_made_only_with_a_password(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PMMI_APPLICATION_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="There is no role pmmi_nobody: set PMMI_APPLICATION_PASSWORD"):
        call_command("grant_application_role", "pmmi_nobody")
    with pytest.raises(CommandError, match="no name for a role"):
        call_command("grant_application_role", 'x"; DROP TABLE accounts_event; --')
