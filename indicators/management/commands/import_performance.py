"""``manage.py import_performance FILE…``: measures, targets and figures from CSV or XLSX, all or nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actors import SYSTEM
from foundation.refusals import ChangeRefused
from foundation.words import counted
from indicators.imports.figures.apply import apply_import
from indicators.imports.figures.kind import FIGURES
from indicators.imports.limits import FileRefused
from indicators.imports.opening import plan_of, table_for_command
from indicators.imports.places import in_place
from indicators.imports.preview import Outcome, Plan
from indicators.imports.workbook import Table
from indicators.management.matches import add_match_argument, said_matches


class Command(BaseCommand):
    help = (
        "Imports measures, targets and figures in the columns of published performance tables (docs/import.md). "
        "Nothing is written unless every row of every file can be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--skip-refused", action="store_true", help="leave out the rows that cannot be used")
        add_match_argument(parser)

        parser.add_argument(
            "--as-imported",
            metavar="WHY",
            default="",
            help="let figures from before the first quarter opened here stand as imported; say who approved them, when",
        )

    def handle(
        self, *, files: list[str], dry_run: bool, skip_refused: bool, as_imported: str, match: list[str], **_: object
    ) -> None:
        said = said_matches(match)
        tables = [(Path(name).name, self._read(Path(name), said)) for name in files]
        with transaction.atomic():
            plans = [
                self._one(table, name, skip_refused=skip_refused, as_imported=as_imported.strip())
                for name, table in tables
            ]
            refused = 0 if skip_refused else sum(plan.counts[Outcome.REFUSED] for plan in plans)
            if refused or dry_run:
                transaction.set_rollback(True)
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
        if refused:
            raise CommandError(
                f"{refused} row{' cannot' if refused == 1 else 's cannot'} be used, so nothing was written. "
                "Correct what is wrong, or leave such rows out with --skip-refused."
            )

    def _read(self, path: Path, said: Mapping[str, str]) -> Table:
        try:
            return table_for_command(FIGURES, path.read_bytes(), path.name, said)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Check the name.") from None
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}") from None

    def _one(self, table: Table, name: str, *, skip_refused: bool, as_imported: str) -> Plan:
        """Plan and write one file; the next one is planned on top of it."""
        now = timezone.now()
        plan = plan_of(FIGURES, table, name, today=timezone.localdate(now))
        for note in (*plan.makes, *plan.approval, *plan.notes):
            self.stdout.write(f"{name}: {note}")
        for row in plan.rows:
            if row.outcome is Outcome.REFUSED:
                place = f", {in_place(row.line)}" if row.line else ""
                self.stdout.write(f"{name}{place}: refused. {' '.join(row.problems)}")
        words = ", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items())
        self.stdout.write(f"{name}: {words} rows; {counted(len(plan.measures), 'new measure')}.")
        if plan.changes.is_empty:
            self.stdout.write(f"{name}: nothing to do.")
        elif skip_refused or not plan.counts[Outcome.REFUSED]:
            try:
                apply_import(by=SYSTEM, at=now, filename=name, changes=plan.changes, as_imported=as_imported)
            except ChangeRefused as refusal:
                raise CommandError(f"{name}: {refusal}") from None
        return plan
