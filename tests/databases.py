"""Other databases for one test or drill, in the place of the one that tests share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend
from pytest_django import DjangoDbBlocker

# As in pmmi/settings.py.
ON_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


@contextmanager
def in_database(url: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything inside uses the database of ``url``, with the product's own options."""
    options = {"OPTIONS": ON_SQLITE} if url.startswith("sqlite") else {}
    settings = connections.configure_settings({DEFAULT_DB_ALIAS: {**dj_database_url.parse(url), **options}})
    before = connections[DEFAULT_DB_ALIAS]
    backend = load_backend(settings[DEFAULT_DB_ALIAS]["ENGINE"])
    connection = backend.DatabaseWrapper(settings[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = connection
    # The kinds of things have other numbers there.
    ContentType.objects.clear_cache()
    try:
        with blocker.unblock():
            yield
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = before
        ContentType.objects.clear_cache()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
