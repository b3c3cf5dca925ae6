from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Says why there are no superusers, and how the first administrator is made."

    def handle(self, *_: object, **_options: object) -> None:
        raise CommandError(
            "PMMI has no superusers: what somebody may do comes from the post they hold. manage.py "
            "first_administrator makes the first person who lets others in (docs/operations.md)."
        )
