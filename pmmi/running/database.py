"""Where the database is: one address, or its parts; else SQLite. Read for the settings, so it imports none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

KEPT_SECONDS = 60
# IMMEDIATE transactions beside WAL, or concurrent writers lose theirs to "database is locked".
_ON_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}
# Nobody waits for another's change without end: as long as on SQLite, then there is an answer (foundation.locks).
_ON_POSTGRESQL = {"options": "-c lock_timeout=20s"}


def database(environment: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Django's settings of the database. DATABASE_URL names it whole; PMMI_DATABASE_HOST and the others its parts, in
    which a password stands as it is. Raises ImproperlyConfigured where the address cannot be read.
    """
    url = environment.get("DATABASE_URL", "")
    if environment.get("PMMI_DATABASE_HOST") and not url:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": environment["PMMI_DATABASE_HOST"],
            "PORT": environment.get("PMMI_DATABASE_PORT", "5432"),
            "NAME": environment.get("PMMI_DATABASE_NAME", "pmmi"),
            "USER": environment.get("PMMI_DATABASE_USER", "pmmi"),
            "PASSWORD": environment.get("PMMI_DATABASE_PASSWORD", ""),
            "CONN_MAX_AGE": KEPT_SECONDS,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _ON_POSTGRESQL,
        }
    try:
        found = dj_database_url.parse(
            url or f"sqlite:///{folder / 'pmmi.sqlite3'}", conn_max_age=KEPT_SECONDS, conn_health_checks=True
        )
    except ValueError as error:
        # Without the error's own words: they can hold the password.
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. In an address a password with / # ? % must be percent-encoded; "
            "PMMI_DATABASE_HOST, _NAME, _USER and _PASSWORD take it as it is."
        ) from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = _ON_SQLITE
    else:
        found["OPTIONS"] = {**_ON_POSTGRESQL, **found.get("OPTIONS", {})}
    return dict(found)
