"""The database itself refuses to change or delete what the trail holds, whoever asks.

The one change it lets through puts the mark of an erasure in the place of words (``accounts.changes.erasure``).
On PostgreSQL the application's role has no right to change the table at all; see ``grant_application_role``.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from accounts.audit_chain import ERASED
from accounts.models import Event

TABLE = Event._meta.db_table
REFUSAL = "The audit trail is append-only."
_WORDS = ("thing_name", "changes", "why", "source")
_KEPT = tuple(each.column for each in Event._meta.concrete_fields if each.column not in _WORDS)

_SQLITE = {
    "event_not_changed": f"""
        CREATE TRIGGER event_not_changed BEFORE UPDATE ON {TABLE}
        WHEN NOT (
            {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)} AND NEW.thing_name = '{ERASED}'
            AND NEW.changes = '{{}}' AND NEW.why IN ('', '{ERASED}') AND NEW.source IN ('', '{ERASED}')
        )
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    "event_not_deleted": f"""
        CREATE TRIGGER event_not_deleted BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
}
_POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF ROW({", ".join(f"NEW.{name}" for name in _KEPT)})
                IS NOT DISTINCT FROM ROW({", ".join(f"OLD.{name}" for name in _KEPT)})
                AND NEW.thing_name = '{ERASED}' AND NEW.changes = '{{}}'::jsonb
                AND NEW.why IN ('', '{ERASED}') AND NEW.source IN ('', '{ERASED}')
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
"""
_POSTGRESQL = {
    "event_not_changed": f"""
        CREATE TRIGGER event_not_changed BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()
    """,
    "event_not_emptied": f"""
        CREATE TRIGGER event_not_emptied BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()
    """,
}


def is_protected() -> bool:
    """Whether the database refuses to change the trail."""
    return _wanted().keys() <= _standing()


def protect() -> None:
    """Make the database refuse, where it does not yet. Only the owner of the table can."""
    if is_protected() or TABLE not in connection.introspection.table_names():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name, statement in _wanted().items():
            cursor.execute(_drop(name))
            cursor.execute(statement)


def role_may_change() -> bool:
    """Whether the role with which the product is connected could change the trail or take its protection away.

    False on SQLite, which has no roles: there who may write to the file can do everything.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE') OR pg_has_role(relowner, 'MEMBER')"
            " FROM pg_class WHERE oid = %s::regclass",
            [TABLE, TABLE],
        )
        return bool(cursor.fetchone()[0])


def grant(role: str) -> None:
    """Give an existing role what the application needs, and no more: of the trail only to read it and to add to it.

    On PostgreSQL, as the owner of the tables. Tables made later by the same owner are granted with it.
    """
    name = connection.ops.quote_name(role)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _grants(name):
            cursor.execute(statement)


def granted_roles() -> list[str]:
    """The application's roles: those beside the owner that may add to the trail. None on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
            " WHERE table_name = %s AND privilege_type = 'INSERT' AND grantee NOT IN (current_user, 'PUBLIC')",
            [TABLE],
        )
        return sorted(role for (role,) in cursor.fetchall())


def _grants(role: str) -> Iterable[str]:
    rights, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
    return (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {numbers} ON SEQUENCES TO {role}",
        f"REVOKE ALL ON {TABLE} FROM PUBLIC, {role}",
        f"GRANT SELECT, INSERT ON {TABLE} TO {role}",
    )


def _wanted() -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def _standing() -> set[str]:
    """The names of the triggers that are there and at work."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A')", [TABLE]
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return {name for (name,) in cursor.fetchall()}


def _drop(name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else "")
