from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.changes.erasure import erase_words
from accounts.models import Event
from foundation.refusals import ChangeRefused


class Command(BaseCommand):
    help = (
        "Erase the words of an event of the audit trail where a law asks for it. Who did what, and when, stays; a new "
        "event tells of the erasure. On PostgreSQL, run it as the owner of the tables."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", type=int, help="the event's number, as the page of the audit trail shows it")
        parser.add_argument("--reason", required=True, help="why; it stands in the audit trail")

    def handle(self, *_: object, event: int, reason: str, **__: object) -> None:
        found = Event.objects.filter(pk=event).first()
        if found is None:
            raise CommandError(f"There is no event {event}.")
        try:
            erase_words(by=SYSTEM, at=timezone.now(), event=found, why=reason)
        except ChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except ProgrammingError as error:
            raise CommandError(
                "The role in DATABASE_URL may not erase words. Run this as the owner of the tables."
            ) from error
        self.stdout.write(f"The words of event {event} are erased.")
