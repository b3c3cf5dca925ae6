from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import GENESIS, broken_links
from accounts.models import Event


class Command(BaseCommand):
    help = (
        "Check that no event of the audit trail was altered, removed or inserted. Exit status 1 if one was. "
        "Keep the printed digest elsewhere and give it back with --includes: that also finds a cut-off end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--includes", metavar="DIGEST", help="a digest printed earlier, which must still be there")

    def handle(self, *_: object, includes: str | None, **__: object) -> None:
        problems = broken_links()
        if includes and not Event.objects.filter(digest=includes).exists():
            problems.append(f"The event with digest {includes} is gone: the end of the trail was cut off or rewritten.")
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"The audit trail is broken: {len(problems)} findings. Compare it with a backup.")
        last = Event.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS
        self.stdout.write(f"The audit trail is whole: {Event.objects.count()} events, last digest {last}")
