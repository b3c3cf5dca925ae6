"""How a file becomes a database again: in one transaction, so that it is either as before or as in the file."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import caches
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from pmmi.backup import BackupRefused
from pmmi.backup.contents import (
    Summary,
    examine,
    latest_of,
    models_at,
    opened,
    skip_beginning,
    tables,
    told_of,
)
from pmmi.backup.private import NEVER
from pmmi.backup.rows import store
from search.index import TABLES as SEARCH_INDEX

# What a database holds that was only migrated, or that no backup holds.
_NOTHING_OF_ITS_OWN = {"django_migrations", "django_content_type", "auth_permission"}


def restore_backup(path: Path, *, key: str, replace: bool, report: Callable[[str], object]) -> Summary:
    """Put the database back as the file says, in the form that it had then; ``migrate`` brings it up to date.

    Raises BackupRefused, and leaves the database as it was, where the file is not whole, of another key, foreign or
    newer; where the database holds something, unless ``replace``; and where it does not hold afterwards what the file
    says.
    """
    summary = examine(path, key=key)
    latest_of(MigrationLoader(connection), summary.migrations)  # refuses what is newer
    holding = tables_with_rows()
    if holding and not replace:
        others = " and others" if holding[3:] else ""
        raise BackupRefused(
            f"The database holds something already (in {', '.join(holding[:3])}{others}). "
            "Restore into an empty one, or give --replace: then what it holds is gone."
        )
    report(f"The backup is whole: {summary.rows} rows of {len(summary.tables)} tables, made at {summary.made_at}.")
    try:
        with _without_constraints(), transaction.atomic():
            _drop_tables()
            _load(path, key, summary, report)
    except DatabaseError as error:
        raise BackupRefused(
            f"The database refused what is in the backup, and is as it was: {' '.join(str(error).split())}"
        ) from error
    return summary


def tables_with_rows() -> list[str]:
    """The tables in which the database holds something of its own."""
    with connection.cursor() as cursor:
        found = []
        for table in sorted(set(connection.introspection.table_names(cursor)) - _without_content()):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608  a table's name
            if cursor.fetchone():
                found.append(table)
    return found


def _without_content() -> set[str]:
    left_out = {name.replace(".", "_") for name in NEVER} | {"django_session"}
    return _NOTHING_OF_ITS_OWN | left_out | SEARCH_INDEX | {caches["default"]._table}


@contextmanager
def _without_constraints() -> Iterator[None]:
    """SQLite rebuilds tables only while it does not watch their keys, which are checked at the end."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _drop_tables() -> None:
    """Take out the product's tables, with what belongs to them. A change of the trail is refused to everybody; that
    its table is taken out whole is not.
    """
    loader = MigrationLoader(connection)
    there = set(connection.introspection.table_names())
    state = loader.project_state(latest_of(loader, sorted(loader.applied_migrations)))
    ours = {model._meta.db_table for model in state.apps.get_models(include_auto_created=True)}
    ours.add(MigrationRecorder.Migration._meta.db_table)
    with connection.cursor() as cursor:
        for table in sorted(ours & there):
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")


def _load(path: Path, key: str, summary: Summary, report: Callable[[str], object]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(latest_of(executor.loader, summary.migrations))
    connection.check_constraints()  # and from now on at the end only: migrations leave PostgreSQL's immediate
    found = models_at(executor.loader, summary.migrations)
    with opened(path, key=key) as lines:
        skip_beginning(lines)
        for name, columns, rows in tables(lines):
            if name in NEVER:  # in a file of a version that kept it
                for _ in rows:
                    pass
                continue
            model = found.pop(name)
            if model._base_manager.exists():  # a migration filled it
                model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
            store(model, columns, (json.loads(row) for row in rows))
            told = told_of(model, DEFAULT_DB_ALIAS)
            if told != summary.tables[name]:
                raise BackupRefused(f"{name} is not in the database as it is in the backup. The database is as it was.")
            report(f"{told[0]:>9} {name}")
            _go_on_counting(model)
    if found:
        raise BackupRefused(f"The backup lacks {', '.join(found)}. The database is as it was.")
    connection.check_constraints()


def _go_on_counting(model: type[models.Model]) -> None:
    """The next row gets a number of its own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
