"""What is in a backup: first a line about the file, then each table between two lines about it, one line a row, and a
last line that says how many tables there were.

    {"product": "PMMI", "version": …, "made_at": …, "for_demo": false, "migrations": [["accounts", "0001_initial"], …]}
    {"table": "accounts.unit", "columns": ["id", …]}
    [1, …]
    {"rows": 1, "sha256": …}
    {"tables": 44}
"""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.migrations.loader import MigrationLoader

from pmmi import __version__
from pmmi.backup import BackupRefused
from pmmi.backup.container import Opened, Sealed
from pmmi.backup.private import FOR_DEMO, NEVER
from pmmi.backup.rows import columns_of, lines_of

PRODUCT = "PMMI"
_SNAPSHOT = "snapshot"
Migration = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file says of itself, once all of it was read."""

    version: str
    made_at: str
    is_for_demo: bool
    migrations: list[Migration]
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)  # rows and SHA-256, by the model's label

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def make_backup(path: Path, *, key: str, at: datetime, for_demo: bool = False) -> Summary:
    """Write everything, as it stood at one moment, to a new file that only its owner may read, and read it again.

    People go on working meanwhile. Raises BackupRefused where the file is there already; a file that could not be
    finished is taken away.
    """
    if path.exists():
        raise BackupRefused(f"{path} is there already: name another file.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "xb", opener=_for_its_owner) as file:
            _write(file, key, at, for_demo=for_demo)
            file.flush()
            os.fsync(file.fileno())
        # What cannot be read again is no backup.
        summary = examine(draft, key=key)
        # Named at once and never over another: two that started together must not take each other's place.
        os.link(draft, path)
    except FileExistsError as error:
        raise BackupRefused(f"{path} is there already: name another file.") from error
    finally:
        draft.unlink(missing_ok=True)
    return summary


def examine(path: Path, *, key: str) -> Summary:
    """Read all of a file and hold it against what it says of itself. Raises BackupRefused for whatever is wrong."""
    with opened(path, key=key) as lines:
        summary = _beginning(lines)
        for name, _, rows in tables(lines):
            told = _Told()
            for row in rows:
                told.add(row)
            summary.tables[name] = told.ending
    return summary


@contextmanager
def opened(path: Path, *, key: str) -> Iterator[Iterator[str]]:
    """The lines of a file."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror}.") from error
    with file, gzip.GzipFile(fileobj=BufferedReader(Opened(file, key)), mode="rb") as plain:
        yield (line.decode().removesuffix("\n") for line in plain)


def tables(lines: Iterator[str]) -> Iterator[tuple[str, list[str], Iterator[str]]]:
    """Each table of an opened file: its name, its columns, and its rows as lines, which must be read before the next.

    Raises BackupRefused where a table does not hold what it says.
    """
    for count, line in enumerate(lines):
        about = json.loads(line)
        if "tables" in about:
            if about["tables"] != count:
                raise BackupRefused("This backup is not whole: tables are missing.")
            return
        yield about["table"], about["columns"], _rows(about["table"], lines)
    raise BackupRefused("This backup is not whole: its end is missing.")


def skip_beginning(lines: Iterator[str]) -> None:
    """Go past the line about the file."""
    next(lines)


def told_of(model: type[models.Model], alias: str) -> tuple[int, str]:
    """How many rows a table holds now, and their SHA-256."""
    told = _Told()
    for line in lines_of(model._base_manager.using(alias).all()):
        told.add(line)
    return told.ending


def models_at(loader: MigrationLoader, migrations: list[Migration]) -> dict[str, type[models.Model]]:
    """The tables as they were after these migrations, by label; without those that no backup holds."""
    state = loader.project_state(latest_of(loader, migrations))
    found = state.apps.get_models(include_auto_created=True)
    named = {model._meta.label_lower: model for model in found if model._meta.managed and not model._meta.proxy}
    return {name: model for name, model in sorted(named.items()) if name not in NEVER}


