"""The empty database after all migrations, kept from one run of the tests to the next: making it takes seconds.

SQLite alone. Kept for these migrations and these packages; Django still migrates whatever else there is, and does what
follows each migration: the kinds of things, the protection of the trail, the index of the search.
"""

import hashlib
import os
import sqlite3
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

PACKAGES = ("django", "django-allauth")  # whose migrations are not ours
OF_SHARED_MEMORY = "file:"


def kept_as(folder: Path) -> Path:
    """Where the database of these very migrations is kept, whether it is there or not."""
    told = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in PACKAGES).encode())
    for path in sorted(path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")):
        told.update(path.read_bytes())
    return folder / f"{told.hexdigest()}.sqlite3"


def keep(connection: BaseDatabaseWrapper, kept: Path) -> None:
    """Other processes see the whole file or none; those of other migrations go."""
    mine = kept.with_suffix(f".{os.getpid()}")
    copy = sqlite3.connect(mine)
    connection.connection.backup(copy)
    copy.close()
    mine.replace(kept)
    for other in set(kept.parent.glob("*.sqlite3")) - {kept}:
        other.unlink(missing_ok=True)


def fill(name: str, kept: Path) -> sqlite3.Connection:
    """The test database of that name begins as the kept one. What is in memory lasts as long as what is returned."""
    empty = sqlite3.connect(name, uri=str(name).startswith(OF_SHARED_MEMORY), check_same_thread=False)
    copy = sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True)  # else a missing one would be made
    copy.backup(empty)
    copy.close()
    return empty
