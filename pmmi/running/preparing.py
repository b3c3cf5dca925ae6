"""What an installation needs before it serves: a step of its own, which may be started anywhere and again."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

_LOCK = 0x504D4D4A  # any constant number shared by all who prepare


def prepare() -> None:
    """Bring database, cache table and static files up to date. Who comes second waits, and finds it done."""
    with _alone():
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """On SQLite there is one machine, and its file system knows; PostgreSQL knows of all machines."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A page gives up on a lock after a while; who prepares waits as long as another takes.
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    else:
        with (settings.VAR_DIR / "prepare.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
