from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from accounts.audit_protection import grant, granted_roles
from pmmi.backup import BackupRefused
from pmmi.backup.contents import examine
from pmmi.backup.keys import backup_key
from pmmi.backup.restoring import restore_backup


class Command(BaseCommand):
    help = (
        "Put the database back from a backup of SQLite or PostgreSQL, and migrate it. Stop web, worker and scheduler "
        "first. Nothing is overwritten by a file that is damaged, foreign, newer or of another key."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="read the file, say whether it is whole, and stop")
        parser.add_argument("--replace", action="store_true", help="overwrite a database that holds something")
        parser.add_argument("--key-file", type=Path, help="the file with the key, instead of the settings’")

    def handle(self, *, file: Path, check: bool, replace: bool, key_file: Path | None, **_: object) -> None:
        try:
            if check:
                found = examine(file, key=backup_key(key_file))
                self.stdout.write(f"The backup is whole: {found.rows} rows, made at {found.made_at}.")
                return
            # Its tables are made anew, and with them goes what a role may do.
            roles = granted_roles()
            made = restore_backup(file, key=backup_key(key_file), replace=replace, report=self.stdout.write)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        for role in roles:
            grant(role)
        self.stdout.write(f"Restored as it was at {made.made_at}. Sign in again; nobody’s session was kept.")
        call_command("verify_audit", stdout=self.stdout)
