from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError

from pmmi.running.mode import UnsafeStart
from pmmi.running.preparing import prepare
from pmmi.running.safe_start import refuse_unsafe_start
from pmmi.running.supervisor import refuse_taken, run_until_stopped


class Command(BaseCommand):
    help = "Migrate, then run web, worker and scheduler on this machine; restarts whichever dies. Ctrl-C stops all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default 127.0.0.1:8000)")

    def handle(self, *, bind: str, **_options: object) -> None:
        refuse_taken(bind)
        prepare()
        try:
            refuse_unsafe_start()
        except UnsafeStart as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"PMMI is at http://{bind}/ (Ctrl-C stops it)")
        self.stdout.flush()
        run_until_stopped(bind, report=self.stderr.write)
