from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from pmmi.demo import load_demo_council, sign_ins
from pmmi.running.mode import DEMO_PASSWORD, Mode
from pmmi.running.preparing import prepare
from pmmi.running.safe_start import another_council
from pmmi.running.supervisor import refuse_taken, run_until_stopped


class Command(BaseCommand):
    help = "Set up the demo council (once) and run the product. Real published figures; people and posts are invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default 127.0.0.1:8000)")
        parser.add_argument(
            "--reported-quarters",
            type=int,
            default=4,
            help="how many earlier quarters have released reports (default 4)",
        )
        parser.add_argument("--load-only", action="store_true", help="load the demo council and stop")

    def handle(self, *, bind: str, load_only: bool, reported_quarters: int, **_options: object) -> None:
        if settings.PMMI_MODE is not Mode.DEMO:
            raise CommandError("The demo’s password is published: it is loaded with PMMI_MODE=demo only (make demo).")
        if not load_only:
            refuse_taken(bind)
        prepare()
        if problem := another_council():
            raise CommandError(problem)
        load_demo_council(now=timezone.now(), report=self.stdout.write, reported_quarters=reported_quarters)
        if load_only:
            return
        self.stdout.write(f"\nExampleshire Council is at http://{bind}/ (Ctrl-C stops it)")
        self.stdout.write(f"Sign in with any of these; the password is {DEMO_PASSWORD}")
        for role, email, what in sign_ins():
            self.stdout.write(f"  {role:32} {email:44} {what}")
        self.stdout.flush()
        run_until_stopped(bind, report=self.stderr.write)
