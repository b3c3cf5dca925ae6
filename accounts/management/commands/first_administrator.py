from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.changes.first_administrator import (
    FirstAdministrator,
    link_again,
    make_first_administrator,
    never_signed_in,
    who_can_sign_in,
)
from accounts.models import User
from accounts.password_links import days_good, password_link
from foundation.refusals import ChangeRefused

QUESTIONS = {
    "council": "Name of the council",
    "name": "Name of the first administrator",
    "email": "Their email address",
    "post": "Title of their post",
}


class Command(BaseCommand):
    help = (
        "Make the council and its first administrator, and print a link with which they choose their password. "
        "Asks for what is not given."
    )

    @staticmethod
    def add_answers(parser: ArgumentParser) -> None:
        """The options that answer the questions."""
        for option, question in QUESTIONS.items():
            parser.add_argument(f"--{option}", help=question.lower())
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing: take the defaults of what is not given"
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_answers(parser)
        parser.add_argument("--reason", default="", help="why, when somebody can already sign in")
        parser.add_argument("--site", default=settings.PMMI_SITE_URL, help="what the link begins with")
        parser.add_argument(
            "--if-nobody", action="store_true", help="only where nobody can sign in yet; who was made gets a new link"
        )

    def handle(self, *, reason: str, no_input: bool, if_nobody: bool, site: str, **options: str | None) -> None:
        now = timezone.now()
        if if_nobody and who_can_sign_in():
            return
        if if_nobody and (person := never_signed_in()):
            link_again(at=now, person=person)
            self._print(person, site, f"{person.name} has not chosen a password yet.")
            return
        answers = {option: options[option] or self._ask(option, no_input) for option in QUESTIONS}
        try:
            validate_email(answers["email"])
        except ValidationError as error:
            raise CommandError(f"“{answers['email']}” is not an email address.") from error
        try:
            person = make_first_administrator(at=now, details=FirstAdministrator(**answers), why=reason)
        except ChangeRefused as error:
            raise CommandError(str(error)) from error
        self._print(person, site, f"{person.name} is an administrator.")

    def _print(self, person: User, site: str, said: str) -> None:
        self.stdout.write(f"{said} This link, good once and for {days_good()} days, lets them choose")
        self.stdout.write(f"a password:\n{site.rstrip('/')}{password_link(person)}")

    def _ask(self, option: str, no_input: bool) -> str:
        """The answer typed, or the default. Raises CommandError where there is neither."""
        default = settings.PMMI_FIRST_ADMINISTRATOR[option]
        try:
            typed = "" if no_input else input(f"{QUESTIONS[option]}{f' [{default}]' if default else ''}: ").strip()
        except (EOFError, RuntimeError):  # nobody is there, or there is no input at all
            self.stdout.write("")  # the question stands on a line of its own
            typed = ""
        if not (typed or default):
            raise CommandError(f"{QUESTIONS[option]} is missing: give --{option}.")
        return typed or str(default)
