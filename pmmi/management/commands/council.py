from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from accounts.management.commands.first_administrator import Command as FirstAdministrator
from accounts.queries.identity import council_name
from pmmi.running.mode import Mode, UnsafeStart
from pmmi.running.preparing import prepare
from pmmi.running.safe_start import refuse_unsafe_start
from pmmi.running.supervisor import refuse_taken, run_until_stopped, site_at


class Command(BaseCommand):
    help = (
        "Run the product for a council of your own on this machine; the first time, ask who administers it and print "
        "the link with which they choose a password. Ctrl-C stops it, and the next start goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default 127.0.0.1:8000)")
        FirstAdministrator.add_answers(parser)

    def handle(self, *, bind: str, **options: object) -> None:
        if settings.PMMI_MODE is not Mode.LOCAL:
            raise CommandError("This runs on one machine for itself, with PMMI_MODE=local (make council sets it).")
        refuse_taken(bind)
        self.stdout.write("Making everything ready. The first time this takes a minute.")
        self.stdout.flush()
        prepare()
        try:
            refuse_unsafe_start()
        except UnsafeStart as error:
            raise CommandError(str(error)) from error
        answers = {name: options[name] for name in ("council", "name", "email", "post", "no_input")}
        call_command("first_administrator", stdout=self.stdout, if_nobody=True, site=site_at(bind), **answers)
        self.stdout.write(f"\n{council_name()} is at http://{bind}/ (Ctrl-C stops it, make council starts it again)")
        self.stdout.write(f"All that is entered is kept in {settings.VAR_DIR}")
        self.stdout.flush()
        run_until_stopped(bind, report=self.stderr.write)
