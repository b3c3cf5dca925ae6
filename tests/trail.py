"""What only somebody who owns the database can do to the trail."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.audit_protection import TABLE, protect


@contextmanager
def forging() -> Iterator[None]:
    """The database refuses nothing inside."""
    take_protection_away()
    yield
    _settle()
    protect()


def take_protection_away() -> None:
    _settle()
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("event_not_changed", "event_not_deleted", "event_not_emptied"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _settle() -> None:
    """PostgreSQL changes no table while checks of its rows still wait."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
