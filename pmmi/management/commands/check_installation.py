import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management import BaseCommand
from django.utils import timezone

from pmmi.installation import State, findings


class Command(BaseCommand):
    help = "Say what is missing or unsafe in this installation. Exit status: 0 sound, 1 warnings only, 2 problems."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", dest="as_json", action="store_true", help="for monitoring: one object, the findings in a list"
        )

    def handle(self, *, as_json: bool, **_: object) -> None:
        found = findings(at=timezone.now())
        worst = max(list(State).index(each.state) for each in found)
        if as_json:
            self.stdout.write(json.dumps({"state": list(State)[worst], "findings": [asdict(each) for each in found]}))
        else:
            for each in found:
                self.stdout.write(f"{each.state:8} {each.about:11} {each.text}")
            self.stdout.write(["This installation is sound.", "Sound, with warnings.", "There are problems."][worst])
        sys.exit(worst)
