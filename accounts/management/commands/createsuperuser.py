from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Says why there are no superusers, and how the first administrator is made."

    def handle(self, *_: object, **_options: object) -> None:
        raise CommandError(
            "PMMI has no superusers: what somebody may do comes from the post they hold. “make demo” makes a council "
            "with an administrator; for a council of your own, docs/operations.md says how to make the first one."
        )
