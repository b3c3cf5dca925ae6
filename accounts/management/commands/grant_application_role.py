import os
import re
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.audit_protection import grant

PASSWORD = "PMMI_APPLICATION_PASSWORD"  # noqa: S105  the name of a variable
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


class Command(BaseCommand):
    help = (
        "Give a PostgreSQL role what the application needs, and of the audit trail only to read it and add to it. Run "
        f"it as the owner of the tables, after each migrate. A role that is missing is made, with {PASSWORD}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the role that web and worker use in DATABASE_URL")

    def handle(self, *_: object, role: str, **__: object) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: this is for PostgreSQL.")
        if not _NAME.fullmatch(role):
            raise CommandError(f"“{role}” is no name for a role: use small letters, digits and underlines.")
        self._make(role)
        if _is_too_strong(role):
            raise CommandError(f"{role} owns the database or is a superuser: use another role for the application.")
        grant(role)
        self.stdout.write(f"{role} may do what the application needs, and of the audit trail only read and add to it.")

    def _make(self, role: str) -> None:
        password, name = os.environ.get(PASSWORD, ""), connection.ops.quote_name(role)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            if password:
                cursor.execute(f"{verb} ROLE {name} LOGIN PASSWORD %s", [password])
            elif verb == "CREATE":
                raise CommandError(f"There is no role {role}: set {PASSWORD}, or make it with CREATE ROLE … LOGIN.")


def _is_too_strong(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(%s, current_user, 'MEMBER')", [role])
        return bool(cursor.fetchone()[0])
