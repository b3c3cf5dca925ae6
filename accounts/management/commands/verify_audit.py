from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.audit_check import Checked, check_trail
from accounts.models import Event
from foundation.dates import moment_words


class Command(BaseCommand):
    help = (
        "Check that no event of the audit trail was altered, removed, inserted, put in another order or written anew. "
        "Exit status 1 if one was. Give a digest from the daily message back with --includes: that also finds a "
        "cut-off end, and what somebody did who has the key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--includes", metavar="DIGEST", help="a digest printed earlier, which must still be there")

    def handle(self, *_: object, includes: str | None, **__: object) -> None:
        checked = check_trail()
        if includes and not Event.objects.filter(digest=includes).exists():
            checked.found(f"The event with digest {includes} is gone: the end of the trail was cut off or rewritten.")
        for problem in checked.problems:
            self.stdout.write(problem)
        if checked.faults:
            raise CommandError(f"The audit trail is broken: {checked.faults} findings. Compare it with a backup.")
        self.stdout.write(f"The audit trail is whole: {checked.events} events, last digest {checked.last_digest}")
        for line in _besides(checked):
            self.stdout.write(line)


def _besides(checked: Checked) -> list[str]:
    told = []
    if checked.sealed_from:
        number, at = checked.sealed_from
        told.append(f"Its digests need the key from event {number} of {moment_words(at)} on.")
    if checked.erased:
        told.append(f"Events whose words were erased by law: {checked.erased}.")
    return told
