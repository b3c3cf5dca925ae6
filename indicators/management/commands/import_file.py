"""``manage.py import_file KIND FILE``: a file of one of the kinds that can be imported, all or nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actors import SYSTEM
from foundation.refusals import ChangeRefused
from foundation.words import capitalised
from indicators.imports.kinds import ImportKind, PlannedImport, import_kinds
from indicators.imports.limits import FileRefused
from indicators.imports.opening import plan_of, table_for_command
from indicators.imports.places import in_place
from indicators.imports.preview import Outcome, kept_rows
from indicators.management.matches import add_match_argument, said_matches
from indicators.models import ImportBatch


class Command(BaseCommand):
    help = "Imports a file as the page Import does (docs/import.md). Nothing is written unless every row can be used."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(import_kinds()), help="what stands in the file")
        parser.add_argument("file", metavar="FILE", help="CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--skip-refused", action="store_true", help="leave out the rows that cannot be used")
        add_match_argument(parser)

    def handle(
        self, *, kind: str, file: str, dry_run: bool, skip_refused: bool, match: list[str], **_options: object
    ) -> None:
        path, chosen, now = Path(file), import_kinds()[kind], timezone.now()
        plan = self._planned(chosen, path, now, said_matches(match))
        counts = plan.summary["counts"]
        self._say(plan)
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
        elif counts[Outcome.REFUSED] and not skip_refused:
            raise CommandError("Nothing was written. Correct what is refused, or leave it out with --skip-refused.")
        elif counts[Outcome.NEW] or counts[Outcome.CHANGED]:
            self._write(chosen, path.name, plan, now)

    def _planned(self, kind: ImportKind, path: Path, now: datetime, said: Mapping[str, str]) -> PlannedImport:
        try:
            table = table_for_command(kind, path.read_bytes(), path.name, said)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Check the name.") from None
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}") from None
        return plan_of(kind, table, path.name, today=timezone.localdate(now))

    def _say(self, plan: PlannedImport) -> None:
        summary = plan.summary
        for words in (*summary["makes"], *summary["notes"]):
            self.stdout.write(words)
        for row in kept_rows(summary):
            if row.outcome is Outcome.REFUSED:
                self.stdout.write(f"{capitalised(in_place(row.line))}: refused. {' '.join(row.problems)}")
        self.stdout.write(", ".join(f"{count} {outcome}" for outcome, count in summary["counts"].items()) + " rows.")

    def _write(self, kind: ImportKind, filename: str, plan: PlannedImport, now: datetime) -> None:
        try:
            ready = kind.prepare(by=SYSTEM, at=now, batch=ImportBatch(filename=filename, kind=kind.key), plan=plan)
            draft = audit.drafted(by=SYSTEM, at=now, entries=ready.entries)
            with transaction.atomic():
                ready.write()
                audit.record_draft(draft)
        except ChangeRefused as refusal:
            raise CommandError(f"{filename}: {refusal}") from None
