from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from foundation.heartbeats import BACKUP, beat
from pmmi.backup import BackupRefused
from pmmi.backup.contents import make_backup
from pmmi.backup.keys import backup_key
from pmmi.state.installation import is_ready


class Command(BaseCommand):
    help = "Write the whole database to a sealed file, while people go on working. It is read again before it counts."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--for-demo", action="store_true", help="leave out people, mail, the trail, reports and private words"
        )
        parser.add_argument("--key-file", type=Path, help="the file with the key, instead of the settings’")

    def handle(self, *, file: Path, for_demo: bool, key_file: Path | None, **_: object) -> None:
        now = timezone.now()
        try:
            made = make_backup(file, key=backup_key(key_file), at=now, for_demo=for_demo)
        except (BackupRefused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        # An older database may be backed up before it is migrated, and cannot note it yet.
        if not for_demo and is_ready():
            beat(BACKUP, at=now)
        self.stdout.write(f"{file}: {made.rows} rows of {len(made.tables)} tables, {file.stat().st_size:,} bytes.")