def latest_of(loader: MigrationLoader, migrations: list[Migration]) -> list[Migration]:
    """Of these migrations the last of each app. Raises BackupRefused for those that this version does not know."""
    known = set(migrations)
    unknown = sorted(known - set(loader.graph.nodes))
    if unknown:
        raise BackupRefused(
            f"This is of a newer version of PMMI, or of another product: {'.'.join(unknown[0])} is not known here."
        )
    children = {each: {child.key for child in loader.graph.node_map[each].children} for each in known}
    return sorted(each for each in known if not any(child[0] == each[0] for child in children[each] & known))


class _Told:
    """Counts lines and digests them."""

    def __init__(self) -> None:
        self._rows, self._digest = 0, hashlib.sha256()

    def add(self, line: str) -> None:
        self._rows += 1
        self._digest.update(line.encode() + b"\n")

    @property
    def ending(self) -> tuple[int, str]:
        return self._rows, self._digest.hexdigest()


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(file: IO[bytes], key: str, at: datetime, *, for_demo: bool) -> None:
    sealed = Sealed(file, key)
    with gzip.GzipFile(filename="", fileobj=sealed, mode="wb", compresslevel=3, mtime=0) as plain, _snapshot() as alias:
        for line in _lines(alias, at, for_demo=for_demo):
            plain.write(line.encode() + b"\n")
    sealed.finish()


def _lines(alias: str, at: datetime, *, for_demo: bool) -> Iterator[str]:
    loader = MigrationLoader(connections[alias])
    migrations = sorted(loader.applied_migrations)
    if not migrations:
        raise BackupRefused("There is nothing to back up: the database is empty.")
    if for_demo and set(loader.graph.leaf_nodes()) - set(migrations):
        raise BackupRefused("What is private is known of this version only: run manage.py migrate first.")
    found = models_at(loader, migrations)
    about = {"version": __version__, "made_at": at.isoformat(), "for_demo": for_demo, "migrations": migrations}
    yield json.dumps({"product": PRODUCT, **about})
    for name, model in found.items():
        yield json.dumps({"table": name, "columns": columns_of(model)})
        told = _Told()
        for line in _demo_lines(model, alias) if for_demo else lines_of(model._base_manager.using(alias).all()):
            told.add(line)
            yield line
        rows, digest = told.ending
        yield json.dumps({"rows": rows, "sha256": digest})
    yield json.dumps({"tables": len(found)})


def _demo_lines(model: type[models.Model], alias: str) -> Iterator[str]:
    kept = FOR_DEMO.get(model._meta.label_lower)
    if kept is None:
        return iter(())
    rows = model._base_manager.using(alias).filter(**kept.only)
    return lines_of(rows, left_out=kept.people, blanked=kept.words)


@contextmanager
def _snapshot() -> Iterator[str]:
    """A connection of its own that sees the database as it stands now, whatever is written meanwhile, and keeps nobody
    from writing: SQLite's log of writes (WAL) and PostgreSQL's REPEATABLE READ both give that to one transaction.
    """
    connection = connections[DEFAULT_DB_ALIAS].copy(alias=_SNAPSHOT)
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.psycopg_any import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        options["transaction_mode"] = "DEFERRED"
    connections[_SNAPSHOT] = connection
    try:
        with transaction.atomic(using=_SNAPSHOT):
            yield _SNAPSHOT
    finally:
        connection.close()
        del connections[_SNAPSHOT]


def _beginning(lines: Iterator[str]) -> Summary:
    about: dict[str, Any] = json.loads(next(lines, "{}"))
    if about.get("product") != PRODUCT:
        raise BackupRefused("This is not a backup of PMMI.")
    migrations = [(app, name) for app, name in about["migrations"]]
    return Summary(about["version"], about["made_at"], about["for_demo"], migrations)


def _rows(name: str, lines: Iterator[str]) -> Iterator[str]:
    told = _Told()
    for line in lines:
        if line.startswith("{"):
            end = json.loads(line)
            if (end["rows"], end["sha256"]) != told.ending:
                raise BackupRefused(f"This backup is not whole: {name} does not hold what it says.")
            return
        told.add(line)
        yield line
    raise BackupRefused(f"This backup is not whole: {name} ends in the middle.")
