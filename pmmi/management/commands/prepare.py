from django.core.management import BaseCommand

from pmmi.running.preparing import prepare


class Command(BaseCommand):
    help = "Before the first start and after each upgrade: migrate, make the cache table, collect the static files."
    requires_system_checks = ()

    def handle(self, **_: object) -> None:
        prepare()
        self.stdout.write("The database and the static files are up to date.")
