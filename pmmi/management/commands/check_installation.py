import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from pmmi.state.installation import State, findings


class Command(BaseCommand):
    help = "Say what is missing or unsafe in this installation. Exit status: 0 sound, 1 warnings only, 2 problems."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", dest="as_json", action="store_true", help="for monitoring: one object, the findings in a list"
        )

        parser.add_argument("--only", metavar="PART", help="one part only, such as worker or scheduler")

    def handle(self, *, as_json: bool, only: str | None, **_: object) -> None:
        found = [each for each in findings(at=timezone.now()) if only in (None, each.about)]
        if not found:
            raise CommandError(f"There is no part “{only}”, or the database does not answer.")
        worst = max(list(State).index(each.state) for each in found)
        if as_json:
            self.stdout.write(json.dumps({"state": list(State)[worst], "findings": [asdict(each) for each in found]}))
        else:
            for each in found:
                self.stdout.write(f"{each.state:8} {each.about:11} {each.text}")
            self.stdout.write(["This installation is sound.", "Sound, with warnings.", "There are problems."][worst])
        sys.exit(worst)
