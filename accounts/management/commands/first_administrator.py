from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.changes.first_administrator import FirstAdministrator, make_first_administrator
from accounts.password_links import days_good, password_link
from foundation.refusals import ChangeRefused

QUESTIONS = {
    "council": "Name of the council",
    "name": "Name of the first administrator",
    "email": "Their email address",
    "post": "Title of their post",
}
DEFAULTS = {"council": settings.PMMI_COUNCIL_NAME, "post": "Performance manager"}


class Command(BaseCommand):
    help = (
        "Make the council and its first administrator, and print a link with which they choose their password. "
        "Asks for what is not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for option, question in QUESTIONS.items():
            parser.add_argument(f"--{option}", help=question.lower())
        parser.add_argument("--reason", default="", help="why, when somebody can already sign in")
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing: take the defaults of what is not given"
        )

    def handle(self, *, reason: str, no_input: bool, **options: str | None) -> None:
        answers = {option: options[option] or self._ask(option, no_input) for option in QUESTIONS}
        try:
            validate_email(answers["email"])
        except ValidationError as error:
            raise CommandError(f"“{answers['email']}” is not an email address.") from error
        try:
            person = make_first_administrator(at=timezone.now(), details=FirstAdministrator(**answers), why=reason)
        except ChangeRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{person.name} is an administrator. This link, good once and for {days_good()} days, lets them choose"
        )
        self.stdout.write(f"a password:\n{settings.PMMI_SITE_URL.rstrip('/')}{password_link(person)}")

    def _ask(self, option: str, no_input: bool) -> str:
        """The answer typed, or the default. Raises CommandError where there is neither."""
        default = DEFAULTS.get(option, "")
        try:
            typed = "" if no_input else input(f"{QUESTIONS[option]}{f' [{default}]' if default else ''}: ").strip()
        except EOFError:
            typed = ""
        if not (typed or default):
            raise CommandError(f"{QUESTIONS[option]} is missing: give --{option}.")
        return typed or default
